"""Runs to come: where they are expected from, and when. No file announces a run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from lapbell.core.words import WEEKDAY_NAMES

Source = Literal["times", "calendar", "habit"]

BELONGS = timedelta(hours=3)
"""A run that started this near to an expected one is that one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A run that should start at `starts_at` (aware UTC).

    `id` is the same at every look: weekday and time for a fixed time. `confidence` runs from 0
    to 1, `why` says in words where the expectation comes from.
    """

    id: str
    starts_at: datetime
    source: Source
    confidence: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True, order=True)
class FixedTime:
    """A weekday (0 is Monday) and a time on the athlete's own clock."""

    weekday: int
    at: time

    def __str__(self) -> str:
        return f"{WEEKDAY_NAMES[self.weekday]} {self.at:%H:%M}"


def fixed_runs(
    times: Iterable[FixedTime], zone: ZoneInfo, begin: datetime, end: datetime
) -> list[Expected]:
    """Return the runs of fixed times that start in [begin, end), in order.

    A time that daylight saving skips is as long after midnight as it always is, and so an hour
    later on the clock; of one that comes twice, the first counts.
    """
    runs = [
        Expected(id=str(one), starts_at=starts_at, source="times", why=f"every {one}")
        for day in _days(begin.astimezone(zone).date(), end.astimezone(zone).date())
        for one in times
        if one.weekday == day.weekday() and begin <= (starts_at := on(day, one.at, zone)) < end
    ]
    return sorted(runs, key=lambda run: (run.starts_at, run.id))


def on(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment (aware UTC) when clocks in `zone` show this day and time."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
