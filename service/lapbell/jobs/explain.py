"""What lapbell makes of one file, without keeping or sending anything.

The same reading and the same `decide` as in the service. The moment is the end of the run; the
history is what was known, sent and answered until then. The run's own record, if there is one, is
ignored.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from lapbell.core.decide import decide, due_time
from lapbell.core.decision import Decision, Nudge, Verdict
from lapbell.core.expected import Expected
from lapbell.core.occasion import AfterRun, BeforeRun, DuringRun, History
from lapbell.core.offers import Offer
from lapbell.core.plan import Plan
from lapbell.core.run import Run
from lapbell.jobs import keep
from lapbell.jobs.diary import Diary
from lapbell.readers import Reading, read
from lapbell.store.database import Store

NEXT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One run of a file, and what its triggers say."""

    run: Run
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a file is; `runs` is empty where it holds no run."""

    sha256: str
    reading: Reading
    runs: tuple[Explained, ...]


def explain(
    data: bytes, plan: Plan, store: Store | None, *, now: datetime | None = None
) -> Explanation:
    """Explain the bytes of a file; `now` stands for the run's end unless it is given."""
    reading = read(data, athlete=plan.athlete)
    return Explanation(
        sha256=sha256(data).hexdigest(),
        reading=reading,
        runs=tuple(_explain_run(run, plan, store, now) for run in reading.runs),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """An expected run, and what it would ring for as things stand: before it, and during it."""

    run: Expected
    decisions: tuple[Decision, ...]

    @property
    def nudges(self) -> list[Nudge]:
        """The pushes; they say when."""
        return [nudge for decision in self.decisions for nudge in decision.nudges]

    @property
    def verdicts(self) -> list[Verdict]:
        """What each trigger says."""
        return [verdict for decision in self.decisions for verdict in decision.verdicts]


def foresee(store: Store, plan: Plan, diary: Diary, now: datetime) -> list[Foreseen]:
    """Say which runs are expected in the coming week, and what would be sent for each.

    Each is judged as at its first due time, by the history that is known now.
    """
    with store.read() as db:
        return [
            Foreseen(run=run, decisions=tuple(_of_run(db, run, plan, now)))
            for run in diary.runs(db, now, now + NEXT, now)
        ]


def _of_run(db: sqlite3.Connection, run: Expected, plan: Plan, now: datetime) -> Iterator[Decision]:
    for occasion in (BeforeRun(expected=run), DuringRun(expected=run)):
        if plan.triggers_of(occasion.phase):
            yield _foresee(db, occasion, plan, now)


def _foresee(
    db: sqlite3.Connection, occasion: BeforeRun | DuringRun, plan: Plan, now: datetime
) -> Decision:
    dues = [due_time(one, occasion, now) for one in plan.triggers_of(occasion.phase)]
    moment = max(now, min(dues))
    return decide(occasion, keep.history_at(db, occasion, plan.athlete, now), plan, moment)


def _explain_run(run: Run, plan: Plan, store: Store | None, now: datetime | None) -> Explained:
    moment = now or run.ended_at or run.started_at
    run, history = _as_known(run, store, moment)
    return Explained(run=run, decision=decide(AfterRun(run=run), history, plan, moment))


def _as_known(run: Run, store: Store | None, moment: datetime) -> tuple[Run, History]:
    """Give the run the id under which it is known, and the history without itself."""
    if store is None:
        return run, History()
    with store.read() as db:
        known = keep.find_known(db, run, moment)
        run = run if known is None else replace(run, id=known.id)
        found = keep.history_at(db, AfterRun(run=run), run.athlete, moment)
    return run, replace(
        found,
        runs=tuple(one for one in found.runs if one.id != run.id),
        pushes=tuple(
            one for one in found.pushes if one.at <= moment and one.about != run.started_at
        ),
        offers=tuple(
            _as_of(one, moment) for one in found.offers if one.at <= moment and one.run_id != run.id
        ),
        eased=tuple(one for one in found.eased if one < run.started_at),
    )


def _as_of(offer: Offer, moment: datetime) -> Offer:
    """Return the offer as it stood at a moment: what was answered later is not answered yet."""
    if offer.answered_at is None or offer.answered_at <= moment:
        return offer
    return replace(offer, answer=None, answered_at=None)
