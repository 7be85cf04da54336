"""When runs are expected: times the athlete agreed to, the last copy of a calendar, predictions."""

import sqlite3
from dataclasses import dataclass, field
from datetime import date, datetime, time

from lapbell.core.expected import FixedTime
from lapbell.store.times import to_text, to_time


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarCopy:
    """A calendar as it was fetched last; `source` is a hash that names where from."""

    source: str
    data: bytes = field(repr=False)
    at: datetime
    etag: str
    modified: str


def times(db: sqlite3.Connection, athlete: str, *, agreed: bool) -> tuple[FixedTime, ...]:
    """Return the times that were agreed to, or those that were refused, in order."""
    rows = db.execute(
        "SELECT weekday, at FROM planned WHERE athlete = ? AND agreed = ? ORDER BY weekday, at",
        (athlete, agreed),
    )
    return tuple(FixedTime(row["weekday"], time.fromisoformat(row["at"])) for row in rows)


def set_time(
    db: sqlite3.Connection, athlete: str, one: FixedTime, now: datetime, *, agreed: bool
) -> None:
    """Keep that the athlete agreed to a time, or refused it."""
    db.execute(
        "INSERT OR REPLACE INTO planned VALUES (?, ?, ?, ?, ?)",
        (athlete, one.weekday, f"{one.at:%H:%M}", agreed, to_text(now)),
    )


def remove_time(db: sqlite3.Connection, athlete: str, one: FixedTime) -> bool:
    """Forget a time; tell whether it was there. It may be suggested again."""
    done = db.execute(
        "DELETE FROM planned WHERE athlete = ? AND weekday = ? AND at = ?",
        (athlete, one.weekday, f"{one.at:%H:%M}"),
    )
    return done.rowcount > 0


def calendar_copy(db: sqlite3.Connection, athlete: str) -> CalendarCopy | None:
    """Return the last good copy of the athlete's calendar."""
    row = db.execute(
        "SELECT source, data, at, etag, modified FROM calendars WHERE athlete = ?", (athlete,)
    ).fetchone()
    return None if row is None else CalendarCopy(**{**dict(row), "at": to_time(row["at"])})


def keep_calendar(db: sqlite3.Connection, athlete: str, copy: CalendarCopy) -> None:
    """Keep a copy in place of the last one."""
    db.execute(
        "INSERT OR REPLACE INTO calendars VALUES (?, ?, ?, ?, ?, ?)",
        (athlete, copy.source, copy.data, to_text(copy.at), copy.etag, copy.modified),
    )


def add_prediction(
    db: sqlite3.Connection, athlete: str, day: date, starts_at: datetime, confidence: float
) -> None:
    """Keep what habit predicted for a day, the first time it is asked."""
    db.execute(
        "INSERT OR IGNORE INTO predictions VALUES (?, ?, ?, ?)",
        (athlete, day.isoformat(), to_text(starts_at), confidence),
    )


def predictions(db: sqlite3.Connection, athlete: str) -> list[tuple[date, datetime]]:
    """Return (day, predicted start) of every prediction, in order."""
    rows = db.execute(
        "SELECT day, starts_at FROM predictions WHERE athlete = ? ORDER BY day", (athlete,)
    )
    return [(date.fromisoformat(row["day"]), to_time(row["starts_at"])) for row in rows]
