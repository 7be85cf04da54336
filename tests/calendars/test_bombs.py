"""Calendars made to hurt. They end because little of them is parsed, and no rule runs on and on."""

import tracemalloc
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.samples import MONDAY, WEEK, calendar, event, read
from fakes import BERLIN
from lapbell.calendars.effort import BUDGET, effort
from lapbell.calendars.fetch import MOST_BYTES
from lapbell.calendars.read import read_calendar
from lapbell.calendars.sieve import MOST_EVENTS

MOST_MB = 80
ON_TUESDAY = "DTSTART:20261006T060000Z"
FAR_BACK = "DTSTART:19700101T060000Z"


def filled(part: Callable[[int], str], length: int = MOST_BYTES) -> bytes:
    """Return a calendar of about 5 MB, of as many parts."""
    count = length // (len(calendar(part(100_000))) - len(calendar()))
    return calendar(*(part(number) for number in range(count)))


FIVE_MEGABYTES: Mapping[str, Callable[[], bytes]] = {
    "lines": lambda: filled(lambda _: "A:1"),
    "never ended": lambda: filled(lambda _: "BEGIN:VEVENT"),
    "nested": lambda: calendar("BEGIN:X\n" * 250_000 + "END:X\n" * 250_000),
    "properties": lambda: calendar(event(ON_TUESDAY, "SUMMARY:x\n" * 400_000)),
    "text": lambda: calendar(event(ON_TUESDAY, "DESCRIPTION:" + "8 km " * 10**6)),
    "folds": lambda: calendar(event(ON_TUESDAY, "ATTACH:" + "AAA\n " * 800_000 + "A")),
    "quotes": lambda: calendar(event('DTSTART;X="' + '";X="' * 10**6)),
    "dates": lambda: calendar(event(ON_TUESDAY, "EXDATE:" + "20261006T000000Z," * 290_000)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FIVE_MEGABYTES)
def test_five_megabytes_of_little_are_read_in_little_memory(name: str) -> None:
    data = FIVE_MEGABYTES[name]()
    assert 4_000_000 < len(data) <= MOST_BYTES + 100
    tracemalloc.start()
    try:
        reading = read_calendar(data, MONDAY, MONDAY + WEEK, BERLIN)
        megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    assert len(reading.events) <= 1
    assert megabytes < MOST_MB


@pytest.mark.slow
@pytest.mark.parametrize(
    "lines",
    [(ON_TUESDAY,), (ON_TUESDAY, "RRULE:FREQ=DAILY"), (FAR_BACK, "RRULE:FREQ=DAILY;COUNT=1000000"),
     (ON_TUESDAY, "RECURRENCE-ID:20261006T060000Z"), (ON_TUESDAY, "RRULE:FREQ=YEARLY;BYEASTER=0")],
)  # fmt: skip
def test_of_very_many_runs_some_hundred_are_taken_and_it_says_so(lines: tuple[str, ...]) -> None:
    data = filled(lambda number: event(*lines, uid=f"{number:06}"), MOST_BYTES // 5)
    reading = read_calendar(data, MONDAY, MONDAY + WEEK, BERLIN)
    assert len(reading.events) <= MOST_EVENTS + 7
    assert reading.left_out[0] == f"there are more runs than {MOST_EVENTS}"
    assert len(reading.left_out) <= 10


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=SECONDLY;COUNT=1000000", "FREQ=MINUTELY", "FREQ=HOURLY",
     "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=\u00b2",
     "FREQ=DAILY;INTERVAL=2;BYDAY=MO", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
     "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5", "FREQ=ALWAYS", "",
     "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + "0," * 59 + "0",
     "FREQ=DAILY;INTERVAL=" + "9" * 4000],
)  # fmt: skip
def test_a_rule_without_an_end_in_sight_is_left_out(rule: str) -> None:
    reading = read(event(FAR_BACK, f"RRULE:{rule}"), event(ON_TUESDAY, uid="other"))
    assert [one.uid for one in reading.events] == ["other"]
    assert reading.left_out == ('"Easy run" repeats too often, or never again',)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA;WKST=MO",
     "FREQ=MONTHLY;BYDAY=1SU", "FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=YEARLY",
     "FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU", "FREQ=WEEKLY;COUNT=300"],
)  # fmt: skip
def test_a_rule_of_a_life_of_running_is_affordable(rule: str) -> None:
    assert effort(rule, "20000101", date(2026, 10, 5)) < BUDGET


def test_what_cannot_be_a_start_is_never_affordable() -> None:
    assert effort("FREQ=DAILY", "soon", date(2026, 10, 5)) == inf


def test_an_affordable_series_comes_beside_one_that_is_not() -> None:
    bomb = event("DTSTART:00010101T060000Z", "RRULE:FREQ=DAILY;COUNT=1000000", uid="bomb")
    series = event(FAR_BACK, "RRULE:FREQ=DAILY", uid="series")
    assert {one.uid for one in read(bomb, series).events} == {"series"}


def test_an_event_that_takes_ten_thousand_years_begins_once() -> None:
    endless = event(ON_TUESDAY, "DTEND:99991231T235959Z", "RRULE:FREQ=DAILY")
    assert len(read(endless).events) == 6


@pytest.mark.parametrize("day", [date(1, 1, 3), date(9999, 12, 20)])
def test_the_ends_of_time_are_no_bug(day: date) -> None:
    begin = datetime(day.year, day.month, day.day, tzinfo=BERLIN)
    reading = read(event(ON_TUESDAY), begin=begin, end=begin + timedelta(days=3))
    assert reading.events == ()


SAMPLE = calendar(
    event("DTSTART;TZID=Europe/Berlin:20260901T183000", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH"),
    event("DTSTART;TZID=Europe/Berlin:20261009T070000",
          "RECURRENCE-ID;TZID=Europe/Berlin:20261008T183000", "STATUS:CONFIRMED"),
    event("DTSTART;VALUE=DATE:20261007", "DESCRIPTION:8 km\\, 45 min", uid="day"),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 30), st.binary(max_size=8))))
def test_a_calendar_with_any_bytes_changed_is_read_without_an_error(
    changes: list[tuple[int, int, bytes]],
) -> None:
    data = bytearray(SAMPLE)
    for at, length, instead in changes:
        data[at : at + length] = instead
    reading = read_calendar(bytes(data), MONDAY, MONDAY + WEEK, BERLIN)
    for one in reading.events:
        start = one.starts_at
        day = start.astimezone(BERLIN).date() if isinstance(start, datetime) else start
        assert MONDAY.date() <= day < (MONDAY + WEEK).date()
