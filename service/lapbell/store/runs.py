"""Runs, and the contents they were recorded in."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from lapbell.core.run import Device, Measured, Run
from lapbell.store.times import to_text, to_time

HISTORY = timedelta(days=120)
"""As far back as any fact looks, with room to spare."""

_SPANS = ("utc_offset", "elapsed", "moving")
_OWN_COLUMNS = ("id", "athlete", "sha256", "session", "started_at")


def by_content(db: sqlite3.Connection, athlete: str, sha256: str, session: int) -> Run | None:
    """Return the run that this content became."""
    row = db.execute(
        "SELECT runs.* FROM recordings JOIN runs ON runs.id = run_id "
        "WHERE recordings.athlete = ? AND recordings.sha256 = ? AND recordings.session = ?",
        (athlete, sha256, session),
    ).fetchone()
    return _run(row) if row else None


def by_id(db: sqlite3.Connection, run_id: str) -> Run | None:
    """Return a run by its id."""
    row = db.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
    return _run(row) if row else None


def around(db: sqlite3.Connection, run: Run) -> Iterator[Run]:
    """Yield the athlete's runs of other contents that overlap this one and have a right clock."""
    if run.ended_at is None:
        return
    rows = db.execute(
        "SELECT * FROM runs WHERE athlete = ? AND sha256 != ? AND wrong_clock = 0 "
        "AND started_at < ? AND started_at > ? AND ended_at > ?",
        (
            run.athlete,
            run.sha256,
            to_text(run.ended_at),
            to_text(run.started_at - timedelta(days=7)),
            to_text(run.started_at),
        ),
    )
    yield from map(_run, rows.fetchall())


def add(
    db: sqlite3.Connection, run: Run, now: datetime, *, is_history: bool, wrong_clock: bool
) -> None:
    """Keep a run that was not known, with the content it came in."""
    db.execute(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*_identity(run), *_what(run), to_text(now), is_history, wrong_clock),
    )
    add_recording(db, run, run.id)


def add_recording(db: sqlite3.Connection, run: Run, known_id: str) -> None:
    """Keep one more content of a known run."""
    db.execute(
        "INSERT OR IGNORE INTO recordings VALUES (?, ?, ?, ?)",
        (run.athlete, run.sha256, run.session, known_id),
    )


def replace_facts(db: sqlite3.Connection, known: Run, better: Run) -> None:
    """Take the facts of a better recording; the run keeps its id, and so its nudge."""
    db.execute(
        "UPDATE runs SET sha256 = ?, session = ?, started_at = ?, ended_at = ?, facts = ? "
        "WHERE id = ?",
        (better.sha256, better.session, *_what(replace(better, id=known.id)), known.id),
    )


def started_before(db: sqlite3.Connection, athlete: str, moment: datetime) -> tuple[Run, ...]:
    """Return what facts need to know: the last 120 days and the last run before those."""
    rows = db.execute(
        "SELECT * FROM runs WHERE athlete = ?1 AND wrong_clock = 0 AND started_at < ?2 "
        "AND started_at >= min(?3, coalesce((SELECT max(started_at) FROM runs "
        "WHERE athlete = ?1 AND wrong_clock = 0 AND started_at < ?2), ?3)) ORDER BY started_at",
        (athlete, to_text(moment), to_text(moment - HISTORY)),
    )
    return tuple(map(_run, rows))


def between(
    db: sqlite3.Connection, athlete: str, begin: datetime, end: datetime
) -> tuple[Run, ...]:
    """Return the runs that started in [begin, end), in order, wrong clocks left out."""
    rows = db.execute(
        "SELECT * FROM runs WHERE athlete = ? AND wrong_clock = 0 AND started_at >= ? "
        "AND started_at < ? ORDER BY started_at",
        (athlete, to_text(begin), to_text(end)),
    )
    return tuple(map(_run, rows))


def latest(db: sqlite3.Connection, athlete: str) -> Run | None:
    """Return the run that started last, wrong clocks left out."""
    row = db.execute(
        "SELECT * FROM runs WHERE athlete = ? AND wrong_clock = 0 ORDER BY started_at DESC LIMIT 1",
        (athlete,),
    ).fetchone()
    return _run(row) if row else None


def count(db: sqlite3.Connection, athlete: str) -> int:
    """Return how many runs are known."""
    (number,) = db.execute("SELECT count(*) FROM runs WHERE athlete = ?", (athlete,)).fetchone()
    return int(number)


def _identity(run: Run) -> tuple[str, str, str, int]:
    return (run.id, run.athlete, run.sha256, run.session)


def _what(run: Run) -> tuple[str, str | None, str]:
    ended_at = None if run.ended_at is None else to_text(run.ended_at)
    return (to_text(run.started_at), ended_at, json.dumps(_facts(run)))


def _facts(run: Run) -> dict[str, Any]:
    facts = {name: value for name, value in asdict(run).items() if name not in _OWN_COLUMNS}
    for name in _SPANS:
        facts[name] = None if facts[name] is None else facts[name].total_seconds()
    return facts


def _run(row: sqlite3.Row) -> Run:
    facts = json.loads(row["facts"])
    for name in _SPANS:
        facts[name] = None if facts[name] is None else timedelta(seconds=facts[name])
    facts["device"] = Device(**facts["device"])
    facts["measured"] = _measured(facts["measured"])
    own = {name: row[name] for name in _OWN_COLUMNS}
    return Run(**{**facts, **own, "started_at": to_time(row["started_at"])})


def _measured(stored: dict[str, Any]) -> Measured:
    seconds = {int(speed): spent for speed, spent in stored["speed_seconds"].items()}
    return Measured(**{**stored, "speed_seconds": seconds})
