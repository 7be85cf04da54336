from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from fakes import BERLIN
from lapbell.core.expected import FixedTime, on
from lapbell.core.weeks import due_weeks, next_due, week_name, when

MONDAY = date(2026, 9, 28)
AT = FixedTime(0, time(7, 30))
DAY = timedelta(days=1)


def at(day: int, hour: int = 18) -> datetime:
    """A day of the week of MONDAY, counted from 0, on the clock of Berlin."""
    return on(MONDAY + day * DAY, time(hour), BERLIN)


def test_a_week_is_due_on_the_monday_after_it() -> None:
    since = at(-30)
    due = due_weeks(AT, BERLIN, since=since, now=at(7, 8))
    assert due[-1] == (MONDAY, on(MONDAY + 7 * DAY, time(7, 30), BERLIN))
    assert due_weeks(AT, BERLIN, since=since, now=at(7, 7))[-1][0] == MONDAY - 7 * DAY


def test_on_sunday_it_is_the_ending_week() -> None:
    sunday = FixedTime(6, time(20))
    assert due_weeks(sunday, BERLIN, since=at(-30), now=at(6, 21))[-1][0] == MONDAY


def test_the_first_is_the_first_week_that_ends_after_the_start() -> None:
    assert due_weeks(AT, BERLIN, since=at(6, 23), now=at(8)) == [
        (MONDAY, on(MONDAY + 7 * DAY, time(7, 30), BERLIN))
    ]
    assert due_weeks(AT, BERLIN, since=at(7, 0), now=at(8)) == []


def test_a_start_in_1970_makes_no_thousand_weeks() -> None:
    since = datetime(1970, 1, 1, tzinfo=UTC)
    due = due_weeks(AT, BERLIN, since=since, now=at(8))
    assert [monday for monday, _ in due] == [
        MONDAY - number * 7 * DAY for number in range(52, -1, -1)
    ]


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("clock", [time(0, 5), time(2, 30), time(7, 30), time(23, 55)])
def test_in_every_zone_each_week_of_the_year_is_due_exactly_once(weekday: int, clock: time) -> None:
    since = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        due = due_weeks(FixedTime(weekday, clock), zone, since=since, now=since + 366 * DAY)
        mondays = [monday for monday, _ in due]
        assert mondays == [mondays[0] + 7 * number * DAY for number in range(len(due))], name
        assert len(due) in (51, 52, 53), name
        assert next_due(FixedTime(weekday, clock), zone, due[-1][1]) > due[-1][1], name


def test_a_week_is_named_as_seen_from_a_day() -> None:
    assert when(MONDAY, MONDAY + 6 * DAY) == "this week"
    assert when(MONDAY, MONDAY + 7 * DAY) == "last week"
    assert when(MONDAY, MONDAY + 14 * DAY) == "in week 40"
    assert week_name(MONDAY) == "2026-W40"
    assert week_name(date(2026, 12, 28)) == "2026-W53"
