"""A household's weeks, out of the database: for `lapbell week --household` and the pages.

Who may see whose is `core.household`'s to say.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from lapbell.core.household import Counts, Member, Wishes, counts_of, household
from lapbell.core.plan import Plan
from lapbell.core.summary import sum_up
from lapbell.core.weeks import WEEK, monday_of
from lapbell.jobs.past import gather


def members(
    db: sqlite3.Connection, viewer: str, plans: Sequence[Plan], now: datetime
) -> tuple[Member, ...]:
    """Return the viewer and those of `plans` who share with them; nothing where nobody does."""
    by_name = {plan.athlete: plan for plan in plans}
    return tuple(_member(db, by_name[name], now) for name in household(viewer, wishes_of(plans)))


def wishes_of(plans: Iterable[Plan]) -> Wishes:
    """Return with whom each athlete would share."""
    return {plan.athlete: plan.share_with for plan in plans}


def as_json(viewer: str, found: Sequence[Member]) -> dict[str, Any]:
    """Return what `lapbell week --household --json` prints."""
    return {
        "athlete": viewer,
        "household": [
            {
                "athlete": one.athlete,
                "shown_as": one.shown_as,
                "this_week": _counts(one.this_week),
                "last_week": _counts(one.last_week),
            }
            for one in found
        ],
    }


def _member(db: sqlite3.Connection, plan: Plan, now: datetime) -> Member:
    monday = monday_of(now.astimezone(plan.timezone).date())
    past = gather(db, (monday - WEEK, monday), plan, now)
    this_week, last_week = (counts_of(sum_up(day, past, plan)) for day in (monday, monday - WEEK))
    return Member(
        athlete=plan.athlete,
        shown_as=plan.shown_as or plan.athlete,
        this_week=this_week,
        last_week=last_week,
    )


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "week": counts.week,
        "runs": counts.runs,
        "distance_m": counts.distance_m,
        "routines": {"done": counts.routines.done, "delivered": counts.routines.of},
    }
