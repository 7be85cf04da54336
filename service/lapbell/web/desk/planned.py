"""The runs to come, and what would ring for them as things stand now."""

from collections.abc import Sequence
from datetime import datetime

from lapbell.core.expected import Expected
from lapbell.core.plan import Plan
from lapbell.jobs.diary import Diary
from lapbell.jobs.explain import NEXT, Foreseen, foresee
from lapbell.store.database import Store
from lapbell.web.source import Coming


def coming(store: Store, plan: Plan, diary: Diary, now: datetime) -> list[Coming]:
    """Return the runs that are expected within a week, in order."""
    with store.read() as db:
        runs = diary.runs(db, now, now + NEXT, now)
    foreseen = foresee(store, plan, diary, now)
    return [
        _coming(run, [one for one in foreseen if one.occasion.expected == run], plan)
        for run in runs
    ]


def _coming(run: Expected, foreseen: Sequence[Foreseen], plan: Plan) -> Coming:
    nudges = [nudge for one in foreseen for nudge in one.decision.nudges]
    return Coming(
        starts_at=run.starts_at.astimezone(plan.timezone),
        why=run.why,
        is_sure=run.confidence >= 1,
        rings=tuple(
            (
                plan.routines[asked.routine],
                plan.routines[asked.routine].in_form(asked.variant),
                nudge.due_at.astimezone(plan.timezone),
            )
            for nudge in nudges
            for asked in nudge.routines
        ),
        held_back=tuple(
            verdict for one in foreseen for verdict in one.decision.verdicts if not verdict.fired
        ),
    )
