"""When the files stop coming: a runner who runs on is told once, kindly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from lapbell.core.decision import Nudge
from lapbell.core.keys import alarm_key
from lapbell.core.occasion import local_start
from lapbell.core.plan import Plan
from lapbell.core.routine import Kind
from lapbell.core.run import Run
from lapbell.core.words import WEEKDAY_NAMES, kilometres

LOOKS_BACK = timedelta(days=84)
NEEDS = 6
TIMES = 3
"""So many times the usual gap without a file."""

SHORTEST = timedelta(days=5)
"""Whoever runs every day is not told after three days off."""

GOOD_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """No run file for `days`, where `usual` days lie between two; `since` is the last run."""

    days: int
    usual: int
    since: Run


def missing(runs: Sequence[Run], home: ZoneInfo, now: datetime) -> Missing | None:
    """Tell whether no run came for three times the median gap of the last twelve weeks.

    `runs` are in order of their start. Silent below six runs, and below five days.
    """
    recent = [run for run in runs if now - run.started_at <= LOOKS_BACK]
    days = sorted({local_start(run, home).date() for run in recent})
    if len(days) < NEEDS:
        return None
    usual = median((later - earlier).days for earlier, later in pairwise(days))
    since = now.astimezone(home).date() - days[-1]
    if since < max(SHORTEST, TIMES * timedelta(days=usual)):
        return None
    return Missing(days=since.days, usual=round(usual), since=recent[-1])


def alarm(found: Missing, plan: Plan, now: datetime) -> Nudge:
    """Return the push that asks; quiet hours hold it, and each last run is asked about once."""
    hours = plan.quiet.hours
    due_at = hours.over_at(now, plan.timezone) if hours else now
    title, body = _words(found, plan.timezone)
    return Nudge(
        key=alarm_key(plan.athlete, found.since.id),
        athlete=plan.athlete,
        kind=Kind.ALARM,
        about=found.since.started_at,
        routines=(),
        due_at=due_at,
        expires_at=due_at + GOOD_FOR,
        channels=plan.channels,
        title=title,
        body=body,
    )


def _words(found: Missing, home: ZoneInfo) -> tuple[str, str]:
    every = "one every day" if found.usual == 1 else f"one every {found.usual}"
    last = WEEKDAY_NAMES[local_start(found.since, home).weekday()]
    far = "" if found.since.distance_m is None else f", {kilometres(found.since.distance_m)}"
    return (
        f"No run file for {found.days} days",
        f"Usually {every}. Last: {last}{far}.\nIf you did run, sync or dock the watch.",
    )
