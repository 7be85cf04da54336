"""Nudges as the pages show them: what became of them, and what can still be answered."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lapbell.core.answers import AGAIN, LABELS, capability, offered, sign
from lapbell.core.decision import Nudge
from lapbell.core.occasion import local_start
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.core.routine import Asked, Form, Kind, Routine
from lapbell.core.silence import REST
from lapbell.core.texts import run_line
from lapbell.core.words import day_and_time
from lapbell.store import answers, decisions, runs
from lapbell.store.decisions import Progress, Rung
from lapbell.web.source import Button, Shown

_BEST_FIRST = ("sent", "sending", "queued")
_CALLED_OFF = ("cancelled", "superseded")
_SETTLED = (Verb.DONE, Verb.HURTS, Verb.SKIP)


def latest(
    db: sqlite3.Connection, plan: Plan, secret: bytes, now: datetime, limit: int
) -> list[Shown]:
    """Return the newest nudges, newest first; one that came again shows once."""
    found = decisions.latest_nudges(db, plan.athlete, limit)
    again = {rung.nudge.key.removesuffix(AGAIN) for rung in found if _is_again(rung)}
    view = _View(plan, secret, now)
    return [view.shown(db, rung) for rung in found if rung.nudge.key not in again]


def one(db: sqlite3.Connection, plan: Plan, secret: bytes, now: datetime, key: str) -> Shown | None:
    """Return a nudge by its key."""
    rung = decisions.rung(db, key)
    return None if rung is None else _View(plan, secret, now).shown(db, rung)


def run_name(run_id: str | None, db: sqlite3.Connection, plan: Plan) -> str:
    """Name a run in a line: "8.2 km in 44:10, Sun 18:05"; empty for one that is not known."""
    run = runs.by_id(db, run_id or "")
    return f"{run_line(run)}, {day_and_time(local_start(run, plan.timezone))}" if run else ""


def _is_again(rung: Rung) -> bool:
    return rung.nudge.key.endswith(AGAIN)


@dataclass(frozen=True, slots=True)
class _View:
    plan: Plan
    secret: bytes
    now: datetime

    def shown(self, db: sqlite3.Connection, rung: Rung) -> Shown:
        nudge = rung.nudge
        progress = min(rung.progress, key=_order)
        verb, at = answers.last_answer(db, nudge.key) or (None, nudge.due_at)
        answer = None if verb is Verb.UNDO else verb
        return Shown(
            key=nudge.key,
            kind=nudge.kind,
            title=nudge.title,
            body=nudge.body,
            state=progress.state,
            at=self._local(progress.since),
            due_at=self._local(nudge.due_at),
            expires_at=self._local(nudge.expires_at),
            capability=capability(self.secret, nudge.key),
            is_open=self._is_open(nudge, progress.state, answer),
            reason=progress.reason,
            run=run_name(nudge.run_id, db, self.plan),
            run_id=nudge.run_id,
            routines=tuple(self._routines(nudge.routines)),
            verdicts=rung.verdicts or decisions.verdicts_of(db, nudge.key.removesuffix(AGAIN)),
            answer=answer,
            rests_until=self._local(at + REST).date() if answer is Verb.HURTS else None,
            buttons=tuple(self._buttons(nudge, answer)),
        )

    def _is_open(self, nudge: Nudge, state: str, answer: Verb | None) -> bool:
        """Tell whether it is still to be done: after a run all day, else while it is good."""
        came_again = answer is Verb.LATER and nudge.key.endswith(AGAIN)
        if state in _CALLED_OFF or not (answer is None or came_again):
            return False
        same_day = self._local(nudge.due_at).date() == self._local(self.now).date()
        return self.now < nudge.expires_at or (nudge.kind is Kind.AFTER and same_day)

    def _routines(self, all_asked: Sequence[Asked]) -> Iterator[tuple[Routine, Form]]:
        """Yield what is asked for, as far as the catalogue still has it."""
        for asked in all_asked:
            routine = self.plan.routines.get(asked.routine)
            if routine is not None:
                known = asked.variant if asked.variant in routine.variants else None
                yield routine, routine.in_form(known)

    def _buttons(self, nudge: Nudge, answer: Verb | None) -> Iterator[Button]:
        verbs: Sequence[Verb] = offered(nudge.kind, nudge.key, nudge.verbs)
        if answer in _SETTLED:
            verbs = (Verb.UNDO,)
        for verb in verbs:
            text = sign(self.secret, verb, nudge.key)
            yield Button(verb=verb, label=LABELS[verb], text=text)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.plan.timezone)


def _order(progress: Progress) -> int:
    """Show what went best: one channel that has it is enough."""
    if progress.state in _BEST_FIRST:
        return _BEST_FIRST.index(progress.state)
    return len(_BEST_FIRST)
