"""ISO weeks on the athlete's calendar: their names, and when the summary of one is due.

What a week came to is `summary`'s.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lapbell.core.expected import FixedTime, on

WEEK = timedelta(days=7)
LOOKS_BACK = 53 * WEEK
SUNDAY = 6


def monday_of(day: date) -> date:
    """Return the Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def week_name(monday: date) -> str:
    """Return the name of the ISO week that begins on `monday`: "2026-W40"."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def when(monday: date, today: date) -> str:
    """Say which week it is as seen from a day: "this week", "last week", "in week 40"."""
    names = {monday_of(today): "this week", monday_of(today) - WEEK: "last week"}
    return names.get(monday, f"in week {monday.isocalendar().week}")


def due_weeks(
    at: FixedTime, zone: ZoneInfo, *, since: datetime, now: datetime
) -> list[tuple[date, datetime]]:
    """Return (Monday, due time) of every week whose summary has come due, oldest first.

    On Monday to Saturday `at` means the week before, on Sunday the ending one. The first is the
    first week that ends after `since`, and a year ago at most: a board without a clock of
    its own may have begun in 1970.
    """
    due = []
    began, today = (moment.astimezone(zone).date() for moment in (since, now))
    monday = max(monday_of(began), monday_of(today) - LOOKS_BACK)
    while (due_at := _due_at(monday, at, zone)) <= now:
        if on(monday + WEEK, time(0), zone) > since:
            due.append((monday, due_at))
        monday += WEEK
    return due


def next_due(at: FixedTime, zone: ZoneInfo, now: datetime) -> datetime:
    """Return when the next summary is due after `now` (aware UTC)."""
    monday = monday_of(now.astimezone(zone).date()) - 2 * WEEK
    while (due_at := _due_at(monday, at, zone)) <= now:
        monday += WEEK
    return due_at


def _due_at(monday: date, at: FixedTime, zone: ZoneInfo) -> datetime:
    later = (
        timedelta(days=at.weekday) if at.weekday == SUNDAY else WEEK + timedelta(days=at.weekday)
    )
    return on(monday + later, at.at, zone)
