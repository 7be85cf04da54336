"""What was decided for each occasion, and the nudges that go out."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from lapbell.core.condition import Part
from lapbell.core.decision import Decision, Nudge, Priority, Verdict
from lapbell.core.offers import Verb
from lapbell.core.quiet import Push
from lapbell.core.routine import Asked, Kind
from lapbell.store.times import to_text, to_time

SKEW = timedelta(days=1)
"""A decision further in the future than this was made under a clock that was wrong."""

HOLD = timedelta(seconds=10)
"""A new nudge waits for the end of the scan that found it, at most this long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A decision about to be kept.

    `subject` names what it is about, for a person to read; `about` is the start of the run, done
    or expected, or of the week.
    """

    key: str
    athlete: str
    kind: Kind
    subject: str
    about: datetime
    decision: Decision


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


def is_made(db: sqlite3.Connection, key: str, now: datetime) -> bool:
    """Tell whether an occasion is decided.

    A decision from the future was made under a wrong clock, and does not count.
    """
    row = db.execute(
        "SELECT 1 FROM decisions WHERE key = ? AND decided_at <= ?", (key, to_text(now + SKEW))
    ).fetchone()
    return row is not None


def commit(db: sqlite3.Connection, made: Made, now: datetime) -> None:
    """Keep a decision, in place of one from the future, and queue its nudges."""
    for table in ("answers", "asked", "questions", "outbox", "nudges", "decisions"):
        db.execute(f"DELETE FROM {table} WHERE key = ?", (made.key,))  # noqa: S608 - our names
    verdicts = json.dumps([asdict(verdict) for verdict in made.decision.verdicts])
    db.execute(
        "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            made.key,
            made.athlete,
            made.kind,
            made.subject,
            to_text(made.about),
            to_text(now),
            verdicts,
        ),
    )
    for nudge in made.decision.nudges:
        queue(db, nudge, now)
        if nudge.kind is Kind.AFTER:
            _supersede(db, nudge, now)


def queue(db: sqlite3.Connection, nudge: Nudge, now: datetime) -> None:
    """Put a nudge into the outbox, once for each of its channels."""
    db.execute(
        "INSERT INTO nudges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            nudge.key,
            nudge.athlete,
            nudge.kind,
            nudge.run_id,
            to_text(nudge.about),
            json.dumps([asdict(asked) for asked in nudge.routines]),
            nudge.title,
            nudge.body,
            int(nudge.priority),
            to_text(nudge.due_at),
            to_text(nudge.expires_at),
            to_text(now),
            json.dumps(nudge.verbs),
        ),
    )
    # Only an after-run nudge can make way for another one, so only that waits for its scan.
    next_at = max(nudge.due_at, now + HOLD) if nudge.kind is Kind.AFTER else nudge.due_at
    db.executemany(
        "INSERT INTO outbox (key, channel, athlete, state, reason, next_at, changed_at) "
        "VALUES (?, ?, ?, 'queued', '', ?, ?)",
        [
            (nudge.key, name, nudge.athlete, to_text(next_at), to_text(now))
            for name in nudge.channels
        ],
    )


def _supersede(db: sqlite3.Connection, nudge: Nudge, now: datetime) -> None:
    """Leave one queued after-run nudge of the athlete: the one of the newest run."""
    rows = db.execute(
        "SELECT DISTINCT outbox.key FROM outbox JOIN nudges USING (key) "
        "WHERE outbox.athlete = ? AND outbox.state = 'queued' AND nudges.kind = ? "
        "ORDER BY nudges.about, nudges.key",
        (nudge.athlete, Kind.AFTER),
    ).fetchall()
    db.executemany(
        "UPDATE outbox SET state = 'superseded', reason = ?, changed_at = ? "
        "WHERE key = ? AND state = 'queued'",
        [("a newer run has its own nudge", to_text(now), row["key"]) for row in rows[:-1]],
    )


def pushes_since(db: sqlite3.Connection, athlete: str, since: datetime) -> tuple[Push, ...]:
    """Return the pushes about runs that went out or are about to, from `since` on."""
    rows = db.execute(
        "SELECT key, kind, due_at, about, min(state = 'queued') AS waits "
        "FROM nudges JOIN outbox USING (key) "
        "WHERE nudges.athlete = ? AND due_at >= ? AND kind IN ('after', 'before', 'during') "
        "AND state IN ('queued', 'sending', 'sent', 'unknown') GROUP BY key",
        (athlete, to_text(since)),
    )
    return tuple(
        Push(
            key=row["key"],
            kind=Kind(row["kind"]),
            at=to_time(row["due_at"]),
            about=to_time(row["about"]),
            waits=bool(row["waits"]),
        )
        for row in rows
    )


def rang_for_nothing(db: sqlite3.Connection, key: str) -> bool:
    """Tell whether an occasion was decided, and no nudge came of it."""
    row = db.execute(
        "SELECT 1 FROM decisions WHERE key = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM nudges WHERE key = ?1)",
        (key,),
    ).fetchone()
    return row is not None


def made_at(db: sqlite3.Connection, key: str) -> datetime | None:
    """Return when an occasion was decided, or a week told; None where it is not."""
    row = db.execute("SELECT decided_at FROM decisions WHERE key = ?", (key,)).fetchone()
    return None if row is None else to_time(row["decided_at"])


def latest_at(db: sqlite3.Connection, athlete: str) -> datetime | None:
    """Return the latest moment at which anything was decided, by whatever clock."""
    (at,) = db.execute(
        "SELECT max(decided_at) FROM decisions WHERE athlete = ?", (athlete,)
    ).fetchone()
    return None if at is None else to_time(at)


def week_told_before(db: sqlite3.Connection, athlete: str, moment: datetime) -> datetime | None:
    """Return when the last weekly summary before `moment` was made."""
    row = db.execute(
        "SELECT decided_at FROM decisions WHERE athlete = ? AND decided_at < ? AND kind = 'week' "
        "ORDER BY decided_at DESC LIMIT 1",
        (athlete, to_text(moment)),
    ).fetchone()
    return None if row is None else to_time(row["decided_at"])


def release(db: sqlite3.Connection, athlete: str) -> None:
    """Let new nudges go at their own time: the scan that found them has ended."""
    db.execute(
        "UPDATE outbox SET next_at = (SELECT due_at FROM nudges WHERE nudges.key = outbox.key) "
        "WHERE athlete = ? AND state = 'queued' AND attempts = 0",
        (athlete,),
    )


def nudge_of(db: sqlite3.Connection, key: str) -> Nudge | None:
    """Return a nudge by its key, with the names of its channels."""
    row = db.execute("SELECT * FROM nudges WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    channels = db.execute("SELECT channel FROM outbox WHERE key = ? ORDER BY channel", (key,))
    return to_nudge(row, tuple(line["channel"] for line in channels))


def eased_since(
    db: sqlite3.Connection, athlete: str, since: datetime, rule: str
) -> tuple[datetime, ...]:
    """Return the starts of the runs that a rule held back from `since` on, in order."""
    rows = db.execute(
        "SELECT DISTINCT about FROM decisions, json_each(verdicts) AS verdict "
        "WHERE athlete = ? AND decided_at >= ? "
        "AND json_extract(verdict.value, '$.held_back_by') = ? ORDER BY about",
        (athlete, to_text(since), rule),
    )
    return tuple(to_time(row["about"]) for row in rows)


def latest_nudges(db: sqlite3.Connection, athlete: str, limit: int) -> list[Rung]:
    """Return the athlete's newest nudges, newest first."""
    rows = db.execute(
        "SELECT nudges.*, verdicts FROM nudges JOIN decisions USING (key) "
        "WHERE nudges.athlete = ? ORDER BY due_at DESC, nudges.key LIMIT ?",
        (athlete, limit),
    ).fetchall()
    return [_rung(db, row) for row in rows]


def rung(db: sqlite3.Connection, key: str) -> Rung | None:
    """Return a nudge as it stands, by its key."""
    row = db.execute(
        "SELECT nudges.*, verdicts FROM nudges JOIN decisions USING (key) WHERE key = ?", (key,)
    ).fetchone()
    return None if row is None else _rung(db, row)


def verdicts_of(db: sqlite3.Connection, key: str) -> tuple[Verdict, ...]:
    """Return the verdicts of a decision, with a nudge or without; none where there is none."""
    row = db.execute("SELECT verdicts FROM decisions WHERE key = ?", (key,)).fetchone()
    return () if row is None else tuple(_verdict(one) for one in json.loads(row["verdicts"]))


def titles_by_run(db: sqlite3.Connection, run_ids: Iterable[str]) -> dict[str, str]:
    """Return the title of what rang after each of these runs, where something did."""
    rows = db.execute(
        "SELECT run_id, title FROM nudges WHERE kind = 'after' AND run_id IN "
        "(SELECT value FROM json_each(?)) ORDER BY due_at DESC",
        (json.dumps(list(run_ids)),),
    )
    return {row["run_id"]: row["title"] for row in rows}


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
        kind=Kind(row["kind"]),
        run_id=row["run_id"],
        about=to_time(row["about"]),
        routines=tuple(Asked(**asked) for asked in json.loads(row["routines"])),
        due_at=to_time(row["due_at"]),
        expires_at=to_time(row["expires_at"]),
        channels=channels,
        title=row["title"],
        body=row["body"],
        priority=Priority(row["priority"]),
        verbs=tuple(Verb(verb) for verb in json.loads(row["verbs"])),
    )
