from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.phones import NUDGE, phone
from lapbell.channels.ntfy import MESSAGE_BYTES, TITLE_BYTES, fit, shorten
from lapbell.channels.protocol import Sent
from ntfy_double import NtfyDouble


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
        ("x" * 200, 103, "x" * 100 + "…"),
        ("kurz " + "x" * 200, 103, "kurz " + "x" * 95 + "…"),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_after_a_whole_word(text: str, most_bytes: int, expected: str) -> None:
    assert shorten(text, most_bytes) == expected


@given(st.text(), st.integers(min_value=3, max_value=50))
def test_a_cut_text_never_exceeds_its_bytes(text: str, most_bytes: int) -> None:
    assert len(shorten(text, most_bytes).encode()) <= most_bytes


def test_what_is_no_unicode_is_sent_as_a_question_mark(server: NtfyDouble) -> None:
    broken = replace(NUDGE, title="Watch \udcff", tags=("\udcff",))
    assert isinstance(phone(server).send(broken), Sent)
    assert server.messages("runs")[0]["title"] == "Watch ?"


@pytest.mark.parametrize("letter", ["x", "\n.", '"', "\\", "\x01x", "ü", "🏃", "x y "])
def test_even_the_longest_text_fits_whatever_it_is_made_of(server: NtfyDouble, letter: str) -> None:
    long = replace(NUDGE, title=letter * 5000, body=letter * 5000)
    assert isinstance(phone(server).send(long), Sent)
    (event,) = server.messages("runs")
    fitted = fit(long, "runs")
    assert (event["title"], event["message"]) == (fitted.title, fitted.body)
    assert "attachment" not in event
    assert len(fitted.title.encode()) <= TITLE_BYTES
    assert 1000 < len(fitted.body.encode()) <= MESSAGE_BYTES


def test_a_text_that_just_fits_is_not_touched() -> None:
    body = "x" * MESSAGE_BYTES
    assert fit(replace(NUDGE, body=body), "runs").body == body


@pytest.mark.parametrize("length", [8190, 8191, 8192, 8193])
def test_the_whole_of_it_stays_under_what_the_server_reads(server: NtfyDouble, length: int) -> None:
    phone(server).send(replace(NUDGE, body="x"))
    room = length - len(server.asked[0].body) + 1
    quotes, rest = divmod(room - 100, 2)
    long = replace(NUDGE, body='"' * quotes + "x" * (100 + rest))
    assert isinstance(phone(server).send(long), Sent)
    assert (fit(long, "runs") == long) == (length < 8192)
