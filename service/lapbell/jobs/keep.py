"""A run that was read becomes a run that is kept: known already, or new and decided on."""

import sqlite3
from datetime import datetime

from lapbell.core.decide import decide
from lapbell.core.keys import after_run_key
from lapbell.core.occasion import AfterRun
from lapbell.core.plan import Plan
from lapbell.core.run import Run, has_wrong_clock, is_better_recording, is_same_run
from lapbell.jobs.events import Event, FileNoted, RunRead
from lapbell.store import decisions, runs


def keep_run(
    db: sqlite3.Connection, name: str, run: Run, plan: Plan, now: datetime, *, is_history: bool
) -> Event:
    """Keep one run inside the caller's transaction, and say what came of it.

    A known run (the same content, or one that overlaps) gets the better facts and no second
    decision. A run of the history is counted and rings for nothing.
    """
    known = find_known(db, run, now)
    if known is not None:
        runs.add_recording(db, run, known.id)
        if is_better_recording(run, known):
            runs.replace_facts(db, known, run)
        return FileNoted(name=name, outcome="run", reason="known already")
    runs.add(db, run, now, is_history=is_history, wrong_clock=has_wrong_clock(run, now))
    if is_history:
        return RunRead(name=name, run=run)
    history = runs.history_before(db, run.athlete, run.started_at)
    decision = decide(AfterRun(run=run), history, plan, now)
    key = after_run_key(run.athlete, run.id)
    decisions.commit(db, key, run.id, decision, now, run.athlete)
    nudge = next(iter(decision.nudges), None)
    return RunRead(name=name, run=run, verdicts=decision.verdicts, nudge=nudge)


def find_known(db: sqlite3.Connection, run: Run, now: datetime) -> Run | None:
    """Return the run that this recording shows, if it is known: by content first, then by time."""
    known = runs.by_content(db, run.athlete, run.sha256, run.session)
    if known is not None or has_wrong_clock(run, now):
        return known
    return next((other for other in runs.around(db, run) if is_same_run(run, other)), None)


def has_nudge(event: Event) -> bool:
    """Tell whether the event is a new run with a nudge."""
    return isinstance(event, RunRead) and event.nudge is not None
