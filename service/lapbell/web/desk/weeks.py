"""The weeks, this one first: the picture, the score over time, and a line for each."""

import sqlite3
from datetime import datetime

from lapbell.core.plan import Plan
from lapbell.core.summary import WeekSummary, sum_up
from lapbell.core.week_text import facts_in_words, picture_title
from lapbell.core.weeks import WEEK, monday_of
from lapbell.jobs.past import gather
from lapbell.jobs.week_picture import picture_as_svg
from lapbell.pictures.theme import PAGE
from lapbell.pictures.trend import trend
from lapbell.web.source import WeekLine, Weeks
from lapbell.web.texts import texts

SHOWN = 12


def weeks(db: sqlite3.Connection, plan: Plan, now: datetime) -> Weeks:
    """Return this week and the eleven before it, newest first, from the first run on."""
    today = now.astimezone(plan.timezone).date()
    latest = monday_of(today)
    mondays = [latest - number * WEEK for number in range(SHOWN)]
    past = gather(db, (mondays[-1], latest), plan, now)
    first = monday_of(min(past.days.values(), default=today))
    found = [
        sum_up(monday, past, plan) for monday in mondays if monday >= first or monday == latest
    ]
    return Weeks(
        title=picture_title(found[0]),
        facts=tuple(facts_in_words(found[0])),
        picture=picture_as_svg(found[0], today, PAGE),
        trend=_trend(found),
        weeks=tuple(_line(week) for week in found),
    )


def _trend(found: list[WeekSummary]) -> str:
    scores = [week.score for week in reversed(found) if week.score is not None]
    if not scores:
        return ""
    label = texts()["weeks"]["trend"].format(n=len(scores), scores=", ".join(map(str, scores)))
    return trend(scores, label, theme=PAGE)


def _line(week: WeekSummary) -> WeekLine:
    return WeekLine(
        monday=week.monday,
        runs=int(week.own.runs),
        distance_m=week.own.distance_m,
        done=week.offered.done,
        offered=week.offered.of,
        score=week.score,
    )
