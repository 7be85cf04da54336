"""What an athlete's triggers would have sent over their history, without keeping or sending it.

The same `decide` as in the service; the runs come out of a database, and `core.replay` plays them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lapbell.core.occasion import AfterRun, zone_of
from lapbell.core.plan import Plan
from lapbell.core.replay import Replayed, replay
from lapbell.core.run import EARLIEST, FURTHEST_AHEAD, Run
from lapbell.core.tally import Difference, Tally, tally
from lapbell.core.weeks import week_name
from lapbell.store import runs
from lapbell.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """A plan over a history: each occasion in order, and what they come to."""

    plan: Plan
    replayed: tuple[Replayed, ...]
    tally: Tally


def known_runs(store: Store, athlete: str, now: datetime) -> tuple[Run, ...]:
    """Return all runs of an athlete that have a right clock, in order."""
    with store.read() as db:
        return runs.between(db, athlete, EARLIEST, now + FURTHEST_AHEAD)


def backtest(history: Sequence[Run], plan: Plan, since: date | None = None) -> Backtest:
    """Play a history by a plan. What was before `since` is known, and not counted."""
    replayed = tuple(
        one for one in replay(history, plan) if since is None or local_date(one, plan) >= since
    )
    return Backtest(plan=plan, replayed=replayed, tally=tally(replayed, plan))


def local_date(one: Replayed, plan: Plan) -> date:
    """Return the date on which the run starts, done or expected, on its own clock."""
    return one.occasion.starts_at.astimezone(zone_of(one.occasion, plan.timezone)).date()


def as_json(
    found: Backtest, against: Backtest | None, differences: Sequence[Difference]
) -> dict[str, Any]:
    """Return `lapbell backtest --json`; times are ISO 8601 in UTC."""
    plain = _tally(found.tally)
    if against is None:
        return plain
    return {
        **plain,
        "against": _tally(against.tally),
        "differences": [_difference(one) for one in differences],
    }


def _tally(found: Tally) -> dict[str, Any]:
    return {
        "runs": found.runs,
        "pushes": found.pushes,
        "weeks": [
            {"week": week_name(monday), "pushes": number} for monday, number in found.weeks.items()
        ],
        "hours": {str(hour): number for hour, number in sorted(found.hours.items())},
        "triggers": [
            {
                "name": one.name,
                "asked": one.asked,
                "rang": one.rang,
                "held_back": dict(one.held_back),
                "lacked_a_fact": one.lacked,
            }
            for one in found.triggers
        ],
    }


def _difference(pair: Difference) -> dict[str, Any]:
    one = pair.one or pair.other
    assert one is not None  # noqa: S101 - a pair has at least one side
    run = one.occasion.run if isinstance(one.occasion, AfterRun) else None
    return {
        "phase": one.occasion.phase,
        "starts_at": one.occasion.starts_at,
        "run": run and run.id,
        "distance_m": run and run.distance_m,
        "one": _push(pair.one),
        "other": _push(pair.other),
    }


def _push(one: Replayed | None) -> dict[str, Any] | None:
    nudge = one.nudge if one else None
    if nudge is None:
        return None
    routines = [{"routine": asked.routine, "variant": asked.variant} for asked in nudge.routines]
    return {"routines": routines, "due_at": nudge.due_at, "title": nudge.title}
