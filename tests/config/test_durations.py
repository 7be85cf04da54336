from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.config import parse_duration
from lapbell.core.words import length


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3 min", 180),
        ("0 s", 0),
        ("1 h 30 min", 5400),
        ("2 d", 172_800),
        ("3min", 180),
        (" 3  MIN ", 180),
        ("1h30min", 5400),
        ("1.5 h", 5400),
        ("1 hour", 3600),
        ("2 days", 172_800),
        ("90 seconds", 90),
        ("45 mins", 2700),
        ("2 hrs", 7200),
        ("1 sec", 1),
        ("1 s", 1),
    ],
)
def test_a_length_of_time_is_read_whatever_its_case_and_spacing(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("3", '3 has no unit; did you mean "3 min"?'),
        ("", "empty"),
        ("-3 min", "negative"),
        ("\N{MINUS SIGN}3 min", "negative"),
        ("3 m", 'did you mean "min"?'),
        ("3 moons", '"moons" is no unit of time; there are s, min, h and d'),
        ("3 min sharp", "is no length of time; write it as"),
        ("min 3", "is no length of time; write it as"),
        ("half an hour", "is no length of time; write it as"),
        ("1,5 h", "is no length of time; write it as"),
        ("1:30", 'write "1 h 30 min" or "1 min 30 s"'),
        ("999999999 d 1 d", "too long"),
    ],
)
def test_what_is_no_length_of_time_gets_advice(text: str, advice: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_duration(text)
    assert advice in str(caught.value)


@given(st.integers(min_value=0, max_value=47 * 3600))
def test_what_lapbell_writes_it_can_read(seconds: int) -> None:
    written = length(timedelta(seconds=seconds))
    assert length(parse_duration(written)) == written


@given(st.text(alphabet="0123456789 .-:,hmindsé٣", max_size=20))
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    try:
        span = parse_duration(text)
    except ValueError as error:
        span = timedelta(0)
        words = str(error)
    else:
        words = length(span)
    assert span >= timedelta(0)
    assert words
