"""ISO weeks: when a summary is due, what it counts, and its words.

A run belongs to the local date of its start, on the runner's own clock; wrong clocks are left
out by whoever gathers the runs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lapbell.core.decision import Nudge
from lapbell.core.expected import Expected, FixedTime, on
from lapbell.core.keys import week_key
from lapbell.core.occasion import local_start
from lapbell.core.plan import Plan
from lapbell.core.routine import Kind, Phase
from lapbell.core.run import Run
from lapbell.core.words import day_and_time

WEEK = timedelta(days=7)
SUNDAY = 6
MEAN_OF = 4
"""Weeks before, whose mean is the usual."""

LITTLE, MUCH = 0.05, 0.25
"""Shares of the usual distance within which a week is "about" it, or only a little off it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSummary:
    """What a week came to. `usual_m` is the mean of the up to four weeks before it.

    `routines` counts the nudges that went out; `next_run` is the next expected run with the
    names of the routines before it.
    """

    monday: date
    runs: int
    run_days: int
    distance_m: float
    usual_m: float | None = None
    routines: int = 0
    next_run: Expected | None = None
    next_routines: tuple[str, ...] = ()


def monday_of(day: date) -> date:
    """Return the Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def due_weeks(
    at: FixedTime, zone: ZoneInfo, *, since: datetime, now: datetime
) -> list[tuple[date, datetime]]:
    """Return (Monday, due time) of every week whose summary has come due, oldest first.

    On Monday to Saturday `at` means the week before, on Sunday the ending one. The first is the
    first week that ends after `since`.
    """
    due = []
    monday = monday_of(since.astimezone(zone).date())
    while (due_at := _due_at(monday, at, zone)) <= now:
        if on(monday + WEEK, time(0), zone) > since:
            due.append((monday, due_at))
        monday += WEEK
    return due


def next_due(at: FixedTime, zone: ZoneInfo, now: datetime) -> datetime:
    """Return when the next summary is due after `now` (aware UTC)."""
    monday = monday_of(now.astimezone(zone).date()) - 2 * WEEK
    while (due_at := _due_at(monday, at, zone)) <= now:
        monday += WEEK
    return due_at


def _due_at(monday: date, at: FixedTime, zone: ZoneInfo) -> datetime:
    later = (
        timedelta(days=at.weekday) if at.weekday == SUNDAY else WEEK + timedelta(days=at.weekday)
    )
    return on(monday + later, at.at, zone)


def sum_up(
    monday: date, runs: Iterable[Run], *, routines: int, next_run: Expected | None, plan: Plan
) -> WeekSummary:
    """Sum up the week that begins on `monday`; `runs` may hold any others as well."""
    dated = [(local_start(run, plan.timezone).date(), run) for run in runs]
    own = [(day, run) for day, run in dated if monday <= day < monday + WEEK]
    return WeekSummary(
        monday=monday,
        runs=len(own),
        run_days=len({day for day, _ in own}),
        distance_m=sum(run.distance_m or 0 for _, run in own),
        usual_m=_usual(monday, dated),
        routines=routines,
        next_run=next_run,
        next_routines=tuple(one.routine.name for one in plan.triggers_of(Phase.BEFORE)),
    )


def _usual(monday: date, dated: Sequence[tuple[date, Run]]) -> float | None:
    """Return the mean weekly distance of the four weeks before, or of those since the first run."""
    first = monday - MEAN_OF * WEEK
    before = [(day, run.distance_m or 0) for day, run in dated if first <= day < monday]
    if not before:
        return None
    began = min(day for day, _ in dated)
    weeks = min(MEAN_OF, (monday - monday_of(began)) // WEEK)
    return sum(distance for _, distance in before) / weeks


def week_nudge(summary: WeekSummary, plan: Plan, due_at: datetime) -> Nudge:
    """Return the push that tells of a week: held by quiet hours, good until the next is due."""
    hours = plan.quiet.hours
    starts = on(summary.monday, time(0), plan.timezone)
    title, body = week_text(summary, plan.timezone)
    return Nudge(
        key=week_key(plan.athlete, summary.monday),
        athlete=plan.athlete,
        kind=Kind.WEEK,
        about=starts,
        routines=(),
        due_at=hours.over_at(due_at, plan.timezone) if hours else due_at,
        expires_at=due_at + WEEK,
        channels=plan.channels,
        title=title,
        body=body,
    )


def week_text(summary: WeekSummary, zone: ZoneInfo) -> tuple[str, str]:
    """Return title and body of a week's push: plain counts, and never a reproach."""
    lines = [_distance(summary), _routines(summary), _next(summary, zone)]
    if not summary.runs:
        lines = ["Nothing lost; your weeks stand.", _next(summary, zone)]
    return _title(summary), "\n".join(line for line in lines if line)


def _title(summary: WeekSummary) -> str:
    match summary.runs:
        case 0:
            return "A week without a run"
        case 1:
            return "1 run last week"
        case several:
            return f"{several} runs last week"


def _distance(summary: WeekSummary) -> str:
    if not summary.distance_m:
        return ""
    own = f"{summary.distance_m / 1000:.0f} km"
    if not summary.usual_m:
        return f"{own}."
    off = summary.distance_m / summary.usual_m - 1
    usual = f"your usual {summary.usual_m / 1000:.0f}"
    if abs(off) <= LITTLE:
        return f"{own}, about {usual}."
    little = "a little " if abs(off) <= MUCH else ""
    return f"{own}, {little}{'over' if off > 0 else 'under'} {usual}."


def _routines(summary: WeekSummary) -> str:
    if not summary.routines:
        return ""
    return f"{summary.routines} routine{'' if summary.routines == 1 else 's'} rang."


def _next(summary: WeekSummary, zone: ZoneInfo) -> str:
    if summary.next_run is None:
        return ""
    first = " and ".join(name.lower() for name in summary.next_routines)
    what = f", {first} first" if first else ""
    return f"Next: {day_and_time(summary.next_run.starts_at.astimezone(zone))}{what}."
