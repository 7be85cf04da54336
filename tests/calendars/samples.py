"""Calendars made for the tests, line by line as programs write them."""

from datetime import date, datetime, timedelta

from fakes import BERLIN
from lapbell.calendars.read import Reading, read_calendar
from lapbell.core.expected import Event

MONDAY = datetime(2026, 10, 5, tzinfo=BERLIN)
WEEK = timedelta(days=7)


def calendar(*parts: str) -> bytes:
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *parts, "END:VCALENDAR", "")
    return "\n".join(lines).replace("\n", "\r\n").encode()


def event(*lines: str, uid: str = "run-1", summary: str = "Easy run") -> str:
    head = (f"UID:{uid}", "DTSTAMP:20260901T120000Z", f"SUMMARY:{summary}")
    return "\n".join(
        ("BEGIN:VEVENT", *(one for one in head if one[-1] != ":"), *lines, "END:VEVENT")
    )


def read(*parts: str, begin: datetime = MONDAY, end: datetime | None = None) -> Reading:
    """Read a calendar for the week from Monday, 5 October 2026, in Berlin."""
    return read_calendar(calendar(*parts), begin, end or begin + WEEK, BERLIN)


def starts(reading: Reading) -> list[str]:
    """Return when the runs start, on the clock of Berlin; a date has no time."""
    return [shown(one) for one in reading.events]


def shown(one: Event) -> str:
    if isinstance(one.starts_at, datetime):
        return f"{one.starts_at.astimezone(BERLIN):%a %d %H:%M}"
    assert isinstance(one.starts_at, date)
    return f"{one.starts_at:%a %d}"
