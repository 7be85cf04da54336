from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.core.chance import WEIGHTS, Evidence, confidence, evidence
from lapbell.core.past import Past, Start

TUESDAY = date(2026, 10, 6)
DAY = timedelta(days=1)
EVENING = 18 * 60 + 30
EVEN = Evidence(*[0.0] * len(WEIGHTS))


def seen(agos: Iterable[int], minute: int = EVENING) -> Evidence:
    """Return the evidence for Tuesday evening of runs so many days ago."""
    starts = tuple(Start(TUESDAY - ago * DAY, minute) for ago in sorted(agos, reverse=True))
    past = Past(day=TUESDAY, begin=TUESDAY - 84 * DAY, starts=starts)
    return evidence(past, EVENING, 0.5)


WEEKLY = range(7, 84, 7)


def test_half_of_everything_is_even_odds() -> None:
    assert seen(range(2, 85, 2)).ran == pytest.approx(0, abs=0.1)
    assert seen(range(2, 85, 2)).of_time == pytest.approx(0)


def test_a_weekday_is_counted_by_its_own_days() -> None:
    assert seen(WEEKLY).of_weekday > 1
    assert seen([ago - 1 for ago in WEEKLY]).of_weekday < -1


def test_days_since_the_last_run_are_counted_by_days_as_long_after_one() -> None:
    every_second = seen(range(2, 85, 2))
    assert every_second.of_gap > 2
    assert seen(range(1, 85, 2)).of_gap < -2


def test_days_are_alike_by_what_stood_before_them() -> None:
    after_two_days_of_rest = [ago for ago in range(1, 85) if ago % 3 == 0]
    assert seen(after_two_days_of_rest).as_before > 1
    assert seen([ago - 1 for ago in after_two_days_of_rest]).as_before < -1


def test_runs_at_another_time_are_runs_but_not_around_it() -> None:
    evening, morning = seen(WEEKLY), seen(WEEKLY, minute=420)
    assert morning.of_weekday == evening.of_weekday
    assert evening.near_weekday > 1
    assert morning.near_weekday < -3
    assert morning.near_before < evening.near_before


def test_recent_days_say_more() -> None:
    assert seen(range(1, 43)).ran > 0 > seen(range(43, 85)).ran


@given(st.sampled_from([name for name in Evidence._fields if name != "ran"]))
def test_each_share_speaks_for_a_run(name: str) -> None:
    assert confidence(EVEN._replace(**{name: 1.0})) > confidence(EVEN)


@given(st.sets(st.integers(1, 84)), st.floats(0, 1))
def test_whatever_was_run_is_neither_certain_nor_ruled_out(agos: set[int], share: float) -> None:
    found = seen(agos)._replace(of_time=share)
    assert 0 < confidence(found) < 1
