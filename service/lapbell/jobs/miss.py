"""Notice that no run files come any more, and ask about it once."""

from lapbell.core.decision import Decision
from lapbell.core.missing import LOOKS_BACK, alarm, missing
from lapbell.core.plan import Plan
from lapbell.core.routine import Kind
from lapbell.jobs.context import Context
from lapbell.jobs.events import FilesMissing
from lapbell.store import answers, decisions, runs

LOOK_EVERY_S = 3600.0


class Misser:
    """The job that misses an athlete's files. It looks once an hour, whatever calls it."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self._plan = plan
        self._store, self._clock, self._tell = context.store, context.clock, context.tell
        self._looked_s: float | None = None

    def miss(self) -> None:
        """Queue the question where it is time for it, unless the athlete said they pause."""
        steady, now, athlete = self._clock.steady(), self._clock.now(), self._plan.athlete
        if self._looked_s is not None and steady - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = steady
        with self._store.read() as db:
            known = runs.between(db, athlete, now - LOOKS_BACK, now)
            paused = answers.current_pause(db, athlete, now) is not None
        found = missing(known, self._plan.timezone, now)
        if found is None or paused:
            return
        nudge = alarm(found, self._plan, now)
        made = decisions.Made(
            key=nudge.key,
            athlete=athlete,
            kind=Kind.ALARM,
            subject=found.since.id,
            about=nudge.about,
            decision=Decision(facts={}, verdicts=(), nudges=(nudge,)),
        )
        with self._store.write() as db:
            if decisions.is_made(db, nudge.key, now):
                return
            decisions.commit(db, made, now)
        self._tell(FilesMissing(days=found.days))
