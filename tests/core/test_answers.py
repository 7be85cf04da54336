import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.core.answers import LABELS, capability, nudge_behind, offered, sign, understand
from lapbell.core.offers import Verb
from lapbell.core.routine import Kind

SECRET = b"s" * 32
KEY = "post-abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("verb", list(Verb))
def test_what_was_signed_is_understood(verb: Verb) -> None:
    assert understand(SECRET, sign(SECRET, verb, KEY)) == (verb, KEY)
    assert understand(SECRET, f"  {sign(SECRET, verb, KEY)}\n") == (verb, KEY)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("done", "hurts"),
        lambda text: text.replace("post", "pre"),
        lambda text: text[:-1],
        lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"),
        lambda text: text.upper(),
        lambda text: text.rpartition(".")[0],
        lambda text: "",
        lambda text: "v1.done.",
        lambda text: "done",
        lambda text: text.replace("v1", "v2"),
        lambda text: text.replace("post", "p\ud800st"),
        lambda text: text.replace("post", "pöst"),
    ],
)
def test_what_was_not_signed_is_not(change: object) -> None:
    assert callable(change)
    assert understand(SECRET, change(sign(SECRET, Verb.DONE, KEY))) is None


def test_another_service_signs_otherwise() -> None:
    assert understand(b"t" * 32, sign(SECRET, Verb.DONE, KEY)) is None


@given(st.text())
def test_any_text_is_borne(text: str) -> None:
    assert understand(SECRET, text) is None


@pytest.mark.parametrize("link", ["", ".", "\ud800.x", "post-ö.x", KEY, f"{KEY}."])
def test_a_link_of_another_service_opens_nothing(link: str) -> None:
    assert nudge_behind(SECRET, link) is None
    assert nudge_behind(SECRET, capability(b"t" * 32, KEY)) is None
    assert nudge_behind(SECRET, capability(SECRET, KEY)) == KEY


def test_a_nudge_offers_three_answers_at_most_and_later_only_once() -> None:
    assert [LABELS[verb] for verb in offered(Kind.AFTER, KEY)] == ["Done", "In 20 min", "It hurts"]
    assert [LABELS[verb] for verb in offered(Kind.BEFORE, "pre-x")] == [
        "Done", "Not running today", "It hurts",
    ]  # fmt: skip
    assert Verb.LATER not in offered(Kind.AFTER, f"{KEY}-again")
    assert all(len(offered(kind, KEY)) <= 3 for kind in Kind)


def test_a_summary_offers_answers_of_its_own() -> None:
    assert all(LABELS[verb] for verb in (Verb.DID, Verb.NO, Verb.LESS, Verb.MORE))
    assert offered(Kind.WEEK, "week-x") == ()
    assert offered(Kind.WEEK, "week-x", (Verb.DID, Verb.NO)) == (Verb.DID, Verb.NO)


def test_a_signed_text_fits_into_a_button() -> None:
    assert len(sign(SECRET, Verb.HURTS, f"{KEY}-again")) < 128
