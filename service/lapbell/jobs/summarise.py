"""Once a week, tell what the week came to. What is due and not told yet stands in the database."""

import sqlite3
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from lapbell.core.decision import Decision
from lapbell.core.expected import fixed_runs, on
from lapbell.core.keys import week_key
from lapbell.core.plan import Plan
from lapbell.core.routine import Kind
from lapbell.core.weeks import WEEK, WeekSummary, due_weeks, next_due, sum_up, week_nudge
from lapbell.jobs.context import Context
from lapbell.jobs.events import Summarised
from lapbell.store import decisions, files, outbox, runs

LOOK_BACK = 6 * WEEK
MISSED = "its week was over when lapbell ran again"


class Summariser:
    """The summarise job of one athlete."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self._plan = plan
        self._store, self._clock, self._tell = context.store, context.clock, context.tell
        self._told: date | None = None
        """The latest week known to be told, so that most ticks need no look."""

    def summarise(self) -> datetime | None:
        """Queue the summary of the latest week that is due; return when the next one is."""
        at, zone, now = self._plan.summary_at, self._plan.timezone, self._clock.now()
        if at is None:
            return None
        with self._store.read() as db:
            since = files.first_listing(db, self._plan.athlete)
        due = due_weeks(at, zone, since=since, now=now) if since else []
        if due and due[-1][0] != self._told:
            self._tell_weeks(due, now)
            self._told = due[-1][0]
        return next_due(at, zone, now)

    def _tell_weeks(self, due: list[tuple[date, datetime]], now: datetime) -> None:
        """Queue the latest week, and note older ones as missed, each once."""
        with self._store.write() as db:
            news = [
                self._commit(db, monday, due_at, now, missed=monday != due[-1][0])
                for monday, due_at in due
                if not decisions.is_made(db, week_key(self._plan.athlete, monday), now)
            ]
        for summary in news:
            self._tell(Summarised(summary=summary))

    def _commit(
        self, db: sqlite3.Connection, monday: date, due_at: datetime, now: datetime, *, missed: bool
    ) -> WeekSummary:
        summary = summary_of(db, monday, self._plan, now)
        nudge = week_nudge(summary, self._plan, due_at)
        nudge = replace(nudge, due_at=max(nudge.due_at, min(now, nudge.expires_at)))
        made = decisions.Made(
            key=nudge.key,
            athlete=self._plan.athlete,
            kind=Kind.WEEK,
            subject="{}-W{:02}".format(*monday.isocalendar()[:2]),
            about=nudge.about,
            decision=Decision(facts={}, verdicts=(), nudges=(nudge,)),
        )
        decisions.commit(db, made, now)
        for name in nudge.channels if missed else ():
            outbox.finish(db, (nudge.key, name), "expired", MISSED, now)
        return summary


def summary_of(db: sqlite3.Connection, monday: date, plan: Plan, now: datetime) -> WeekSummary:
    """Gather and sum up the week that begins on `monday`."""
    begin = on(monday, time(0), plan.timezone)
    end = on(monday + WEEK, time(0), plan.timezone)
    coming = fixed_runs(plan.times, plan.timezone, now, now + timedelta(days=8))
    day = timedelta(days=1)  # a run's own clock may be of another zone
    return sum_up(
        monday,
        runs.between(db, plan.athlete, begin - LOOK_BACK, end + day),
        routines=decisions.count_sent(db, plan.athlete, begin, end),
        next_run=coming[0] if coming else None,
        plan=plan,
    )
