"""Runs, and the contents they were recorded in."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from lapbell.core.occasion import LOOKS_BACK
from lapbell.core.run import TAPPED_WITHIN, Device, Measured, Run
from lapbell.store.times import to_text, to_time

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
    """Yield the athlete's runs of other contents that are near this one and have a right clock."""
    if run.ended_at is None:
        return
    rows = db.execute(
        "SELECT * FROM runs WHERE athlete = ? AND sha256 != ? AND wrong_clock = 0 "
        "AND started_at < ? AND started_at > ? AND ended_at > ?",
        (
            run.athlete,
            run.sha256,
            to_text(run.ended_at + TAPPED_WITHIN),
            to_text(run.started_at - timedelta(days=7)),
            to_text(run.started_at - TAPPED_WITHIN),
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


def replace_facts(db: sqlite3.Connection, better: Run) -> None:
    """Take the facts of a better recording, which has the run's own id, and so its nudge."""
    db.execute(
        "UPDATE runs SET sha256 = ?, session = ?, started_at = ?, ended_at = ?, facts = ? "
        "WHERE id = ?",
        (better.sha256, better.session, *_what(better), better.id),
    )


def started_before(db: sqlite3.Connection, athlete: str, moment: datetime) -> tuple[Run, ...]:
    """Return what facts need to know: the last 120 days and the last run before those."""
    rows = db.execute(
        "SELECT * FROM runs WHERE athlete = ?1 AND wrong_clock = 0 AND started_at < ?2 "
        "AND started_at >= min(?3, coalesce((SELECT max(started_at) FROM runs "
        "WHERE athlete = ?1 AND wrong_clock = 0 AND started_at < ?2), ?3)) ORDER BY started_at",
        (athlete, to_text(moment), to_text(moment - LOOKS_BACK)),
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


def newest(
    db: sqlite3.Connection, athlete: str, before: datetime | None, limit: int
) -> tuple[Run, ...]:
    """Return at most so many runs that started before a moment, newest first; None is no limit.

    Those with a wrong clock are among them, wherever it puts them.
    """
    rows = db.execute(
        "SELECT * FROM runs WHERE athlete = ?1 AND started_at < coalesce(?2, '9') "
        "ORDER BY started_at DESC LIMIT ?3",
        (athlete, None if before is None else to_text(before), limit),
    )
    return tuple(map(_run, rows))


def with_wrong_clock(db: sqlite3.Connection, athlete: str) -> set[str]:
    """Return the ids of the runs whose watch had a wrong clock."""
    rows = db.execute("SELECT id FROM runs WHERE athlete = ? AND wrong_clock = 1", (athlete,))
    return {row["id"] for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A run that came after the start, and the name of its file; the wrong clock of its watch."""

    run: Run
    file: str
    wrong_clock: bool


def arrived(
    db: sqlite3.Connection, athlete: str, after: datetime, until: datetime
) -> list[Arrival]:
    """Return the runs that arrived in (after, until], those of the history left out."""
    rows = db.execute(
        "SELECT runs.*, (SELECT min(name) FROM files WHERE files.athlete = runs.athlete "
        "AND files.sha256 = runs.sha256) AS file FROM runs WHERE athlete = ? AND is_history = 0 "
        "AND arrived_at > ? AND arrived_at <= ? ORDER BY started_at",
        (athlete, to_text(after), to_text(until)),
    )
    return [
        Arrival(run=_run(row), file=row["file"] or "a file", wrong_clock=bool(row["wrong_clock"]))
        for row in rows
    ]


def starts(
    db: sqlite3.Connection, athlete: str, since: datetime
) -> Iterator[tuple[str, datetime, timedelta | None]]:
    """Yield id, start (aware UTC) and offset of the runs from `since` on, wrong clocks left out."""
    rows = db.execute(
        "SELECT id, started_at, json_extract(facts, '$.utc_offset') FROM runs "
        "WHERE athlete = ? AND wrong_clock = 0 AND started_at >= ?",
        (athlete, to_text(since)),
    )
    for known_id, started_at, offset_s in rows:
        offset = None if offset_s is None else timedelta(seconds=offset_s)
        yield known_id, to_time(started_at), offset


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
