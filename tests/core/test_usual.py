from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.core.past import Past, Start
from lapbell.core.usual import busiest, usual_time

TUESDAY = date(2026, 10, 6)
DAY = timedelta(days=1)


def past(*starts: tuple[int, int]) -> Past:
    """Return twelve weeks with runs so many days ago, at so many minutes after midnight."""
    runs = sorted(Start(TUESDAY - ago * DAY, minute) for ago, minute in starts)
    return Past(day=TUESDAY, begin=TUESDAY - 84 * DAY, starts=tuple(runs))


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def test_many_runs_within_90_minutes_go_before_two_at_one_time() -> None:
    spread = [(17 * 60 + 20 * number, 1.0) for number in range(4)]
    minute, share = busiest([*spread, (420, 1.0), (420, 1.0)])
    assert clock(minute) == "17:30"
    assert share == pytest.approx(4 / 6, abs=0.12)


def test_who_is_always_on_time_has_that_time() -> None:
    minute, share = usual_time(past(*((ago, 18 * 60 + 30) for ago in range(1, 85))))
    assert clock(minute) == "18:30"
    assert share > 0.9


def test_a_time_seen_once_is_doubted() -> None:
    once, often = past((7, 420)), past(*((7 * weeks, 420) for weeks in range(1, 13)))
    assert usual_time(once)[1] < usual_time(often)[1]


def test_last_week_says_more_than_the_week_before() -> None:
    assert clock(usual_time(past((7, 1080), (14, 420)))[0]) == "18:00"
    assert clock(usual_time(past((7, 420), (14, 1080)))[0]) == "07:00"


def test_the_same_weekday_says_more_than_the_day_before() -> None:
    assert clock(usual_time(past((7, 1080), (6, 420)))[0]) == "18:00"


@given(st.lists(st.integers(0, 1439), min_size=1, max_size=12), st.integers(1, 95))
def test_a_clock_turned_by_quarters_turns_the_time(minutes: list[int], quarters: int) -> None:
    weighted = [(minute, 1.0 + number / 7) for number, minute in enumerate(minutes)]
    turned = [((minute + 15 * quarters) % 1440, weight) for minute, weight in weighted]
    assert busiest(turned)[1] == pytest.approx(busiest(weighted)[1])
