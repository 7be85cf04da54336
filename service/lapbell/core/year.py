"""A year in counts: one push, on the first morning of the next one.

Not on 31 December, when a run may still come, and not inside the first summary, which tells of a
week. A year is the calendar's, and a run belongs to it by the local date of its start.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lapbell.core.decision import Nudge
from lapbell.core.expected import on
from lapbell.core.keys import year_key
from lapbell.core.occasion import local_start
from lapbell.core.plan import Plan
from lapbell.core.routine import Kind
from lapbell.core.run import Run
from lapbell.core.score import Chance
from lapbell.core.words import count

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSummary:
    """What a calendar year came to. `done` counts by the routines' names, the most done first."""

    year: int
    runs: int
    distance_m: float
    done: Mapping[str, int] = field(default_factory=dict)


def due_year(
    at: time, home: ZoneInfo, *, since: datetime, now: datetime
) -> tuple[int, datetime] | None:
    """Return (year, due time) where the push of a year is due and not too late.

    The first is the first year that ends after `since`.
    """
    year = now.astimezone(home).year - 1
    due_at = _over(year, home, at)
    began_in_time = since < _over(year, home)
    return (year, due_at) if began_in_time and due_at <= now < due_at + GOOD_FOR else None


def next_year_due(at: time, home: ZoneInfo, now: datetime) -> datetime:
    """Return when the next push of a year is due after `now` (aware UTC)."""
    this_year = now.astimezone(home).year
    dues = (_over(year, home, at) for year in (this_year - 1, this_year))
    return next(due for due in dues if due > now)


def _over(year: int, home: ZoneInfo, at: time = time(0)) -> datetime:
    return on(date(year + 1, 1, 1), at, home)


def sum_up_year(
    year: int, runs: Sequence[Run], chances: Sequence[Chance], plan: Plan
) -> YearSummary:
    """Sum up a calendar year; runs and chances may hold any others as well."""
    dated = [(local_start(run, plan.timezone).date(), run) for run in runs]
    own = [(day, run) for day, run in dated if day.year == year]
    done = Counter(
        plan.routines[name].name
        for one in chances
        if one.done and one.day.year == year
        for name in one.offer.routines
        if name in plan.routines
    )
    return YearSummary(
        year=year,
        runs=len(own),
        distance_m=sum(run.distance_m or 0 for _, run in own),
        done=dict(sorted(done.items(), key=lambda one: (-one[1], one[0]))),
    )


def year_nudge(found: YearSummary, plan: Plan, due_at: datetime) -> Nudge:
    """Return the push that tells of a year; quiet hours hold it."""
    hours = plan.quiet.hours
    title, body = year_text(found)
    return Nudge(
        key=year_key(plan.athlete, found.year),
        athlete=plan.athlete,
        kind=Kind.YEAR,
        about=on(date(found.year, 1, 1), time(0), plan.timezone),
        routines=(),
        due_at=hours.over_at(due_at, plan.timezone) if hours else due_at,
        expires_at=due_at + GOOD_FOR,
        channels=plan.channels,
        title=title,
        body=body,
    )


def year_text(found: YearSummary) -> tuple[str, str]:
    """Return title and body of a year's push: the year, and "162 runs, 118 calf pumps".

    The routine that was done most comes first.
    """
    done = [_times(number, name) for name, number in found.done.items()]
    return str(found.year), ", ".join([count(found.runs, "run"), *done])


def _times(number: int, name: str) -> str:
    """Count a routine by its name; one that is a plural already ("Heel drops") stays as it is."""
    name = name.lower()
    is_plural = any(word.endswith("s") for word in name.split())
    return f"{number:,} {name}" if is_plural else count(number, name)
