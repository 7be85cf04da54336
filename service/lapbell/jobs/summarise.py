"""Once a week tell what it came to, and once a year.

What is due and not told yet stands in the database.
"""

import sqlite3
from dataclasses import replace
from datetime import date, datetime

from lapbell.core.decide import FRESH
from lapbell.core.decision import Decision, Nudge
from lapbell.core.keys import week_key, year_key
from lapbell.core.plan import Plan
from lapbell.core.questions import Question, Topic, about_time, about_trigger
from lapbell.core.summary import WeekSummary, sum_up
from lapbell.core.week_text import has_room, week_nudge
from lapbell.core.weeks import due_weeks, next_due, week_name
from lapbell.core.year import due_year, next_year_due, year_nudge
from lapbell.jobs.context import Context
from lapbell.jobs.diary import Diary
from lapbell.jobs.events import Summarised, SummarisedYear
from lapbell.jobs.past import COMES_WITHIN, gather, year_of
from lapbell.store import answers, decisions, files, outbox, questions

MISSED = "its week was over when lapbell ran again"


class Summariser:
    """The summarise job of one athlete."""

    def __init__(self, plan: Plan, diary: Diary, context: Context) -> None:
        self._plan = plan
        self._diary = diary
        self._store, self._clock, self._tell = context.store, context.clock, context.tell
        self._told: date | None = None
        """The latest week known to be told, so that most ticks need no look."""
        self._told_year: int | None = None

    def summarise(self) -> datetime | None:
        """Queue the summary of the latest week, and of the year, that is due.

        Returns when the next one is.
        """
        at, zone, now = self._plan.summary_at, self._plan.timezone, self._clock.now()
        if at is None:
            return None
        with self._store.read() as db:
            since = files.first_listing(db, self._plan.athlete)
        if since is not None:
            weeks = due_weeks(at, zone, since=since, now=now)
            if weeks and weeks[-1][0] != self._told:
                self._tell_weeks(weeks, now)
                self._told = weeks[-1][0]
            year = due_year(at.at, zone, since=since, now=now)
            if year is not None and year[0] != self._told_year:
                self._tell_year(*year, now)
        return min(next_due(at, zone, now), next_year_due(at.at, zone, now))

    def _tell_weeks(self, due: list[tuple[date, datetime]], now: datetime) -> None:
        """Queue the latest week, and note older ones as missed, each once."""
        athlete, latest = self._plan.athlete, due[-1][0]
        with self._store.write() as db:
            new = [one for one in due if not decisions.is_made(db, week_key(athlete, one[0]), now)]
            if not new:
                return
            coming = self._diary.runs(db, now, now + COMES_WITHIN, now)
            past = gather(db, (new[0][0], latest), self._plan, now, coming)
            weeks = [(sum_up(monday, past, self._plan), due_at) for monday, due_at in new]
            for week, due_at in weeks:
                self._commit(db, week, due_at, now, missed=week.monday != latest)
        for week, _ in weeks:
            self._tell(Summarised(summary=week))

    def _commit(
        self,
        db: sqlite3.Connection,
        week: WeekSummary,
        due_at: datetime,
        now: datetime,
        *,
        missed: bool,
    ) -> None:
        asked = None if missed or not has_room(week) else self._question(db, now)
        nudge = week_nudge(week, self._plan, due_at, asked)
        self._queue(db, nudge, week_name(week.monday), now)
        if missed:
            for name in nudge.channels:
                outbox.finish(db, (nudge.key, name), "expired", MISSED, now)
        elif asked:
            questions.ask(db, nudge.key, asked.topic, asked.about)
        elif nudge.verbs:
            answers.ask_about(db, nudge.key, week.asks)

    def _question(self, db: sqlite3.Connection, now: datetime) -> Question | None:
        """Return what is best worth asking: a time to ring before, else a trigger to hear less."""
        found = self._diary.suggestion(db, now)
        if found is not None:
            return about_time(found)
        athlete = self._plan.athlete
        no_more = questions.not_to_ask(db, athlete, Topic.TRIGGER, now)
        dones = questions.dones_by_trigger(db, athlete)
        return about_trigger(
            self._plan, {name: number for name, number in dones.items() if name not in no_more}
        )

    def _tell_year(self, year: int, due_at: datetime, now: datetime) -> None:
        """Queue the push of a year, once, and as soon as there is a run to tell of."""
        with self._store.write() as db:
            if decisions.is_made(db, year_key(self._plan.athlete, year), now):
                self._told_year = year
                return
            found = year_of(db, year, self._plan, now)
            if not found.runs:
                return
            self._queue(db, year_nudge(found, self._plan, due_at), str(year), now)
        self._tell(SummarisedYear(summary=found))

    def _queue(self, db: sqlite3.Connection, nudge: Nudge, subject: str, now: datetime) -> None:
        """Keep and queue a nudge; what is told late keeps the quiet hours."""
        late = now - nudge.due_at > FRESH
        due_at = self._plan.quiet.over_at(now, self._plan.timezone) if late else nudge.due_at
        nudge = replace(nudge, due_at=min(due_at, nudge.expires_at))
        made = decisions.Made(
            key=nudge.key,
            athlete=nudge.athlete,
            kind=nudge.kind,
            subject=subject,
            about=nudge.about,
            decision=Decision(facts={}, verdicts=(), nudges=(nudge,)),
        )
        decisions.commit(db, made, now)
