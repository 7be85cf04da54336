"""A history played again: the same decisions as in the service, and no clock but the runs' own."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fakes import BERLIN, SUNDAY, plan, routine, run, trigger
from lapbell.core.expected import BELONGS, FixedTime
from lapbell.core.occasion import AfterRun, BeforeRun
from lapbell.core.plan import Plan, Trigger
from lapbell.core.quiet import Quiet
from lapbell.core.replay import Replayed, replay
from lapbell.core.routine import Kind, Phase
from lapbell.core.run import Run
from lapbell.core.tally import SUPERSEDED, differences, tally

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
TUESDAY = FixedTime(1, time(6, 30))
UNLIMITED = Quiet()
MONDAY_MORNING = datetime(2026, 10, 5, 5, tzinfo=UTC)


def on_days(*days: float, km: float = 8.2, minutes: float = 42) -> list[Run]:
    return [
        replace(run(MONDAY_MORNING + day * DAY, km=km, minutes=minutes), id=f"run {day}")
        for day in days
    ]


def before(only_if: str | None = None) -> Trigger:
    asked = routine("chair-pose", phases=(Phase.BEFORE, Phase.DURING))
    one = trigger(only_if, asks=asked, after=20 * MINUTE, name="Wake the glutes")
    return replace(one, phase=Phase.BEFORE)


def titles(replayed: list[Replayed], what: Plan) -> list[str]:
    return [
        f"{one.nudge.due_at.astimezone(what.timezone):%a %H:%M} {one.nudge.title}"
        for one in replayed
        if one.nudge
    ]


def test_each_run_rings_after_its_own_end() -> None:
    what = plan()
    assert titles(replay(on_days(0, 1), what), what) == [
        "Mon 07:45 Calf pump: 20 times",
        "Tue 07:45 Calf pump: 20 times",
    ]


def test_the_history_of_a_run_is_what_was_before_it_in_whatever_order_they_come() -> None:
    what = plan(trigger("days_since_last_run >= 2"))
    runs = on_days(0, 1, 3)
    rang = [one.occasion.starts_at for one in replay([*reversed(runs)], what) if one.nudge]
    assert rang == [runs[2].started_at]


def test_pushes_count_for_the_limits_as_they_would_have_gone_out() -> None:
    what = replace(plan(), quiet=Quiet(most_per_week=2))
    replayed = replay(on_days(0, 1, 2, 3, 7), what)
    assert [bool(one.nudge) for one in replayed] == [True, True, False, False, True]
    (one,) = tally(replayed, what).triggers
    assert (one.asked, one.rang, one.held_back) == (5, 3, {"most_per_week": 2})


def test_an_expected_run_rings_before_it_unless_one_ran_already() -> None:
    what = replace(plan(before()), times=(TUESDAY,), quiet=UNLIMITED)
    early = MONDAY_MORNING + DAY - 120 * MINUTE  # 05:00 on Tuesday, ended 05:42
    replayed = replay([*on_days(0), run(early), *on_days(10)], what)
    before_runs = [one for one in replayed if isinstance(one.occasion, BeforeRun)]
    assert [one.decision.verdicts[0].held_back_by for one in before_runs] == ["ran already", ""]
    assert titles(replayed, what) == ["Tue 06:10 Chair pose: 20 times"]


def test_of_two_triggers_the_later_one_gets_its_turn() -> None:
    late = replace(before(), offset=5 * MINUTE, name="Late")
    never = before("days_since_last_run > 99")
    what = replace(plan(never, late), times=(TUESDAY,))
    assert titles(replay(on_days(0, 2), what), what) == ["Tue 06:25 Chair pose: 20 times"]


def test_a_nudge_that_still_waits_makes_way_for_the_next_runs() -> None:
    what = plan(trigger(after=60 * MINUTE))
    warm_up, race = run(SUNDAY, minutes=15, km=2), run(SUNDAY + 20 * MINUTE, content="b")
    first, second = replay([warm_up, race], what)
    assert (first.superseded, first.nudge, second.superseded) == (True, None, False)
    (one,) = tally([first, second], what).triggers
    assert (one.rang, one.held_back) == (1, {SUPERSEDED: 1})


def test_no_runs_come_to_nothing() -> None:
    found = tally(replay([], plan()), plan())
    assert (found.runs, found.pushes, found.weeks, found.hours) == (0, 0, {}, {})


def test_weeks_without_a_push_are_counted() -> None:
    what = plan(trigger("distance_km >= 5"))
    runs = [*on_days(0), *on_days(9, km=3), *on_days(21, 22)]
    found = tally(replay(runs, what), what)
    assert list(found.weeks.values()) == [1, 0, 0, 2]
    assert next(map(str, found.weeks)) == "2026-10-05"
    assert found.hours == {7: 3}


def test_a_missing_fact_is_counted_where_the_condition_did_not_hold() -> None:
    what = plan(trigger("descent_m >= 400 or distance_km >= 3"))
    runs = [*on_days(0, km=2), *on_days(1, km=8)]
    (one,) = tally(replay(runs, what), what).triggers
    assert (one.asked, one.rang, one.lacked) == (2, 1, 1)


def test_two_plans_differ_where_other_routines_are_pushed_whatever_triggers_are_called() -> None:
    here = plan(trigger("distance_km >= 3", name="One name"))
    there = plan(trigger("distance_km >= 5", name="Another"))
    runs = [*on_days(0, km=2), *on_days(1, km=4), *on_days(2, km=8)]
    (pair,) = differences(replay(runs, here), replay(runs, there))
    assert pair.one is not None and pair.other is not None  # noqa: PT018
    assert (bool(pair.one.nudge), bool(pair.other.nudge)) == (True, False)
    assert isinstance(pair.one.occasion, AfterRun)
    assert pair.one.occasion.run.id == "run 1"


def test_an_expected_run_of_one_plan_alone_is_a_difference() -> None:
    here = replace(plan(before()), times=(TUESDAY,), quiet=UNLIMITED)
    there = replace(here, times=())
    (pair,) = differences(replay(on_days(0, 3), here), replay(on_days(0, 3), there))
    assert (pair.one is None, pair.other is None) == (False, True)


starts = st.lists(st.integers(0, 60 * 24 * 21), min_size=1, max_size=25, unique=True)


@given(starts, st.integers(1, 3), st.integers(1, 6))
def test_no_key_comes_twice_and_no_limit_is_broken(
    minutes: list[int], per_day: int, per_week: int
) -> None:
    limits = Quiet(most_per_day=per_day, most_per_week=per_week)
    what = replace(plan(trigger(), before()), times=(TUESDAY,), quiet=limits)
    runs = [replace(run(SUNDAY + one * MINUTE, minutes=30), id=str(one)) for one in minutes]
    nudges = [one.nudge for one in replay(runs, what) if one.nudge]
    assert len({nudge.key for nudge in nudges}) == len(nudges)
    assert {nudge.kind for nudge in nudges} <= {Kind.AFTER, Kind.BEFORE}
    # What is about one run never blocks itself, so a limit may be passed within such a group.
    lone = [
        nudge.due_at.astimezone(BERLIN)
        for nudge in nudges
        if not any(one is not nudge and abs(nudge.about - one.about) <= BELONGS for one in nudges)
    ]
    assert max(Counter(due.date() for due in lone).values(), default=0) <= per_day
    assert max(Counter(due.isocalendar()[:2] for due in lone).values(), default=0) <= per_week


@given(starts.flatmap(lambda minutes: st.tuples(st.just(minutes), st.permutations(minutes))))
def test_the_order_in_which_runs_come_changes_nothing(orders: tuple[list[int], list[int]]) -> None:
    what = plan(trigger("runs_last_7_days >= 2 or days_since_last_run > 3"))
    one, other = (
        [replace(run(SUNDAY + at * MINUTE, minutes=30), id=str(at)) for at in order]
        for order in orders
    )
    assert replay(one, what) == replay(other, what)
