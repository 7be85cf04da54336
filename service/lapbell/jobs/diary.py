"""Which runs an athlete is expected to run: fixed times, calendar and habit, put together.

The same for the service, the summary, the pages and `explain --next`.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lapbell.config import Calendar
from lapbell.config.times import parse_time
from lapbell.core.expected import Event, Expected, FixedTime, fixed_runs, merge
from lapbell.core.habit import (
    RING_FROM,
    Prediction,
    Suggestion,
    calendar_runs,
    habit_runs,
    is_worth_ringing,
    predict,
    suggestion,
)
from lapbell.core.occasion import local_start
from lapbell.core.past import AROUND
from lapbell.core.plan import Plan
from lapbell.core.questions import Topic
from lapbell.core.routine import Phase
from lapbell.store import planned, questions, runs
from lapbell.store.database import edition

LOOKS_BACK = timedelta(days=130)
LOOKS_AHEAD = timedelta(days=9)
SHADOW = timedelta(days=28)
"""So long habit only predicts; then its own record says whether it may ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitRecord:
    """How habit has done: predictions that are over, and those with a run near."""

    since: date | None
    predicted: int
    right: int

    def rings(self, today: date) -> bool:
        """Tell whether habit may ring: after four weeks of shadow, and while it is worth it."""
        if self.since is None or today - self.since < SHADOW:
            return False
        return is_worth_ringing(self.predicted, self.right)


class Diary:
    """The runs to come of one athlete. Keeps what it read until something has changed."""

    def __init__(self, plan: Plan, calendar: Calendar | None = None) -> None:
        self._plan = plan
        self._calendar = calendar
        self._starts: tuple[object, list[datetime]] = (None, [])
        self._events: tuple[object, Sequence[Event]] = (None, ())
        self.left_out: Sequence[str] = ()
        """What of the calendar could not be read, in words."""

    def runs(
        self, db: sqlite3.Connection, begin: datetime, end: datetime, now: datetime
    ) -> list[Expected]:
        """Return the expected runs that start in [begin, end), in order."""
        zone, times = self._plan.timezone, self.times(db)
        starts = self._past(db, now)
        habit = []
        if self._plan.habit and self.habit_record(db, now).rings(now.astimezone(zone).date()):
            habit = habit_runs(starts, zone, begin, end)
        calendar = calendar_runs(self._coming(db, now), times, starts, zone)
        in_calendar = [one for one in calendar if begin <= one.starts_at < end]
        return merge(fixed_runs(times, zone, begin, end), in_calendar, habit, zone)

    def times(self, db: sqlite3.Connection) -> tuple[FixedTime, ...]:
        """Return the fixed times: the config's, and those agreed to since."""
        agreed = planned.times(db, self._plan.athlete, agreed=True)
        return tuple(sorted({*self._plan.times, *agreed}))

    def suggestion(self, db: sqlite3.Connection, now: datetime) -> Suggestion | None:
        """Return the time that is best worth asking about, if any, and was not of late."""
        if not self._plan.triggers_of(Phase.BEFORE):
            return None
        athlete, today = self._plan.athlete, now.astimezone(self._plan.timezone).date()
        refused = planned.times(db, athlete, agreed=False)
        asked = questions.not_to_ask(db, athlete, Topic.TIME, now)
        already = (*self.times(db), *refused, *map(parse_time, asked))
        return suggestion(self._past(db, now), today, self._plan.timezone, already)

    def predict_today(self, db: sqlite3.Connection, now: datetime) -> None:
        """Keep today's prediction, so that habit can be judged by what it said in advance."""
        zone = self._plan.timezone
        today = now.astimezone(zone).date()
        known = planned.predictions(db, self._plan.athlete)
        if not self._plan.habit or (known and known[-1][0] >= today):
            return
        found = predict(self._past(db, now), today, zone)
        if isinstance(found, Prediction) and found.confidence >= RING_FROM:
            at = datetime.combine(today, found.at, tzinfo=zone)
            planned.add_prediction(db, self._plan.athlete, today, at, found.confidence)

    def habit_record(self, db: sqlite3.Connection, now: datetime) -> HabitRecord:
        """Return how the predictions up to yesterday came out."""
        known = planned.predictions(db, self._plan.athlete)
        over = [at for _, at in known if at + AROUND < now]
        starts = self._past(db, now)
        right = sum(any(abs(start - at) <= AROUND for start in starts) for at in over)
        since = known[0][0] if known else None
        return HabitRecord(since=since, predicted=len(over), right=right)

    def _past(self, db: sqlite3.Connection, now: datetime) -> list[datetime]:
        """Return the starts of the known runs, each on its own clock."""
        state = (edition(db), now.date())
        if self._starts[0] != state:
            known = runs.between(db, self._plan.athlete, now - LOOKS_BACK, now)
            self._starts = (state, [local_start(run, self._plan.timezone) for run in known])
        return self._starts[1]

    def _coming(self, db: sqlite3.Connection, now: datetime) -> Sequence[Event]:
        """Return the events of the calendar's last copy, of yesterday and the days to come."""
        copy = planned.calendar_copy(db, self._plan.athlete) if self._calendar else None
        if self._calendar is None or copy is None or copy.source != self._calendar.name:
            return ()
        state = (copy.at, now.astimezone(self._plan.timezone).date())
        if self._events[0] != state:
            from lapbell.calendars.read import read_calendar  # noqa: PLC0415 - few have one

            found = read_calendar(
                copy.data,
                now - timedelta(days=1),
                now + LOOKS_AHEAD,
                self._plan.timezone,
                self._calendar.match,
                self._calendar.exclude,
            )
            self._events, self.left_out = (state, found.events), found.left_out
        return self._events[1]
