from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from fakes import BERLIN, plan, routine, run, trigger
from lapbell.core.condition import parse
from lapbell.core.expected import Expected, on
from lapbell.core.fact_table import FACTS
from lapbell.core.occasion import local_start
from lapbell.core.offers import Offer, Pause, Verb
from lapbell.core.plan import Plan
from lapbell.core.routine import Kind, Phase
from lapbell.core.run import Run, run_id
from lapbell.core.score import Span, Streak, chances
from lapbell.core.summary import (
    Column,
    OneRun,
    Past,
    Tally,
    Totals,
    WeekSummary,
    WrongClock,
    sum_up,
)

MONDAY = date(2026, 9, 28)
DAY = timedelta(days=1)
WEEK = 7 * DAY
HOUR = timedelta(hours=1)


def at(day: float, hour: int = 18) -> datetime:
    """A day of the week of MONDAY, counted from 0, on the clock of Berlin."""
    return on(MONDAY + day * DAY, time(hour), BERLIN)


NOW = at(7, 8)


def runs_at(*days: float, km: float | None = 8) -> list[Run]:
    """One run on each of these days, at 18:00."""
    return [replace(run(at(day), km=km), id=run_id("me", f"{day}", 0)) for day in days]


def offer(
    one: Run,
    answer: Verb | None = Verb.DONE,
    *,
    kind: Kind = Kind.AFTER,
    routines: Sequence[str] = ("calf-pump",),
) -> Offer:
    """What was offered about a run, an hour after its start."""
    return Offer(
        key=f"{kind}-{one.id}",
        kind=kind,
        routines=tuple(routines),
        at=one.started_at + HOUR,
        about=one.started_at,
        run_id=one.id if kind is Kind.AFTER else None,
        answer=answer,
        answered_at=one.started_at + 2 * HOUR if answer else None,
        counts=True,
    )


def past_of(
    runs: Sequence[Run],
    offers: Sequence[Offer] = (),
    *,
    pauses: Sequence[Span] = (),
    now: datetime = NOW,
) -> Past:
    days = {one.id: local_start(one, BERLIN).date() for one in runs}
    return Past(
        now=now,
        days=days,
        runs=sorted(runs, key=lambda one: one.started_at),
        chances=chances(offers, days, pauses, now, BERLIN),
        pauses=pauses,
    )


def week_of(
    runs: Sequence[Run],
    offers: Sequence[Offer] = (),
    *,
    pauses: Sequence[Span] = (),
    what: Plan | None = None,
) -> WeekSummary:
    return sum_up(MONDAY, past_of(runs, offers, pauses=pauses), what or plan())


def test_runs_days_distance_and_time_are_those_of_the_week() -> None:
    runs = [*runs_at(-1, 7, km=50), *runs_at(0, 0.25, 3)]
    week = week_of([replace(one, moving=40 * HOUR / 60) for one in runs])
    assert week.own == Totals(runs=3, run_days=2, distance_m=24_000, time=2 * HOUR)


def test_a_run_belongs_to_the_day_on_the_runners_own_clock() -> None:
    far_away = replace(run(at(6, 23)), utc_offset=timedelta(hours=9))  # Monday there already
    assert week_of([far_away]).own.runs == 0
    assert week_of([run(at(6, 23))]).own.runs == 1


def test_the_usual_is_the_mean_of_four_weeks_or_of_those_since_the_first_run() -> None:
    def usual(*weeks_ago: int) -> float | None:
        found = week_of(runs_at(*(-7 * ago for ago in weeks_ago), km=20)).usual
        return None if found is None else found.distance_m

    assert usual() is None
    assert usual(1) == 20_000
    assert usual(1, 2) == 20_000
    assert usual(1, 4) == 10_000
    assert usual(1, 5) == 5_000
    assert usual(5) is None


def test_a_week_away_says_nothing_about_the_usual() -> None:
    runs = runs_at(-7, -28, km=20)
    away = [(at(-20), at(-10))]
    assert week_of(runs).usual == Totals(
        runs=0.5, run_days=0.5, distance_m=10_000, time=21 * HOUR / 60
    )
    found = week_of(runs, pauses=away).usual
    assert found is not None
    assert found.distance_m == 20_000


def test_routines_are_counted_by_push_by_phase_and_by_imbalance() -> None:
    chair = replace(routine("chair-pose", phases=(Phase.BEFORE,)), imbalance="glutes")
    chest = replace(routine("chest-opener"), imbalance="forward_flop")
    what = plan(trigger(), trigger(asks=chair), trigger(asks=chest))
    tue, sat = runs_at(1, 5)
    week = week_of(
        [tue, sat],
        [
            offer(tue, Verb.LATER),
            offer(sat, routines=("calf-pump", "chest-opener", "gone")),
            offer(sat, kind=Kind.BEFORE, routines=("chair-pose",)),
        ],
        what=what,
    )
    assert week.offered == Tally(2, 3)
    assert week.by_phase == {Phase.AFTER: Tally(1, 2), Phase.BEFORE: Tally(1, 1)}
    assert week.by_imbalance == {
        "forward_flop": Tally(1, 1), "glutes": Tally(1, 1), "lower_legs": Tally(1, 2),
    }  # fmt: skip
    assert week.followed == 1


def test_the_score_comes_with_its_change_over_four_weeks() -> None:
    runs = runs_at(*range(-50, 6))
    old = [offer(one, None) for one in runs if one.started_at < at(-21, 0)]
    new = [offer(one) for one in runs if one.started_at > at(-21, 0)]
    week = week_of(runs, [*old, *new])
    assert (week.score, week.score_change) == (85, 85)
    assert week.streak == Streak(4, 1)
    assert week_of(runs, new[-4:]).score is None
    assert week_of(runs, new[-5:]).score_change is None


def test_the_longest_run_of_a_month_is_named_from_a_tenth_more_on() -> None:
    before = runs_at(-3, -6, -9, -12, km=20)
    assert week_of([*before, *runs_at(5, km=22)]).longest is None
    assert week_of([*before[:3], *runs_at(5, km=30)]).longest is None
    two = [*runs_at(3, km=24), *runs_at(5, km=36)]
    assert week_of([*before, *two]).longest == OneRun(
        day=MONDAY + 5 * DAY, distance_m=36_000, ratio=1.5
    )


def test_what_was_not_answered_is_asked_about_where_nothing_was_done() -> None:
    tue, sat = runs_at(1, 5)
    silent, put_off = offer(tue, None), offer(sat, Verb.LATER)
    assert week_of([tue, sat], [silent, put_off]).asks == (silent.key,)
    assert week_of([tue, sat], [silent, offer(sat)]).asks == ()
    taken_back = offer(tue, Verb.UNDO)
    assert week_of([tue], [taken_back]).asks == (taken_back.key,)


def test_after_six_without_an_answer_it_asks_about_those() -> None:
    runs = runs_at(*range(-20, -14), 1)
    offers = [offer(one, None) for one in runs[:6]]
    week = week_of(runs, offers)
    assert week.went_quiet
    assert set(week.asks) == {one.key for one in offers}
    assert not week_of(runs, offers[:5]).went_quiet


def test_the_next_run_comes_with_the_routines_that_ring_before_it() -> None:
    chair = routine("chair-pose", phases=(Phase.BEFORE,))
    lunge = routine("hip-flexor-lunge", phases=(Phase.BEFORE,))
    always = replace(trigger(asks=chair), phase=Phase.BEFORE)
    only_on_sundays = replace(
        trigger(asks=lunge), phase=Phase.BEFORE, only_if=parse('weekday == "sun"', FACTS)
    )
    coming = [Expected(id=f"{day}", starts_at=at(day, 6), source="times") for day in (12, 8, 6)]
    past = replace(past_of(runs_at(1)), coming=coming)
    what = plan(always, only_on_sundays)
    week = sum_up(MONDAY, past, what)
    assert week.next_run is not None
    assert week.next_run.starts_at == at(8, 6)
    assert week.next_routines == ("Chair pose",)
    paused = replace(past, pause=Pause(begin=NOW, until=None))
    assert sum_up(MONDAY, paused, what).next_run is None
    assert sum_up(MONDAY - 2 * WEEK, past, what).next_run is None


def test_a_routine_that_hurts_is_not_named_for_the_next_run() -> None:
    chair = routine("chair-pose", phases=(Phase.BEFORE,))
    (tue,) = runs_at(1)
    hurt = offer(tue, Verb.HURTS, kind=Kind.BEFORE, routines=("chair-pose",))
    coming = [Expected(id="Tue", starts_at=at(8, 6), source="times")]
    past = replace(past_of([tue], [hurt]), coming=coming)
    week = sum_up(MONDAY, past, plan(replace(trigger(asks=chair), phase=Phase.BEFORE)))
    assert week.next_run is not None
    assert week.next_routines == ()


def test_what_came_late_is_named_unless_it_is_of_this_week() -> None:
    old, new = runs_at(-6, 2)
    clocks = (WrongClock(file="a.fit", day=date(1989, 12, 31)),)
    past = replace(past_of([old, new]), late=[old, new], wrong_clocks=clocks)
    week = sum_up(MONDAY, past, plan())
    assert week.late == (OneRun(day=MONDAY - 6 * DAY, distance_m=8000),)
    assert week.wrong_clocks == clocks


def test_twelve_weeks_show_run_days_routines_and_pauses() -> None:
    runs = runs_at(-14, -13.75, -12, 1, 2)
    week = week_of(runs, [offer(runs[0]), offer(runs[3])], pauses=[(at(-6), at(-3))])
    assert [one.monday for one in week.columns] == [MONDAY - ago * WEEK for ago in (2, 1, 0)]
    assert [replace(one, monday=MONDAY) for one in week.columns] == [
        Column(monday=MONDAY, run_days=2, with_routine=1, paused=False),
        Column(monday=MONDAY, run_days=0, with_routine=0, paused=True),
        Column(monday=MONDAY, run_days=2, with_routine=1, paused=False),
    ]
    assert len(week_of(runs_at(-400)).columns) == 12
    assert len(week_of([]).columns) == 1


@pytest.mark.parametrize("weeks_later", [0, 1, 5])
def test_what_comes_later_changes_no_count_of_a_week(weeks_later: int) -> None:
    runs = runs_at(-7, 1, 3)
    offers = [offer(one) for one in runs]
    later = runs_at(*(7 * weeks_later + day for day in (8, 9, 10)))
    alone = week_of(runs, offers)
    assert week_of([*runs, *later], [*offers, *(offer(one) for one in later)]) == alone
