"""What was decided for each occasion, and the nudges that go out."""

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from lapbell.core.condition import Part
from lapbell.core.decision import Asked, Decision, Nudge, Priority, Verdict
from lapbell.core.routine import Phase
from lapbell.store.times import to_text, to_time

HOLD = timedelta(seconds=10)
"""A new nudge waits for the end of the scan that found it, at most this long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a nudge has come over one channel, and since when."""

    channel: str
    state: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A nudge as it stands, with the verdicts it came from."""

    nudge: Nudge
    verdicts: tuple[Verdict, ...]
    progress: tuple[Progress, ...]


def commit(
    db: sqlite3.Connection, key: str, run_id: str, decision: Decision, now: datetime, athlete: str
) -> None:
    """Keep a decision about a run, and queue its nudge over every channel."""
    verdicts = json.dumps([asdict(verdict) for verdict in decision.verdicts])
    db.execute(
        "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)",
        (key, athlete, Phase.AFTER, run_id, to_text(now), verdicts),
    )
    for nudge in decision.nudges:
        _queue(db, nudge, now)
        _supersede(db, nudge, now)


def _queue(db: sqlite3.Connection, nudge: Nudge, now: datetime) -> None:
    db.execute(
        "INSERT INTO nudges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            nudge.key,
            nudge.athlete,
            nudge.phase,
            nudge.run_id,
            json.dumps([asdict(asked) for asked in nudge.routines]),
            nudge.title,
            nudge.body,
            int(nudge.priority),
            to_text(nudge.due_at),
            to_text(nudge.expires_at),
            to_text(now),
        ),
    )
    db.executemany(
        "INSERT INTO outbox (key, channel, athlete, state, reason, next_at, changed_at) "
        "VALUES (?, ?, ?, 'queued', '', ?, ?)",
        [
            (nudge.key, name, nudge.athlete, to_text(max(nudge.due_at, now + HOLD)), to_text(now))
            for name in nudge.channels
        ],
    )


def _supersede(db: sqlite3.Connection, nudge: Nudge, now: datetime) -> None:
    """Leave one queued after-run nudge of the athlete: the one of the newest run."""
    rows = db.execute(
        "SELECT DISTINCT outbox.key FROM outbox JOIN nudges USING (key) "
        "JOIN runs ON runs.id = nudges.run_id WHERE outbox.athlete = ? "
        "AND outbox.state = 'queued' AND nudges.phase = ? ORDER BY runs.started_at, runs.id",
        (nudge.athlete, Phase.AFTER),
    ).fetchall()
    db.executemany(
        "UPDATE outbox SET state = 'superseded', reason = ?, changed_at = ? "
        "WHERE key = ? AND state = 'queued'",
        [("a newer run has its own nudge", to_text(now), row["key"]) for row in rows[:-1]],
    )


def release(db: sqlite3.Connection, athlete: str) -> None:
    """Let new nudges go at their own time: the scan that found them has ended."""
    db.execute(
        "UPDATE outbox SET next_at = (SELECT due_at FROM nudges WHERE nudges.key = outbox.key) "
        "WHERE athlete = ? AND state = 'queued' AND attempts = 0",
        (athlete,),
    )


def latest_nudges(db: sqlite3.Connection, athlete: str, limit: int) -> list[Rung]:
    """Return the athlete's newest nudges, newest first."""
    rows = db.execute(
        "SELECT nudges.*, verdicts FROM nudges JOIN decisions USING (key) "
        "WHERE nudges.athlete = ? ORDER BY due_at DESC, nudges.key LIMIT ?",
        (athlete, limit),
    ).fetchall()
    return [_rung(db, row) for row in rows]


def _rung(db: sqlite3.Connection, row: sqlite3.Row) -> Rung:
    lines = db.execute(
        "SELECT channel, state, reason, changed_at AS since FROM outbox WHERE key = ? "
        "ORDER BY channel",
        (row["key"],),
    )
    progress = tuple(Progress(**{**dict(line), "since": to_time(line["since"])}) for line in lines)
    return Rung(
        nudge=to_nudge(row, tuple(one.channel for one in progress)),
        verdicts=tuple(_verdict(one) for one in json.loads(row["verdicts"])),
        progress=progress,
    )


def _verdict(stored: dict[str, object]) -> Verdict:
    parts = stored.pop("parts", [])
    known = tuple(Part(**{**part, "facts": tuple(part["facts"])}) for part in parts)  # type: ignore[attr-defined]
    return Verdict(**stored, parts=known)  # type: ignore[arg-type]


def to_nudge(row: sqlite3.Row, channels: tuple[str, ...]) -> Nudge:
    """Make a nudge of a row with the columns of `nudges`."""
    return Nudge(
        key=row["key"],
        athlete=row["athlete"],
        phase=Phase(row["phase"]),
        run_id=row["run_id"],
        routines=tuple(Asked(**asked) for asked in json.loads(row["routines"])),
        due_at=to_time(row["due_at"]),
        expires_at=to_time(row["expires_at"]),
        channels=channels,
        title=row["title"],
        body=row["body"],
        priority=Priority(row["priority"]),
    )
