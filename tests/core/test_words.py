from datetime import timedelta

import pytest

from lapbell.core.backoff import LONGEST, full_jitter
from lapbell.core.words import clock, length


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (4200, "1 h 10 min"),
     (47 * 3600, "47 h"), (49 * 3600, "2 days")],
)  # fmt: skip
def test_a_length_is_told_in_its_largest_units(seconds: int, words: str) -> None:
    assert length(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(("seconds", "words"), [(2650, "44:10"), (3723, "1:02:03"), (9, "0:09")])
def test_a_time_reads_as_on_a_watch(seconds: int, words: str) -> None:
    assert clock(timedelta(seconds=seconds)) == words


def test_a_wait_grows_to_a_quarter_of_an_hour_and_is_spread_out() -> None:
    assert full_jitter(0, 0.999) < timedelta(seconds=5)
    assert full_jitter(3, 0.5) == timedelta(seconds=20)
    assert full_jitter(50, 0.999) < LONGEST
    assert full_jitter(8, 0.5) == timedelta(minutes=7.5)
    assert full_jitter(50, 0.0) == timedelta(seconds=1)
