"""How things stand, out of the database: for `lapbell status` and the pages."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lapbell.core.decide import due_time
from lapbell.core.occasion import BeforeRun
from lapbell.core.offers import Pause
from lapbell.core.plan import Plan
from lapbell.core.routine import Phase
from lapbell.core.run import Run
from lapbell.core.weeks import next_due
from lapbell.jobs.diary import Diary, HabitRecord
from lapbell.store import answers, decisions, files, outbox, runs
from lapbell.store.database import Store
from lapbell.store.files import NotedFile
from lapbell.store.outbox import Waiting

OVERDUE = timedelta(minutes=15)
"""A push that is due for longer than this is in trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one athlete's things stand. `next_due` are (what, when), the nearest first."""

    athlete: str
    runs: int
    last_run: Run | None
    last_file: NotedFile | None
    files: dict[str, int]
    unreadable: tuple[NotedFile, ...]
    waiting: tuple[Waiting, ...]
    last_sent: Waiting | None
    next_due: tuple[tuple[str, datetime], ...]
    habit: HabitRecord | None = None
    pause: Pause | None = None
    today: date
    last_decided_at: datetime | None = None

    def overdue(self, now: datetime) -> tuple[Waiting, ...]:
        """Return the pushes that should have gone out long ago."""
        return tuple(one for one in self.waiting if now - one.at > OVERDUE)


def standing(store: Store, plan: Plan, diary: Diary, now: datetime) -> Standing:
    """Gather how an athlete's things stand at `now`."""
    with store.read() as db:
        return Standing(
            athlete=plan.athlete,
            runs=runs.count(db, plan.athlete),
            last_run=runs.latest(db, plan.athlete),
            last_file=files.latest(db, plan.athlete),
            files=files.count_by_state(db, plan.athlete),
            unreadable=files.unreadable(db, plan.athlete),
            waiting=outbox.waiting(db, plan.athlete),
            last_sent=outbox.last_sent(db, plan.athlete),
            next_due=next_times(db, plan, diary, now),
            habit=diary.habit_record(db, now) if plan.habit else None,
            pause=answers.current_pause(db, plan.athlete, now),
            today=now.astimezone(plan.timezone).date(),
            last_decided_at=decisions.latest_at(db, plan.athlete),
        )


def next_times(
    db: sqlite3.Connection, plan: Plan, diary: Diary, now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Return what the plan alone makes due next: nudges before runs and the summary."""
    coming = diary.runs(db, now, now + timedelta(days=8), now)
    before = plan.triggers_of(Phase.BEFORE)
    pause = answers.current_pause(db, plan.athlete, now)
    dues = [
        (f"{trigger.routine.name} before a run ({run.why})", due)
        for run in coming
        for trigger in before
        if (due := due_time(trigger, BeforeRun(expected=run), now)) > now
        and not (pause and pause.holds(due))
    ]
    if plan.summary_at is not None:
        dues.append(("the weekly summary", next_due(plan.summary_at, plan.timezone, now)))
    return tuple(sorted(dues, key=lambda due: due[1])[:3])
