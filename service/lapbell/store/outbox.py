"""The way of a nudge over one channel, from queued to one of its ends.

queued -> sending, committed before the request leaves -> sent, refused or back to queued.
A row found in `sending` may have been sent: whoever finds it asks the channel first.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from lapbell.core.decision import Nudge
from lapbell.store.decisions import to_nudge
from lapbell.store.times import to_text, to_time

SETTLES_AFTER = timedelta(seconds=10)
"""A server may show a message late: that it is not there counts only after this long."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

End = Literal["sent", "refused", "expired", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A nudge on its way over one channel. `repeats` counts sends that may be second ones."""

    nudge: Nudge
    channel: str
    attempts: int
    repeats: int
    attempted_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One push over one channel, to be told of."""

    title: str
    channel: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWay:
    """A nudge that waits for one channel, or is just being sent over it.

    `triggers` are those that fired for it.
    """

    key: str
    athlete: str
    channel: str
    title: str
    is_under_way: bool
    triggers: frozenset[str]


def retry_now(db: sqlite3.Connection, athlete: str, now: datetime) -> None:
    """Forget how long to wait for another attempt: a start is a good moment to try.

    What was left open is asked about as soon as that counts.
    """
    for state, at in (("queued", now), ("sending", now + SETTLES_AFTER)):
        db.execute(
            "UPDATE outbox SET next_at = ?1 WHERE athlete = ?2 AND state = ?3 "
            "AND state IN ('queued', 'sending') AND attempts > 0 AND next_at > ?1",
            (to_text(at), athlete, state),
        )


def expire(db: sqlite3.Connection, athlete: str, channel: str, now: datetime) -> list[str]:
    """End what waited longer than it is good; return the titles.

    Only what is due is looked at: nothing is put off beyond its time.
    """
    rows = db.execute(
        "SELECT key, title, outbox.reason FROM outbox JOIN nudges USING (key) "
        "WHERE outbox.athlete = ?1 AND channel = ?2 AND state = 'queued' "
        "AND state IN ('queued', 'sending') AND next_at <= ?3 AND expires_at <= ?3",
        (athlete, channel, to_text(now)),
    ).fetchall()
    for row in rows:
        why = f"not delivered in time: {row['reason']}" if row["reason"] else "its time was over"
        finish(db, (row["key"], channel), "expired", why, now)
    return [row["title"] for row in rows]


def claim(db: sqlite3.Connection, athlete: str, channel: str, now: datetime) -> Delivery | None:
    """Take the next nudge that is due: from here on it may have been sent."""
    row = _first(db, athlete, channel, "queued", now)
    if row is None:
        return None
    db.execute(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, attempted_at = ?, "
        "next_at = ?, changed_at = ? WHERE key = ? AND channel = ?",
        (to_text(now), to_text(now + SETTLES_AFTER), to_text(now), row["key"], channel),
    )
    return _delivery(row)


def hush(
    db: sqlite3.Connection,
    way: tuple[str, str],
    *,
    due_before: datetime,
    until: datetime,
    now: datetime,
) -> None:
    """Let what (athlete, channel) should have sent long ago wait until the quiet hours are over."""
    db.execute(
        "UPDATE outbox SET next_at = ?1, reason = 'late, and it was quiet', changed_at = ?2 "
        "WHERE athlete = ?3 AND channel = ?4 AND state = 'queued' AND next_at <= ?2 "
        "AND key IN (SELECT key FROM nudges WHERE due_at < ?5)",
        (to_text(until), to_text(now), *way, to_text(due_before)),
    )


def unsettled(db: sqlite3.Connection, athlete: str, channel: str, now: datetime) -> Delivery | None:
    """Return a nudge whose attempt was left open, once it is time to ask about it."""
    row = _first(db, athlete, channel, "sending", now)
    return _delivery(row) if row else None


def _first(
    db: sqlite3.Connection, athlete: str, channel: str, state: str, now: datetime
) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT outbox.*, nudges.* FROM outbox JOIN nudges USING (key) "
        "WHERE outbox.athlete = ? AND channel = ? AND state = ? AND state IN ('queued', 'sending') "
        "AND next_at <= ? ORDER BY next_at LIMIT 1",
        (athlete, channel, state, to_text(now)),
    ).fetchone()
    return row


def _delivery(row: sqlite3.Row) -> Delivery:
    attempted_at = row["attempted_at"]
    return Delivery(
        nudge=to_nudge(row, (row["channel"],)),
        channel=row["channel"],
        attempts=row["attempts"],
        repeats=row["repeats"],
        attempted_at=None if attempted_at is None else to_time(attempted_at),
        reason=row["reason"],
    )


def finish(
    db: sqlite3.Connection,
    way: tuple[str, str],
    state: End,
    reason: str,
    now: datetime,
    server_id: str = "",
) -> None:
    """Bring the delivery of (key, channel) to one of its ends."""
    db.execute(
        "UPDATE outbox SET state = ?, reason = ?, server_id = ?, changed_at = ? "
        "WHERE key = ? AND channel = ?",
        (state, reason, server_id, to_text(now), *way),
    )


def put_back(
    db: sqlite3.Connection,
    delivery: Delivery,
    reason: str,
    *,
    next_at: datetime,
    now: datetime,
    repeat: bool = False,
) -> None:
    """Queue a delivery again, unless it was abandoned while its attempt was under way.

    `repeat` counts that this attempt may have got through.
    """
    db.execute(
        "UPDATE outbox SET state = 'queued', reason = ?, next_at = ?, repeats = repeats + ?, "
        "changed_at = ? WHERE key = ? AND channel = ? AND state = 'sending'",
        (
            reason,
            to_text(next_at),
            repeat,
            to_text(now),
            delivery.nudge.key,
            delivery.channel,
        ),
    )


def leave_open(
    db: sqlite3.Connection, delivery: Delivery, reason: str, *, ask_at: datetime, now: datetime
) -> None:
    """Keep a delivery in `sending` until `ask_at`, when the channel is asked about it."""
    db.execute(
        "UPDATE outbox SET reason = ?, next_at = ?, changed_at = ? "
        "WHERE key = ? AND channel = ? AND state = 'sending'",
        (reason, to_text(ask_at), to_text(now), delivery.nudge.key, delivery.channel),
    )


def cancel(db: sqlite3.Connection, keys: Sequence[str], reason: str, now: datetime) -> None:
    """Call back what is queued of these nudges; what is `sending` is beyond recall."""
    db.executemany(
        "UPDATE outbox SET state = 'cancelled', reason = ?, changed_at = ? "
        "WHERE key = ? AND state = 'queued'",
        [(reason, to_text(now), key) for key in keys],
    )


def cancel_all(db: sqlite3.Connection, athlete: str, reason: str, now: datetime) -> int:
    """Call back all that is queued about runs; return how many."""
    done = db.execute(
        "UPDATE outbox SET state = 'cancelled', reason = ?, changed_at = ? WHERE athlete = ? "
        "AND state = 'queued' AND key IN (SELECT key FROM nudges "
        "WHERE kind IN ('after', 'before', 'during'))",
        (reason, to_text(now), athlete),
    )
    return done.rowcount


def open_ways(db: sqlite3.Connection) -> list[OpenWay]:
    """Return everybody's deliveries that have not ended."""
    rows = db.execute(
        "SELECT key, outbox.athlete, channel, state, title, "
        "(SELECT json_group_array(json_extract(value, "
        "'$.trigger')) FROM json_each(verdicts) WHERE json_extract(value, '$.fired')) AS triggers "
        "FROM outbox JOIN nudges USING (key) JOIN decisions USING (key) "
        "WHERE state IN ('queued', 'sending')"
    )
    return [
        OpenWay(
            key=row["key"],
            athlete=row["athlete"],
            channel=row["channel"],
            title=row["title"],
            is_under_way=row["state"] == "sending",
            triggers=frozenset(json.loads(row["triggers"])),
        )
        for row in rows
    ]


def abandon(db: sqlite3.Connection, way: tuple[str, str], reason: str, now: datetime) -> None:
    """End a delivery over a channel that is gone; what is `sending` may have got through."""
    db.execute(
        "UPDATE outbox SET state = iif(state = 'queued', 'cancelled', 'unknown'), reason = ?, "
        "changed_at = ? WHERE key = ? AND channel = ? AND state IN ('queued', 'sending')",
        (reason, to_text(now), *way),
    )


def ask_for_echo(db: sqlite3.Connection, keys: Sequence[str]) -> None:
    """Ask that what phones show of these nudges says they are answered."""
    db.executemany(
        "UPDATE outbox SET echo = 'due' WHERE key = ? AND state = 'sent'",
        [(key,) for key in keys],
    )


def take_echoes(db: sqlite3.Connection, athlete: str, channel: str) -> list[tuple[str, str]]:
    """Return (key, title) of what should show as answered; each is asked for once."""
    rows = db.execute(
        "SELECT key, title FROM outbox JOIN nudges USING (key) "
        "WHERE outbox.athlete = ? AND channel = ? AND echo = 'due'",
        (athlete, channel),
    ).fetchall()
    db.execute(
        "UPDATE outbox SET echo = 'done' WHERE athlete = ? AND channel = ? AND echo = 'due'",
        (athlete, channel),
    )
    return [(row["key"], row["title"]) for row in rows]


def next_time(db: sqlite3.Connection, athlete: str, channel: str) -> datetime | None:
    """Return when the channel has something to do next; an echo is due at once."""
    (echo, next_at) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE athlete = ?1 AND channel = ?2 "
        "AND echo = 'due'), (SELECT min(next_at) FROM outbox WHERE athlete = ?1 "
        "AND channel = ?2 AND state IN ('queued', 'sending'))",
        (athlete, channel),
    ).fetchone()
    if echo:
        return EPOCH
    return None if next_at is None else to_time(next_at)


def waiting(db: sqlite3.Connection, athlete: str) -> tuple[Waiting, ...]:
    """Return all that is on its way, oldest first; `at` is when it was due."""
    rows = db.execute(
        "SELECT title, channel, due_at AS at, outbox.reason FROM outbox JOIN nudges USING (key) "
        "WHERE outbox.athlete = ? AND state IN ('queued', 'sending') ORDER BY due_at",
        (athlete,),
    )
    return tuple(_waiting(row) for row in rows)


def last_sent(db: sqlite3.Connection, athlete: str) -> Waiting | None:
    """Return what went out last; `at` is when it did."""
    row = db.execute(
        "SELECT title, channel, changed_at AS at, outbox.reason FROM outbox "
        "JOIN nudges USING (key) WHERE outbox.athlete = ? AND state = 'sent' "
        "ORDER BY changed_at DESC LIMIT 1",
        (athlete,),
    ).fetchone()
    return _waiting(row) if row else None


def _waiting(row: sqlite3.Row) -> Waiting:
    return Waiting(**{**dict(row), "at": to_time(row["at"])})
