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
    to 1 and is below it where the time is a guess, `why` says in words where the expectation comes
    from. Length and distance are known where a calendar tells them.
    """

    id: str
    starts_at: datetime
    source: Source
    confidence: float = 1.0
    why: str = ""
    expected_km: float | None = None
    expected_minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A run that stands in a calendar, for one day. `starts_at` is aware, or a date without a time.

    `recurrence_id` tells the occurrences of a series apart, wherever they are moved to; `km` and
    `minutes` are known where the calendar says so.
    """

    uid: str
    recurrence_id: str = ""
    starts_at: datetime | date
    summary: str
    km: float | None = None
    minutes: float | None = None

    def expected(self, starts_at: datetime, confidence: float = 1.0, why: str = "") -> Expected:
        """Return the expected run at this moment; `why` says where a time came from."""
        return Expected(
            id=f"{self.uid} {self.recurrence_id}".rstrip(),
            starts_at=starts_at.astimezone(UTC),
            source="calendar",
            confidence=confidence,
            why=f'"{self.summary}" in the calendar{why and f"; {why}"}',
            expected_km=self.km,
            expected_minutes=self.minutes,
        )


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
        for day in days(begin.astimezone(zone).date(), end.astimezone(zone).date())
        for one in times
        if one.weekday == day.weekday() and begin <= (starts_at := on(day, one.at, zone)) < end
    ]
    return sorted(runs, key=lambda run: (run.starts_at, run.id))


def on(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment (aware UTC) when clocks in `zone` show this day and time."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def merge(
    times: Iterable[Expected],
    calendar: Iterable[Expected],
    habit: Iterable[Expected],
    zone: ZoneInfo,
) -> list[Expected]:
    """Return one expected run for each that several sources name, in order.

    Two sources name one run where it starts on the same day in `zone` and within 3 h; the
    calendar goes before a fixed time, and that before habit. One source names two runs as two,
    unless they start together, as two events without a time do.
    """
    kept: list[Expected] = []
    for run in (*calendar, *times, *habit):
        if not any(_is_one(run, other, zone) for other in kept):
            kept.append(run)
    return sorted(kept, key=lambda run: (run.starts_at, run.id))


def _is_one(run: Expected, other: Expected, zone: ZoneInfo) -> bool:
    if run.source == other.source:
        return run.starts_at == other.starts_at
    same_day = len({one.starts_at.astimezone(zone).date() for one in (run, other)}) == 1
    return same_day and abs(run.starts_at - other.starts_at) <= BELONGS


def days(first: date, last: date) -> Iterator[date]:
    """Yield the dates from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
