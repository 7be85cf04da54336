"""The runs to come, and what would ring for them as things stand now."""

from datetime import datetime

from lapbell.core.plan import Plan
from lapbell.jobs.diary import Diary
from lapbell.jobs.explain import Foreseen, foresee
from lapbell.store.database import Store
from lapbell.web.source import Coming


def coming(store: Store, plan: Plan, diary: Diary, now: datetime) -> list[Coming]:
    """Return the runs that are expected within a week, in order."""
    return [_coming(one, plan) for one in foresee(store, plan, diary, now)]


def _coming(one: Foreseen, plan: Plan) -> Coming:
    return Coming(
        starts_at=one.run.starts_at.astimezone(plan.timezone),
        why=one.run.why,
        is_sure=one.run.confidence >= 1,
        rings=tuple(
            (
                plan.routines[asked.routine],
                plan.routines[asked.routine].in_form(asked.variant),
                nudge.due_at.astimezone(plan.timezone),
            )
            for nudge in one.nudges
            for asked in nudge.routines
        ),
        held_back=tuple(verdict for verdict in one.verdicts if not verdict.fired),
    )
