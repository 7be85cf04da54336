"""Answers as they came home, what they make of each offer, and pauses."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from lapbell.core.answers import AGAIN
from lapbell.core.offers import Offer, Pause, Verb
from lapbell.core.routine import Kind
from lapbell.store.times import to_text, to_time


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer. `id` is where it came from and its number there: the same never counts twice."""

    athlete: str
    id: str
    key: str
    verb: Verb
    at: datetime
    via: str


def add(db: sqlite3.Connection, answer: AnswerRow) -> bool:
    """Keep an answer; tell whether it is new."""
    done = db.execute(
        "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
        (
            answer.athlete,
            answer.id,
            answer.key,
            answer.verb,
            to_text(answer.at),
            answer.via,
        ),
    )
    return done.rowcount == 1


def last_verb(db: sqlite3.Connection, key: str) -> Verb | None:
    """Return the answer to a nudge that counts."""
    row = db.execute(
        "SELECT verb FROM answers WHERE key IN (?1, ?2) ORDER BY at DESC, id DESC LIMIT 1",
        (key, key + AGAIN),
    ).fetchone()
    return None if row is None else Verb(row["verb"])


def offers_since(db: sqlite3.Connection, athlete: str, since: datetime) -> tuple[Offer, ...]:
    """Return what was delivered from `since` on, and whatever ever hurt, in order of time.

    A nudge that came back in 20 min is one offer with its first; the last answer to either
    counts.
    """
    rows = db.execute(
        f"""
        SELECT nudges.key, kind, about, min(outbox.changed_at) AS at,
               (SELECT json_group_array(json_extract(routine.value, '$.routine'))
                FROM json_each(nudges.routines) AS routine) AS routines,
               (SELECT verb FROM answers WHERE key IN (nudges.key, nudges.key || '{AGAIN}')
                ORDER BY at DESC, id DESC LIMIT 1) AS answer,
               (SELECT max(at) FROM answers
                WHERE key IN (nudges.key, nudges.key || '{AGAIN}')) AS answered_at,
               max(outbox.channel IN (SELECT told.channel FROM outbox AS told
                   JOIN answers USING (key) WHERE told.athlete = ?1)) AS counts
        FROM nudges JOIN outbox USING (key)
        WHERE nudges.athlete = ?1 AND state = 'sent' AND kind IN ('after', 'before', 'during')
          AND nudges.key NOT LIKE '%{AGAIN}'
          AND (due_at >= ?2 OR nudges.key IN (SELECT key FROM answers WHERE verb = 'hurts'))
        GROUP BY nudges.key ORDER BY at, nudges.key
        """,  # noqa: S608 - AGAIN is a constant of ours
        (athlete, to_text(since)),
    )
    return tuple(_offer(row) for row in rows)


def _offer(row: sqlite3.Row) -> Offer:
    answered_at = row["answered_at"]
    return Offer(
        key=row["key"],
        kind=Kind(row["kind"]),
        routines=tuple(json.loads(row["routines"])),
        at=to_time(row["at"]),
        about=to_time(row["about"]),
        answer=None if row["answer"] is None else Verb(row["answer"]),
        answered_at=None if answered_at is None else to_time(answered_at),
        counts=bool(row["counts"]),
    )


def current_pause(db: sqlite3.Connection, athlete: str, now: datetime) -> Pause | None:
    """Return the pause that is on, the one that began last."""
    row = db.execute(
        "SELECT begin, until FROM pauses WHERE athlete = ?1 AND ended_at IS NULL "
        "AND begin <= ?2 AND coalesce(until, '9') > ?2 ORDER BY begin DESC LIMIT 1",
        (athlete, to_text(now)),
    ).fetchone()
    if row is None:
        return None
    until = row["until"]
    return Pause(begin=to_time(row["begin"]), until=None if until is None else to_time(until))


def begin_pause(
    db: sqlite3.Connection, athlete: str, now: datetime, until: datetime | None
) -> None:
    """Begin a pause, in place of any other; `until` is None for the next run."""
    end_pause(db, athlete, now)
    db.execute(
        "INSERT OR REPLACE INTO pauses VALUES (?, ?, ?, NULL)",
        (athlete, to_text(now), None if until is None else to_text(until)),
    )


def end_pause(db: sqlite3.Connection, athlete: str, now: datetime) -> bool:
    """End the pause that is on; tell whether there was one."""
    done = db.execute(
        "UPDATE pauses SET ended_at = ?2 WHERE athlete = ?1 AND ended_at IS NULL "
        "AND coalesce(until, '9') > ?2",
        (athlete, to_text(now)),
    )
    return done.rowcount > 0


def end_pause_until_run(
    db: sqlite3.Connection, athlete: str, started_at: datetime, now: datetime
) -> None:
    """End a pause until the next run, where this run is that one."""
    db.execute(
        "UPDATE pauses SET ended_at = ? WHERE athlete = ? AND ended_at IS NULL "
        "AND until IS NULL AND begin <= ?",
        (to_text(now), athlete, to_text(started_at)),
    )


def pauses_between(
    db: sqlite3.Connection, athlete: str, begin: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Return the pauses that touch [begin, end), each as (begin, end) of what it was."""
    rows = db.execute(
        "SELECT begin, coalesce(ended_at, until, ?3) AS over FROM pauses WHERE athlete = ?1 "
        "AND begin < ?3 AND coalesce(ended_at, until, ?3) > ?2 ORDER BY begin",
        (athlete, to_text(begin), to_text(end)),
    )
    return [(to_time(row["begin"]), to_time(row["over"])) for row in rows]


def cursor(db: sqlite3.Connection, athlete: str, channel: str) -> str:
    """Return where the reading of a channel's answers stands; empty before the first."""
    row = db.execute(
        "SELECT cursor FROM cursors WHERE athlete = ? AND channel = ?", (athlete, channel)
    ).fetchone()
    return row["cursor"] if row else ""


def set_cursor(db: sqlite3.Connection, athlete: str, channel: str, at: str) -> None:
    """Keep where the reading of a channel's answers stands."""
    db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?, ?)", (athlete, channel, at))
