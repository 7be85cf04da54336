from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from fakes import BERLIN, plan, routine, run, trigger
from lapbell.core.expected import on
from lapbell.core.offers import Offer, Verb
from lapbell.core.routine import Kind
from lapbell.core.run import run_id
from lapbell.core.score import Chance
from lapbell.core.year import (
    YearSummary,
    due_year,
    next_year_due,
    sum_up_year,
    year_nudge,
    year_text,
)

AT = time(7, 30)
DAY = timedelta(days=1)
DUE = datetime(2027, 1, 1, 7, 30, tzinfo=BERLIN)


def due(now: datetime, since: datetime = DUE - 90 * DAY) -> int | None:
    found = due_year(AT, BERLIN, since=since, now=now)
    return found and found[0]


def test_a_year_is_told_on_the_first_morning_after_it_for_a_week() -> None:
    assert due(DUE - timedelta(minutes=1)) is None
    assert due(DUE) == 2026
    assert due(DUE + 6 * DAY) == 2026
    assert due(DUE + 7 * DAY) is None


def test_the_first_is_the_first_year_that_ends_after_the_start() -> None:
    assert due(DUE, since=datetime(2026, 12, 31, 23, 59, tzinfo=BERLIN)) == 2026
    assert due(DUE, since=datetime(2027, 1, 1, tzinfo=BERLIN)) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Midway"])
def test_the_next_is_due_on_the_next_first_of_january(zone: str) -> None:
    home = ZoneInfo(zone)
    due_at, next_at = (datetime(year, 1, 1, 7, 30, tzinfo=home) for year in (2027, 2028))
    assert next_year_due(AT, home, due_at - 200 * DAY) == due_at
    assert next_year_due(AT, home, due_at - timedelta(minutes=1)) == due_at
    assert next_year_due(AT, home, due_at) == next_at


def test_a_year_counts_its_own_runs_and_what_was_done() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 1), date(2026, 12, 31),
            date(2027, 1, 1)]  # fmt: skip
    runs = [
        replace(run(on(day, time(number), BERLIN), km=10), id=run_id("me", str(number), 0))
        for number, day in enumerate(days, start=8)
    ]
    what = plan(trigger(), trigger(asks=routine("chest-opener")))

    def chance(day: date, done: bool | None, *routines: str) -> Chance:
        offer = Offer(
            key=str(day), kind=Kind.AFTER, routines=routines, at=DUE, about=DUE, answer=Verb.DONE
        )
        return Chance(offer, day, done)

    found = sum_up_year(
        2026,
        runs,
        [
            chance(days[0], True, "calf-pump"),
            chance(days[1], True, "chest-opener"),
            chance(days[1], True, "calf-pump", "chest-opener", "gone"),
            chance(days[3], True, "chest-opener"),
            chance(days[3], False, "calf-pump"),
            chance(days[3], None, "calf-pump"),
        ],
        what,
    )
    assert found == YearSummary(
        year=2026, runs=3, distance_m=30_000, done={"Chest opener": 3, "Calf pump": 1}
    )


def test_the_words_are_counts_and_nothing_else() -> None:
    year = YearSummary(
        year=2026,
        runs=162,
        distance_m=1_312_400,
        done={"Calf pump": 118, "Chair pose": 60, "Heel drops": 2, "Chest opener": 1},
    )
    assert year_text(year) == (
        "2026",
        "162 runs, 118 calf pumps, 60 chair poses, 2 heel drops, 1 chest opener",
    )
    plain = YearSummary(year=2026, runs=1, distance_m=0)
    assert year_text(plain) == ("2026", "1 run")


def test_quiet_hours_hold_the_year_too() -> None:
    early = on(date(2027, 1, 1), time(5), BERLIN)
    year = YearSummary(year=2026, runs=1, distance_m=0)
    nudge = year_nudge(year, plan(), early)
    assert nudge.kind is Kind.YEAR
    assert nudge.key.startswith("year-")
    assert nudge.due_at.astimezone(BERLIN).hour == 7
    assert nudge.expires_at == early + 7 * DAY
