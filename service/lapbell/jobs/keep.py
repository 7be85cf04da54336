"""A run that was read becomes a run that is kept: known already, or new and decided on."""

import sqlite3
from dataclasses import replace
from datetime import datetime

from lapbell.core.decide import decide
from lapbell.core.decision import Decision
from lapbell.core.keys import key_of
from lapbell.core.occasion import AfterRun, History, Occasion
from lapbell.core.offers import REMEMBERED
from lapbell.core.plan import Plan
from lapbell.core.quiet import COUNTED
from lapbell.core.routine import Kind
from lapbell.core.run import Run, has_wrong_clock, is_better_recording, is_same_run
from lapbell.core.silence import EASING
from lapbell.jobs.events import Event, FileNoted, RunRead
from lapbell.store import answers, decisions, questions, runs


def keep_run(
    db: sqlite3.Connection, name: str, run: Run, plan: Plan, now: datetime, *, is_history: bool
) -> Event:
    """Keep one run inside the caller's transaction, and say what came of it.

    A known run (the same content, or one that overlaps) gets the better facts, and a second
    decision only where the first, on poorer facts, rang for nothing. A run of the history is
    counted and rings for nothing.
    """
    known = find_known(db, run, now)
    if known is not None:
        runs.add_recording(db, run, known.id)
        if not is_better_recording(run, known):
            return FileNoted(name=name, outcome="run", reason="known already")
        run = replace(run, id=known.id)
        runs.replace_facts(db, run)
        if not decisions.rang_for_nothing(
            db, key_of(AfterRun(run=run), plan.athlete, plan.timezone)
        ):
            return FileNoted(name=name, outcome="run", reason="known already")
        return _ring(db, name, run, plan, now)
    runs.add(db, run, now, is_history=is_history, wrong_clock=has_wrong_clock(run, now))
    if is_history:
        return RunRead(name=name, run=run)
    answers.end_pause_until_run(db, run.athlete, run.started_at, now)
    return _ring(db, name, run, plan, now)


def _ring(db: sqlite3.Connection, name: str, run: Run, plan: Plan, now: datetime) -> RunRead:
    made = decide_and_commit(db, AfterRun(run=run), plan, now, subject=run.id)
    nudge = next(iter(made.nudges), None)
    return RunRead(name=name, run=run, verdicts=made.verdicts, nudge=nudge)


def history_at(db: sqlite3.Connection, occasion: Occasion, athlete: str, now: datetime) -> History:
    """Gather what an occasion is judged by: the runs before it, and recent pushes."""
    is_after = isinstance(occasion, AfterRun)
    until = occasion.starts_at if is_after else max(occasion.starts_at, now)
    offers = answers.offers_since(db, athlete, now - REMEMBERED)
    last = offers[-1].at if offers else now - REMEMBERED
    return History(
        runs=runs.started_before(db, athlete, until),
        pushes=decisions.pushes_since(db, athlete, now - COUNTED),
        offers=offers,
        eased=decisions.eased_since(db, athlete, last, EASING),
        pause=answers.current_pause(db, athlete, now),
        rings_less_until=answers.rings_less_until(db, athlete),
        fading=frozenset(questions.fading(db, athlete, now)),
    )


def decide_and_commit(
    db: sqlite3.Connection, occasion: Occasion, plan: Plan, now: datetime, *, subject: str
) -> Decision:
    """Decide on an occasion and keep the decision, inside the caller's transaction."""
    decision = decide(occasion, history_at(db, occasion, plan.athlete, now), plan, now)
    commit(db, occasion, decision, plan, now, subject=subject)
    return decision


def commit(
    db: sqlite3.Connection,
    occasion: Occasion,
    decision: Decision,
    plan: Plan,
    now: datetime,
    *,
    subject: str,
) -> None:
    """Keep a decision, inside the caller's transaction."""
    made = decisions.Made(
        key=key_of(occasion, plan.athlete, plan.timezone),
        athlete=plan.athlete,
        kind=Kind(occasion.phase),
        subject=subject,
        about=occasion.starts_at,
        decision=decision,
    )
    decisions.commit(db, made, now)


def find_known(db: sqlite3.Connection, run: Run, now: datetime) -> Run | None:
    """Return the run that this recording shows, if it is known: by content first, then by time."""
    known = runs.by_content(db, run.athlete, run.sha256, run.session)
    if known is not None or has_wrong_clock(run, now):
        return known
    return next((other for other in runs.around(db, run) if is_same_run(run, other)), None)


def has_nudge(event: Event) -> bool:
    """Tell whether the event is a new run with a nudge."""
    return isinstance(event, RunRead) and event.nudge is not None
