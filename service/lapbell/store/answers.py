"""Answers as they came home, what they make of each offer, and pauses."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from lapbell.core.answers import AGAIN
from lapbell.core.offers import ANSWERED_WITHIN, LESS_FOR, Offer, Pause, Verb
from lapbell.core.routine import Kind
from lapbell.store.outbox import EPOCH
from lapbell.store.times import to_text, to_time

_VERBS = {verb.value: verb for verb in Verb}
_KINDS = {kind.value: kind for kind in Kind}


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


def last_answer(db: sqlite3.Connection, key: str) -> tuple[Verb, datetime] | None:
    """Return the answer to a nudge that counts, and when it was given."""
    first = key.removesuffix(AGAIN)
    row = db.execute(
        "SELECT verb, at FROM answers WHERE key IN (?1, ?2) ORDER BY at DESC, id DESC LIMIT 1",
        (first, first + AGAIN),
    ).fetchone()
    return None if row is None else (Verb(row["verb"]), to_time(row["at"]))


def ask_about(db: sqlite3.Connection, key: str, offers: Iterable[str]) -> None:
    """Note that the summary with this key asks about these offers."""
    db.executemany("INSERT OR IGNORE INTO asked VALUES (?, ?)", [(one, key) for one in offers])


def newest_due(db: sqlite3.Connection, athlete: str, number: int) -> datetime:
    """Return when the so many newest nudges about runs begin to be due; EPOCH for fewer."""
    row = db.execute(
        "SELECT due_at FROM nudges WHERE athlete = ? AND kind IN ('after', 'before', 'during') "
        "ORDER BY due_at DESC LIMIT 1 OFFSET ?",
        (athlete, number - 1),
    ).fetchone()
    return EPOCH if row is None else to_time(row["due_at"])


def offers_since(db: sqlite3.Connection, athlete: str, since: datetime) -> tuple[Offer, ...]:
    """Return what was delivered from `since` on, and whatever ever hurt, in order of time.

    A nudge that came back in 20 min is one offer with its first; the last answer to either
    counts. What was answered has arrived, whatever its channel knows.
    """
    said = _answers(db, athlete)
    asked = _answers_to_summaries(db, athlete)
    heard = _heard_from(db, athlete)
    offers = []
    for key, ways in _deliveries(db, athlete, since).items():
        own = said.get(key)
        sent = [way["changed_at"] for way in ways if way["state"] == "sent"]
        if sent or own:
            answer = asked.get(key, own) if own is None or own.verb is Verb.UNDO else own
            at = min(sent) if sent or own is None else own.first_at
            offers.append(_offer(ways, to_time(at), answer, heard))
    return tuple(sorted(offers, key=lambda one: (one.at, one.key)))


class _Said(NamedTuple):
    """What was answered last, when, and when the first answer came."""

    verb: Verb
    at: str
    first_at: str


def _answers(db: sqlite3.Connection, athlete: str) -> dict[str, _Said]:
    """Return the answer that counts to each nudge."""
    found: dict[str, _Said] = {}
    for key, verb, at in db.execute(
        "SELECT key, verb, at FROM answers WHERE athlete = ? ORDER BY at, id", (athlete,)
    ):
        first = key.removesuffix(AGAIN)
        found[first] = _Said(_VERBS[verb], at, found[first].first_at if first in found else at)
    return found


def _answers_to_summaries(db: sqlite3.Connection, athlete: str) -> dict[str, _Said]:
    """Return what summaries brought home about each offer; that it was done, or not, goes first."""
    rows = db.execute(
        "SELECT offer, verb, at FROM asked JOIN answers USING (key) WHERE athlete = ? "
        "AND verb IN ('did', 'no', 'less', 'more') ORDER BY verb IN ('did', 'no'), at, id",
        (athlete,),
    )
    return {offer: _Said(_VERBS[verb], at, at) for offer, verb, at in rows}


def _heard_from(db: sqlite3.Connection, athlete: str) -> dict[str, datetime]:
    """Return since when answers come to what goes over each channel."""
    rows = db.execute(
        "SELECT channel, min(at) FROM answers JOIN outbox USING (key) WHERE answers.athlete = ? "
        "GROUP BY channel",
        (athlete,),
    )
    return {channel: to_time(at) for channel, at in rows}


def _deliveries(
    db: sqlite3.Connection, athlete: str, since: datetime
) -> dict[str, list[sqlite3.Row]]:
    """Return the rows of each nudge about a run, one for each channel."""
    rows = db.execute(
        f"""
        SELECT nudges.key, kind, run_id, about, routines, channel, state, changed_at
        FROM nudges JOIN outbox USING (key)
        WHERE nudges.athlete = ?1 AND kind IN ('after', 'before', 'during')
          AND nudges.key NOT LIKE '%{AGAIN}'
          AND (due_at >= ?2 OR nudges.key IN (SELECT key FROM answers WHERE verb = 'hurts'))
        """,  # noqa: S608 - AGAIN is a constant of ours
        (athlete, to_text(since)),
    )
    found: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        found.setdefault(row["key"], []).append(row)
    return found


def _offer(
    ways: Sequence[sqlite3.Row], at: datetime, answer: _Said | None, heard: Mapping[str, datetime]
) -> Offer:
    row, by = ways[0], at + ANSWERED_WITHIN
    return Offer(
        key=row["key"],
        kind=_KINDS[row["kind"]],
        routines=_routine_ids(row["routines"]),
        at=at,
        about=to_time(row["about"]),
        run_id=row["run_id"],
        answer=answer.verb if answer else None,
        answered_at=to_time(answer.at) if answer else None,
        counts=any(way["channel"] in heard and heard[way["channel"]] <= by for way in ways),
    )


@lru_cache
def _routine_ids(asked: str) -> tuple[str, ...]:
    """Read the ids out of what a nudge asks for; in years there are only so many different."""
    return tuple(one["routine"] for one in json.loads(asked))


def rings_less_until(db: sqlite3.Connection, athlete: str) -> datetime | None:
    """Return until when the athlete wants every second run only; None where they do not."""
    row = db.execute(
        "SELECT verb, at FROM answers WHERE athlete = ? AND verb IN ('less', 'more') "
        "ORDER BY at DESC, id DESC LIMIT 1",
        (athlete,),
    ).fetchone()
    return to_time(row["at"]) + LESS_FOR if row and row["verb"] == Verb.LESS else None


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
