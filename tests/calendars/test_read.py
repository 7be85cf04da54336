from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendars.samples import MONDAY, WEEK, calendar, event, read, shown, starts
from fakes import BERLIN
from lapbell.calendars.read import read_calendar

TUE_THU = ("DTSTART;TZID=Europe/Berlin:20260901T183000", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH")


def test_a_series_comes_on_its_days() -> None:
    assert starts(read(event(*TUE_THU))) == ["Tue 06 18:30", "Thu 08 18:30"]


def test_a_deleted_occurrence_does_not_come() -> None:
    deleted = "EXDATE;TZID=Europe/Berlin:20260908T183000,20261008T183000"
    assert starts(read(event(*TUE_THU, deleted))) == ["Tue 06 18:30"]


def test_among_a_thousand_deleted_ones_the_right_one_does_not_come() -> None:
    days = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(1011)]
    deleted = [f"EXDATE;TZID=Europe/Berlin:{day:%Y%m%d}T183000" for day in days]
    series = "DTSTART;TZID=Europe/Berlin:20240101T183000", "RRULE:FREQ=DAILY"
    assert days[-1].day == 7
    assert starts(read(event(*series, *deleted, uid="daily")))[0] == "Thu 08 18:30"
    at_once = "EXDATE;TZID=Europe/Berlin:" + ",".join(one.rpartition(":")[2] for one in deleted)
    assert starts(read(event(*series, at_once)))[0] == "Thu 08 18:30"


def test_a_moved_occurrence_comes_where_it_was_moved_to_and_keeps_its_id() -> None:
    moved = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20261008T183000",
        "DTSTART;TZID=Europe/Berlin:20261009T070000",
    )
    found = read(event(*TUE_THU), event(*moved, summary="Early run"))
    assert starts(found) == ["Tue 06 18:30", "Fri 09 07:00"]
    plain = read(event(*TUE_THU))
    assert found.events[1].recurrence_id == plain.events[1].recurrence_id == "20261008T163000Z"


def test_an_occurrence_moved_here_from_another_month_comes() -> None:
    moved = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20261105T183000",
        "DTSTART;TZID=Europe/Berlin:20261007T070000",
    )
    assert "Wed 07 07:00" in starts(read(event(*TUE_THU), event(*moved)))


def test_an_occurrence_that_became_rest_does_not_come() -> None:
    changed = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20261008T183000",
        "DTSTART;TZID=Europe/Berlin:20261008T183000",
    )
    assert starts(read(event(*TUE_THU), event(*changed, summary="Rest day"))) == ["Tue 06 18:30"]


def test_an_occurrence_of_another_series_that_became_a_run_comes() -> None:
    changed = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20261008T183000",
        "DTSTART;TZID=Europe/Berlin:20261008T183000",
    )
    found = read(event(*TUE_THU, summary="Yoga"), event(*changed, summary="Easy run"))
    assert starts(found) == ["Thu 08 18:30"]


def test_all_later_occurrences_can_be_moved_at_once() -> None:
    moved = (
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260910T183000",
        "DTSTART;TZID=Europe/Berlin:20260910T200000",
    )
    assert starts(read(event(*TUE_THU), event(*moved))) == ["Tue 06 20:00", "Thu 08 20:00"]


@pytest.mark.parametrize("status", ["CANCELLED", "cancelled"])
def test_what_is_cancelled_does_not_come(status: str) -> None:
    assert not read(event("DTSTART:20261006T060000Z", f"STATUS:{status}")).events
    changed = "RECURRENCE-ID;TZID=Europe/Berlin:20261008T183000", "DTSTART:20261008T163000Z"
    found = read(event(*TUE_THU), event(*changed, f"STATUS:{status}"))
    assert starts(found) == ["Tue 06 18:30"]


def test_of_two_revisions_the_later_counts_wherever_it_stands() -> None:
    old = event("DTSTART:20261006T060000Z", "SEQUENCE:1")
    new = event("DTSTART:20261007T060000Z", "SEQUENCE:2")
    assert starts(read(old, new)) == starts(read(new, old)) == ["Wed 07 08:00"]
    rest = event("DTSTART:20261007T060000Z", "SEQUENCE:2", summary="Rest day")
    assert starts(read(old, rest)) == starts(read(rest, old)) == []


def test_dates_that_are_listed_come() -> None:
    listed = "DTSTART:20260901T060000Z", "RDATE:20261007T060000Z,20261009T060000Z"
    assert starts(read(event(*listed))) == ["Wed 07 08:00", "Fri 09 08:00"]


def test_an_event_without_a_time_is_a_date() -> None:
    day = event("DTSTART;VALUE=DATE:20261006", "DTEND;VALUE=DATE:20261007")
    assert starts(read(day)) == ["Tue 06"]


@pytest.mark.parametrize(
    "midnight",
    ["DTSTART;TZID=Europe/Berlin:20261006T000000", "DTSTART:20261006T000000",
     "DTSTART:20261005T220000Z", "DTSTART;TZID=America/New_York:20261006T000000"],
)  # fmt: skip
def test_a_run_at_midnight_is_a_day_that_was_written_as_hours(midnight: str) -> None:
    assert starts(read(event(midnight))) == ["Tue 06"]


def test_midnight_of_utc_may_be_a_time_like_any_other() -> None:
    zone = ZoneInfo("America/New_York")
    data = calendar(event("DTSTART:20261006T000000Z"))
    found = read_calendar(data, MONDAY, MONDAY + WEEK, zone)
    assert found.events[0].starts_at == datetime(2026, 10, 5, 20, tzinfo=zone)


def test_a_time_without_a_zone_is_on_the_athletes_clock() -> None:
    data = calendar(event("DTSTART:20261006T183000", "RRULE:FREQ=DAILY;COUNT=2"))
    for name in ("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"):
        zone = ZoneInfo(name)
        found = read_calendar(data, MONDAY, MONDAY + WEEK, zone)
        assert [one.starts_at for one in found.events] == [
            datetime(2026, 10, day, 18, 30, tzinfo=zone) for day in (6, 7)
        ]


def test_the_begin_counts_and_the_end_does_not() -> None:
    start = datetime(2026, 10, 6, 18, 30, tzinfo=BERLIN)
    assert len(read(event(*TUE_THU), begin=start, end=start + timedelta(days=2)).events) == 1
    assert read(event(*TUE_THU), begin=start - timedelta(days=1), end=start).events == ()


def test_a_day_counts_as_long_as_any_of_it_is_left() -> None:
    day = event("DTSTART;VALUE=DATE:20261006")
    midnight = datetime(2026, 10, 6, tzinfo=BERLIN)
    late = midnight + timedelta(hours=23)
    assert read(day, begin=late, end=late + timedelta(hours=2)).events
    assert not read(day, begin=midnight - timedelta(hours=5), end=midnight).events
    assert not read(day, begin=late + timedelta(hours=1), end=late + timedelta(hours=9)).events


@pytest.mark.parametrize(
    ("begin", "hours"), [("2026-03-23", ["17:30Z", "16:30Z"]), ("2026-10-19", ["16:30Z", "17:30Z"])]
)
def test_a_series_keeps_its_clock_time_when_summer_begins_and_ends(
    begin: str, hours: list[str]
) -> None:
    monday = datetime.fromisoformat(begin).replace(tzinfo=BERLIN)
    start = "DTSTART;TZID=Europe/Berlin:20260106T183000"
    found = read(event(start, TUE_THU[1]), begin=monday, end=monday + 2 * WEEK)
    assert [shown(one)[-5:] for one in found.events] == ["18:30"] * 4
    utc = [
        one.starts_at.astimezone(UTC) for one in found.events if isinstance(one.starts_at, datetime)
    ]
    assert [f"{one:%H:%MZ}" for one in utc] == [hours[0]] * 2 + [hours[1]] * 2


@pytest.mark.parametrize(
    "until", ["UNTIL=20261007", "UNTIL=20261006T163000Z", "UNTIL=20261006T183000", "COUNT=11"]
)
def test_a_series_ends_however_its_end_is_written(until: str) -> None:
    assert starts(read(event(TUE_THU[0], f"{TUE_THU[1]};{until}"))) == ["Tue 06 18:30"]


def test_events_that_begin_together_are_in_the_same_order_every_time() -> None:
    both = [event("DTSTART:20261006T060000Z", uid=uid) for uid in ("b", "a")]
    assert [one.uid for one in read(*both).events] == ["a", "b"]
    assert read(*both) == read(*reversed(both))


def test_read_twice_it_is_the_same() -> None:
    parts = [event(*TUE_THU), event("DTSTART;VALUE=DATE:20261007", uid="day"),
             event("DTSTART:20261008T100000", uid="", summary="Nameless run")]  # fmt: skip
    assert read(*parts) == read(*parts)
    assert len({(one.uid, one.recurrence_id) for one in read(*parts).events}) == 4


def test_an_occurrence_keeps_its_id_when_the_days_looked_at_move_on() -> None:
    series = event("DTSTART:20261007T060000Z", "RDATE:20261101T060000Z", "SUMMARY:Run")
    later = read(series, begin=MONDAY + timedelta(days=2), end=MONDAY + 5 * WEEK)
    assert later.events[0] == read(series).events[0]


def test_an_event_keeps_its_id_when_it_is_moved() -> None:
    first, second = (read(event(f"DTSTART:2026100{day}T060000Z")).events[0] for day in (6, 7))
    assert first.starts_at != second.starts_at
    assert (first.uid, first.recurrence_id) == (second.uid, second.recurrence_id) == ("run-1", "")


def test_what_a_calendar_says_of_the_run_is_kept() -> None:
    described = event("DTSTART:20261006T060000Z", "DESCRIPTION:8 km\\, 45 min\\n2 km warm up")
    (one,) = read(described).events
    assert (one.summary, one.km, one.minutes) == ("Easy run", 8, 45)


def test_the_title_comes_before_the_description() -> None:
    described = event("DTSTART:20261006T060000Z", "DESCRIPTION:10 km", summary="Run 8 km")
    assert read(described).events[0].km == 8


def test_a_title_fits_a_line_whatever_is_in_it() -> None:
    odd = event("DTSTART:20261006T060000Z", summary="Run\\n\x07\\, now " + "x " * 90)
    (one,) = read(odd).events
    assert one.summary.startswith("Run , now x x")
    assert one.summary.isprintable()
    assert len(one.summary) <= 80


def test_a_line_may_be_folded_in_the_middle_of_a_letter() -> None:
    data = calendar(event("DTSTART:20261006T060000Z", summary="Übungslauf"))
    folded = data.replace("Ü".encode(), b"\xc3\r\n \x9c")
    assert folded != data
    assert read_calendar(folded, MONDAY, MONDAY + WEEK, BERLIN).events[0].summary == "Übungslauf"


def test_an_alarm_inside_an_event_says_nothing_about_it() -> None:
    alarm = "BEGIN:VALARM\nSUMMARY:Rest day\nTRIGGER:-PT15M\nEND:VALARM"
    inside = event("DTSTART:20261006T060000Z", alarm, "DESCRIPTION:8 km")
    assert read(inside).events[0].km == 8
    first = event("DTSTART:20261006T060000Z", alarm).replace("SUMMARY:Easy run\n", "", 1)
    assert not read(first).events


def test_todos_and_free_times_are_no_events() -> None:
    todo = event("DTSTART:20261006T060000Z").replace("VEVENT", "VTODO")
    assert not read(todo).events


def test_a_broken_event_is_left_out_and_said_and_stops_no_other() -> None:
    broken = [
        event(*TUE_THU[:1], "RRULE:FREQ=WEEKLY;BYDAY=XX", uid="1", summary="Run with a rule"),
        event("DTSTART:20261006T060000Z", "RECURRENCE-ID:nonsense", uid="2", summary="Run nowhere"),
        event("DTSTART:20261006Tsoon", uid="3", summary="Run soon"),
    ]
    found = read(*broken, event(*TUE_THU, uid="4"))
    assert starts(found) == ["Tue 06 18:30", "Thu 08 18:30"]
    assert [one.partition(" (")[0] for one in found.left_out] == [
        '"Run with a rule" repeats too often, or never again',
        '"Run nowhere" cannot be read',
        '"Run soon" cannot be read',
    ]


def test_lower_case_and_bare_line_ends_are_read_too() -> None:
    data = calendar(event("DTSTART:20261006T060000Z")).replace(b"\r\n", b"\n")
    data = data.replace(b"BEGIN:VEVENT", b"begin:vevent").replace(b"SUMMARY", b"summary")
    found = read_calendar(b"\xef\xbb\xbf" + data, MONDAY, MONDAY + WEEK, BERLIN)
    assert starts(found) == ["Tue 06 08:00"]
