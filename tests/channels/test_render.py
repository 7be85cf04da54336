from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.phones import BUTTONS, NUDGE, PICTURE, SECRET, phone
from lapbell.channels.ntfy.publish import BODY_BYTES, TITLE_BYTES
from lapbell.channels.protocol import Abilities, Button, Message, Picture, Sent
from lapbell.channels.render import LABEL_BYTES, fit, shorten
from ntfy_double import NtfyDouble

PHONE = Abilities(title_bytes=30, body_bytes=60, buttons=3, picture="upload")


SHORT = Message(key="post-a", title="Calf pump", body="Füße weit.\nFersen raus.")

clean_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]))
abilities = st.builds(
    Abilities,
    title_bytes=st.just(0) | st.integers(3, 60),
    body_bytes=st.integers(3, 120),
    buttons=st.integers(0, 4),
    picture=st.sampled_from(["none", "inline", "upload", "link"]),
)
messages = st.builds(
    Message,
    key=st.just("post-a"),
    title=st.text(),
    body=st.text(max_size=300),
    buttons=st.lists(st.builds(Button, label=st.text(), body=st.just("v1")), max_size=5).map(tuple),
    picture=st.none() | st.just(PICTURE),
)


@pytest.mark.parametrize(
    ("text", "most_bytes", "expected"),
    [
        ("Füße weit", 11, "Füße weit"),
        ("Füße weit", 10, "Füße…"),
        ("Füße weit", 4, "F…"),
        ("  Füße weit\n", 11, "Füße weit"),
        ("eins zwei  drei", 13, "eins zwei…"),
        ("eins zwei drei", 13, "eins zwei…"),
        ("🏃🏃🏃", 11, "🏃🏃…"),
        ("👩\u200d👩\u200d👧", 14, "👩\u200d👩…"),
        ("x" * 200, 103, "x" * 100 + "…"),
        ("kurz " + "x" * 200, 103, "kurz " + "x" * 95 + "…"),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_after_a_whole_word(text: str, most_bytes: int, expected: str) -> None:
    assert shorten(text, most_bytes) == expected


@given(messages, abilities)
def test_nothing_exceeds_what_the_channel_can_show(message: Message, able: Abilities) -> None:
    fitted = fit(message, able)
    assert len(fitted.title.encode()) <= able.title_bytes
    assert len(fitted.body.encode()) <= able.body_bytes
    assert len(fitted.buttons) <= able.buttons
    assert all(len(one.label.encode()) <= LABEL_BYTES for one in fitted.buttons)
    assert fit(fitted, able) == fitted


@given(messages, abilities)
def test_what_is_left_are_the_first_words_and_buttons(message: Message, able: Abilities) -> None:
    fitted = fit(replace(message, title="Calf pump"), able)
    first = fitted.title if able.title_bytes else fitted.body
    assert first == "" or "Calf pump".startswith(first.removesuffix("…").split("\n")[0].strip())
    bodies = [one.body for one in message.buttons]
    assert [one.body for one in fitted.buttons] == bodies[: able.buttons]


@given(clean_texts, clean_texts)
def test_what_is_short_is_not_touched(title: str, body: str) -> None:
    message = replace(SHORT, title=title[:7], body=body[:15], buttons=BUTTONS)
    assert fit(message, PHONE) == message


def test_without_a_title_it_becomes_the_first_line() -> None:
    fitted = fit(SHORT, replace(PHONE, title_bytes=0))
    assert (fitted.title, fitted.body) == ("", "Calf pump\nFüße weit.\nFersen raus.")


@pytest.mark.parametrize(
    ("able", "buttons", "is_shown"),
    [
        ("upload", 0, True),
        ("upload", 1, True),
        ("upload", 2, False),
        ("inline", 3, True),
        ("link", 0, False),
        ("none", 0, False),
    ],
)
def test_a_picture_never_hides_the_buttons(
    able: Literal["none", "inline", "upload", "link"], buttons: int, is_shown: bool
) -> None:
    message = replace(SHORT, picture=PICTURE, buttons=BUTTONS[:buttons])
    fitted = fit(message, replace(PHONE, picture=able))
    assert (fitted.picture is not None) == is_shown
    assert len(fitted.buttons) == buttons


def test_a_channel_without_buttons_keeps_the_picture() -> None:
    fitted = fit(replace(SHORT, picture=PICTURE, buttons=BUTTONS), replace(PHONE, buttons=0))
    assert (fitted.picture, fitted.buttons) == (PICTURE, ())


def test_what_is_no_unicode_is_sent_as_a_question_mark(server: NtfyDouble) -> None:
    broken = replace(NUDGE, title="Watch \udcff", tags=("\udcff",))
    assert isinstance(phone(server).send(broken), Sent)
    assert server.messages("runs")[0]["title"] == "Watch ?"


@pytest.mark.parametrize("letter", ["x", "\n.", '"', "\\", "\x01x", "ü", "🏃", "x y "])
@pytest.mark.parametrize("picture", [None, PICTURE])
def test_even_the_longest_text_fits_whatever_it_is_made_of(
    server: NtfyDouble, letter: str, picture: Picture | None
) -> None:
    actions = tuple(Button(label=letter * 50, body="v1." + "x" * 197) for _ in range(3))
    long = replace(NUDGE, title=letter * 5000, body=letter * 5000, picture=picture)
    long = replace(long, buttons=actions[: 1 if picture else 3], click="https://pi/" + "x" * 289)
    assert isinstance(phone(server, secret=SECRET).send(long), Sent)
    (event,) = server.messages("runs")
    assert len(server.asked) == 1
    assert len(event["actions"]) == len(long.buttons)
    assert ("attachment" in event) == (picture is not None)
    assert len(event["title"].encode()) <= TITLE_BYTES
    assert 700 < len(event["message"].encode()) <= BODY_BYTES
    assert len(server.asked[0].line) < 8000


def test_a_text_that_just_fits_is_not_touched(server: NtfyDouble) -> None:
    body = "x" * BODY_BYTES
    phone(server).send(replace(NUDGE, body=body))
    assert server.messages("runs")[0]["message"] == body
