"""Ask which expected runs are near, and ring before or during them. Nothing is queued ahead."""

from datetime import datetime, timedelta

from lapbell.core.decide import decide, due_time, is_ripe
from lapbell.core.keys import key_of
from lapbell.core.occasion import BeforeRun, DuringRun
from lapbell.core.plan import Plan
from lapbell.core.routine import Phase
from lapbell.jobs import keep
from lapbell.jobs.context import Context
from lapbell.jobs.diary import Diary
from lapbell.jobs.events import Expecting
from lapbell.store import decisions

AHEAD = timedelta(days=1)
"""How far to look for the next time to wake."""

Coming = BeforeRun | DuringRun


class Expecter:
    """The expect job of one athlete."""

    def __init__(self, plan: Plan, diary: Diary, context: Context) -> None:
        self._plan = plan
        self._diary = diary
        self._store, self._clock, self._tell = context.store, context.clock, context.tell

    def expect(self) -> datetime | None:
        """Decide on what is due; return when the next trigger is (aware UTC)."""
        now = self._clock.now()
        if self._plan.habit:
            with self._store.write() as db:
                self._diary.predict_today(db, now)
        later = []
        for occasion in self._occasions(now):
            triggers = self._plan.triggers_of(occasion.phase)
            dues = [due_time(one, occasion, now) for one in triggers]
            if min(dues) <= now:
                self._decide(occasion, now)
            later += [due for due in dues if due > now]
        return min(later, default=None)

    def _occasions(self, now: datetime) -> list[Coming]:
        """Return what may be due now or within a day."""
        before = self._plan.triggers_of(Phase.BEFORE)
        during = self._plan.triggers_of(Phase.DURING)
        begin = now - max((one.offset + one.expires for one in during), default=timedelta(0))
        end = now + AHEAD + max((one.offset for one in before), default=timedelta(0))
        with self._store.read() as db:
            runs = self._diary.runs(db, begin, end, now)
        coming: list[Coming] = []
        if before:
            coming += [BeforeRun(expected=one) for one in runs if one.starts_at > now]
        if during:
            coming += [DuringRun(expected=one) for one in runs]
        return coming

    def _decide(self, occasion: Coming, now: datetime) -> None:
        key = key_of(occasion, self._plan.athlete, self._plan.timezone)
        with self._store.write() as db:
            if decisions.is_made(db, key, now):
                return
            history = keep.history_at(db, occasion, self._plan.athlete, now)
            decision = decide(occasion, history, self._plan, now)
            if not is_ripe(decision, occasion, self._plan, now):
                return
            subject = f"{occasion.expected.id}, {occasion.starts_at:%Y-%m-%dT%H:%MZ}"
            keep.commit(db, occasion, decision, self._plan, now, subject=subject)
        nudge = next(iter(decision.nudges), None)
        self._tell(Expecting(expected=occasion.expected, verdicts=decision.verdicts, nudge=nudge))
