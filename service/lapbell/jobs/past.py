"""Gather what weeks and years are summed up from; the counting itself is `core.summary`'s."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from lapbell.core.expected import Expected, on
from lapbell.core.keys import week_key
from lapbell.core.occasion import local_start, zone_at
from lapbell.core.plan import Plan
from lapbell.core.score import LOOKS_BACK, MATTERS, Chance, chances
from lapbell.core.summary import RUNS_NEEDED, Past, WeekSummary, WrongClock, sum_up
from lapbell.core.weeks import WEEK
from lapbell.core.year import YearSummary, sum_up_year
from lapbell.store import answers, decisions, runs
from lapbell.store.outbox import EPOCH
from lapbell.store.runs import Arrival

DAY = timedelta(days=1)
"""A run's own clock may be of another zone, so that its date is not quite the athlete's."""

COMES_WITHIN = timedelta(days=8)
"""A next run further off than that is not worth naming."""


def summary_of(
    db: sqlite3.Connection,
    monday: date,
    plan: Plan,
    now: datetime,
    coming: Sequence[Expected] = (),
) -> WeekSummary:
    """Gather and sum up the week that begins on `monday`; `coming` are the expected runs."""
    return sum_up(monday, gather(db, (monday, monday), plan, now, coming), plan)


def gather(
    db: sqlite3.Connection,
    mondays: tuple[date, date],
    plan: Plan,
    now: datetime,
    coming: Sequence[Expected] = (),
) -> Past:
    """Gather what is needed for the weeks from the first to the last of two Mondays."""
    first, last = mondays
    since = _since(db, first, plan)
    athlete, home = plan.athlete, plan.timezone
    begin, end = on(first, time(0), home), on(last + WEEK, time(0), home)
    days = _days(db, plan, since)
    arrivals = _arrivals(db, last, plan, now)
    less_until = answers.rings_less_until(db, athlete)
    return Past(
        now=now,
        days=days,
        runs=runs.between(db, athlete, begin - RUNS_NEEDED, end + DAY),
        chances=_chances(db, days, plan, since, now),
        pauses=answers.pauses_between(db, athlete, EPOCH, max(now, end)),
        pause=answers.current_pause(db, athlete, now),
        rings_less=less_until is not None and now < less_until,
        coming=coming,
        late=[one.run for one in arrivals if one.run.id in days],
        wrong_clocks=[_wrong_clock(one, plan) for one in arrivals if one.wrong_clock],
    )


def year_of(db: sqlite3.Connection, year: int, plan: Plan, now: datetime) -> YearSummary:
    """Gather and sum up a calendar year."""
    begin, end = (on(date(one, 1, 1), time(0), plan.timezone) for one in (year, year + 1))
    own = runs.between(db, plan.athlete, begin - DAY, end + DAY)
    days = _days(db, plan, begin - DAY)
    return sum_up_year(year, own, _chances(db, days, plan, begin - DAY, now), plan)


def _since(db: sqlite3.Connection, monday: date, plan: Plan) -> datetime:
    """Return how far back offers matter to the weeks from a Monday on."""
    enough = answers.newest_due(db, plan.athlete, MATTERS)
    return min(enough, on(monday, time(0), plan.timezone) - LOOKS_BACK)


def _days(db: sqlite3.Connection, plan: Plan, since: datetime) -> dict[str, date]:
    """Return the date of each run since then by its id, on the runner's own clock."""
    return {
        run_id: started_at.astimezone(zone_at(started_at, utc_offset, plan.timezone)).date()
        for run_id, started_at, utc_offset in runs.starts(db, plan.athlete, since - DAY)
    }


def _chances(
    db: sqlite3.Connection, days: Mapping[str, date], plan: Plan, since: datetime, now: datetime
) -> tuple[Chance, ...]:
    offers = answers.offers_since(db, plan.athlete, since)
    pauses = answers.pauses_between(db, plan.athlete, EPOCH, now)
    return chances(offers, days, pauses, now, plan.timezone)


def _arrivals(db: sqlite3.Connection, monday: date, plan: Plan, now: datetime) -> list[Arrival]:
    """Return the runs that came between the summary before this week's and this week's own."""
    begin, end = (on(day, time(0), plan.timezone) for day in (monday, monday + WEEK))
    told_at = decisions.made_at(db, week_key(plan.athlete, monday)) or end + WEEK
    until = min(told_at, now)
    after = decisions.week_told_before(db, plan.athlete, until)
    return runs.arrived(db, plan.athlete, after or begin, until)


def _wrong_clock(one: Arrival, plan: Plan) -> WrongClock:
    return WrongClock(file=one.file, day=local_start(one.run, plan.timezone).date())
