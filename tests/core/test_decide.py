from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import BERLIN, SUNDAY, form, plan, routine, run, trigger
from lapbell.core.decide import decide
from lapbell.core.decision import Decision, Priority
from lapbell.core.expected import Expected, Source
from lapbell.core.occasion import AfterRun, BeforeRun, History
from lapbell.core.plan import Plan
from lapbell.core.routine import Phase
from lapbell.core.run import Run

MINUTE = timedelta(minutes=1)


def decide_on(
    one: Run, what: Plan, now: datetime = SUNDAY, history: History | None = None
) -> Decision:
    return decide(AfterRun(run=one), history or History(), what, now)


def test_a_fresh_run_rings_once_three_minutes_after_its_end() -> None:
    ended = SUNDAY - MINUTE
    fresh = run(ended - 42 * MINUTE)
    decision = decide_on(fresh, plan())
    (nudge,) = decision.nudges
    assert nudge.due_at == ended + 3 * MINUTE
    assert nudge.expires_at == nudge.due_at + timedelta(hours=2)
    assert nudge.priority is Priority.NORMAL
    assert nudge.key.startswith("post-")
    assert len(nudge.key) == len("post-") + 26


def test_a_late_file_rings_at_once_and_quietly() -> None:
    (nudge,) = decide_on(run(SUNDAY - timedelta(hours=3)), plan()).nudges
    assert nudge.due_at == SUNDAY
    assert nudge.priority is Priority.LOW


@pytest.mark.parametrize(("age_min", "rings"), [(239, True), (240, True), (241, False)])
def test_a_run_rings_up_to_nudge_within_its_end(age_min: int, rings: bool) -> None:
    decision = decide_on(run(SUNDAY - (42 + age_min) * MINUTE), plan())
    assert bool(decision.nudges) is rings
    assert decision.verdicts[0].fired is rings


def test_the_reason_for_silence_names_both_times() -> None:
    decision = decide_on(run(SUNDAY - timedelta(days=1)), plan())
    assert decision.verdicts[0].reason == (
        "the run ended 23 h before its file came; nudge_within is 4 h"
    )


@pytest.mark.parametrize("year", [1990, 2027])
def test_a_wrong_clock_rings_for_nothing(year: int) -> None:
    decision = decide_on(run(datetime(year, 12, 1, tzinfo=UTC)), plan())
    assert decision.nudges == ()
    assert f"it says {year}-12-01" in decision.verdicts[0].reason


def test_an_end_a_little_ahead_of_our_clock_rings_from_now_on() -> None:
    (nudge,) = decide_on(run(SUNDAY - 40 * MINUTE), plan()).nudges
    assert nudge.due_at == SUNDAY + 3 * MINUTE


def test_a_run_of_unknown_length_rings_for_nothing() -> None:
    decision = decide_on(run(minutes=None), plan())
    assert decision.nudges == ()
    assert decision.verdicts[0].reason == "the file does not say how long the run took"


def test_a_condition_is_asked_and_its_answer_explained() -> None:
    decision = decide_on(run(km=2.4), plan(trigger("distance_km >= 3")))
    verdict = decision.verdicts[0]
    assert not verdict.fired
    assert verdict.reason == "distance_km >= 3 does not hold (distance_km is 2.4)"
    assert verdict.facts == {"distance_km": 2.4}


@pytest.mark.parametrize(
    ("only_if", "reason"),
    [
        ("not (indoor == true)", "not (indoor == true) (indoor is false)"),
        ('weekday not in ["sat"]', 'weekday not in ["sat"] (weekday is sun)'),
        ("not (indoor or hour > 20)", "not indoor (indoor is false); not (hour > 20) (hour is 17)"),
        ("not (hour < 20)", "not (hour < 20) does not hold (hour is 17)"),
    ],
)
def test_the_reason_is_true_as_it_stands_under_a_not_too(only_if: str, reason: str) -> None:
    (verdict,) = decide_on(run(indoor=False), plan(trigger(only_if))).verdicts
    assert verdict.reason == reason


def test_a_missing_fact_says_why_it_is_missing() -> None:
    decision = decide_on(run(km=None), plan(trigger("distance_km >= 3")))
    verdict = decision.verdicts[0]
    assert not verdict.fired
    assert verdict.reason == "distance_km >= 3 is not known (the file has no distance)"
    assert verdict.missing == {"distance_km": "the file has no distance"}


def test_two_triggers_share_one_push_in_file_order() -> None:
    chest = routine("chest-opener")
    decision = decide_on(
        run(SUNDAY - 43 * MINUTE),
        plan(trigger(after=10 * MINUTE), trigger(asks=chest, after=2 * MINUTE)),
    )
    (nudge,) = decision.nudges
    assert [asked.routine for asked in nudge.routines] == ["calf-pump", "chest-opener"]
    assert nudge.due_at == SUNDAY - MINUTE + 2 * MINUTE
    assert nudge.title == "Calf pump, then chest opener"
    assert nudge.body.splitlines()[:2] == ["1. Do the calf-pump.", "2. Do the chest-opener."]


def test_what_would_make_five_minutes_has_no_room() -> None:
    long, short = routine("legs-up", seconds=250), routine("chest-opener", seconds=50)
    decision = decide_on(run(), plan(trigger(asks=long), trigger(asks=short)))
    assert [verdict.fired for verdict in decision.verdicts] == [True, False]
    assert decision.verdicts[1].reason == (
        "no room: with legs-up it would take five minutes or more"
    )


def test_a_routine_is_asked_for_once_though_two_triggers_want_it() -> None:
    wall = routine(variants={"wall": form("At a wall", "Hands on the wall.")})
    decision = decide_on(run(), plan(trigger(asks=wall, variant="wall"), trigger(asks=wall)))
    assert [verdict.fired for verdict in decision.verdicts] == [True, False]
    assert decision.verdicts[1].reason == "calf-pump is in this nudge already"
    assert decision.nudges[0].title == "At a wall"


def test_a_nudge_goes_over_the_channels_of_all_its_triggers() -> None:
    what = plan(
        trigger(channels=("mail",)),
        trigger(asks=routine("chest-opener"), channels=("phone",)),
        channels=("phone", "watch", "mail"),
    )
    assert decide_on(run(), what).nudges[0].channels == ("phone", "mail")


def test_the_words_after_a_short_run_name_the_run_last() -> None:
    (nudge,) = decide_on(run(), plan()).nudges
    assert nudge.title == "Calf pump: 20 times"
    assert nudge.body == "Do the calf-pump.\n8.2 km done, Sun 17:20. Under two minutes."


def test_a_big_day_says_so_and_can_wait() -> None:
    (nudge,) = decide_on(
        run(SUNDAY - timedelta(hours=2.5), minutes=150, km=25.3, descent_m=480), plan()
    ).nudges
    assert nudge.title == "Big day. Calf pump: 20 times"
    assert nudge.body.endswith(
        "25.3 km, 480 m down, Sun 15:35. Drink first; this keeps until 20:08."
    )


def test_two_runs_of_a_day_never_get_the_same_text() -> None:
    bodies = {
        decide_on(run(SUNDAY - minutes * MINUTE), plan()).nudges[0].body for minutes in (45, 60)
    }
    assert len(bodies) == 2


@given(
    km=st.floats(0, 100),
    minutes=st.floats(1, 600),
    age=st.floats(0, 600),
    later=st.lists(st.floats(0.1, 500), max_size=3),
)
def test_verdicts_do_not_depend_on_later_runs(
    km: float, minutes: float, age: float, later: list[float]
) -> None:
    one = run(SUNDAY - (minutes + age) * MINUTE, minutes=minutes, km=km)
    what = plan(trigger("distance_km >= 3 or days_since_last_run > 1"))
    after = tuple(
        replace(run(one.started_at + hours * timedelta(hours=1)), id=f"later{hours}")
        for hours in sorted(later)
    )
    earlier = run(one.started_at - timedelta(days=2), content="e")
    alone = decide_on(one, what, history=History(runs=(earlier,)))
    assert alone == decide_on(one, what, history=History(runs=(earlier, *after)))


@given(st.floats(0, 60 * 24 * 3))
def test_no_nudge_is_due_before_the_run_ended_or_after_it_expires(age: float) -> None:
    one = run(SUNDAY - (42 + age) * MINUTE)
    for nudge in decide_on(one, plan()).nudges:
        assert one.ended_at is not None
        assert nudge.due_at >= one.ended_at + 3 * MINUTE
        assert nudge.due_at >= SUNDAY
        assert nudge.expires_at > nudge.due_at


@pytest.mark.parametrize(("age_min", "priority"), [(60, Priority.NORMAL), (61, Priority.LOW)])
def test_a_run_is_fresh_for_an_hour(age_min: int, priority: Priority) -> None:
    (nudge,) = decide_on(run(SUNDAY - (42 + age_min) * MINUTE), plan()).nudges
    assert nudge.priority is priority


MORNING = datetime(2026, 10, 6, 6, 30, tzinfo=BERLIN)
"""A start in the quiet hours, which are over at 7:00."""


def before(minutes: int, source: Source = "times", sure: float = 1) -> Decision:
    """Decide, so long before it should start, on a run that the chair pose goes ahead of."""
    chair = trigger(asks=routine("chair-pose", phases=(Phase.BEFORE,)), after=20 * MINUTE)
    expected = Expected(id="it", starts_at=MORNING, source=source, confidence=sure)
    what = plan(replace(chair, phase=Phase.BEFORE))
    return decide(BeforeRun(expected=expected), History(), what, MORNING - minutes * MINUTE)


@pytest.mark.parametrize(
    ("source", "sure", "rings"),
    [("times", 1, True), ("calendar", 1, True), ("calendar", 0.9, False), ("habit", 1, False)],
)
def test_quiet_hours_hold_what_nobody_fixed_a_time_for(
    source: Source, sure: float, rings: bool
) -> None:
    decision = before(20, source, sure)
    assert bool(decision.nudges) is rings
    assert decision.verdicts[0].held_back_by == ("" if rings else "hours")


@pytest.mark.parametrize(("minutes", "held"), [(1, ""), (0, "begun"), (-1, "begun")])
def test_a_run_that_should_have_begun_is_too_late_to_prepare(minutes: int, held: str) -> None:
    assert before(minutes).verdicts[0].held_back_by == held


def test_of_two_triggers_due_together_the_first_says_how_long_the_nudge_is_good() -> None:
    first = trigger(expires=timedelta(hours=1))
    second = trigger(asks=routine("chest-opener"), expires=timedelta(hours=3))
    (nudge,) = decide_on(run(), plan(first, second)).nudges
    assert nudge.expires_at == nudge.due_at + timedelta(hours=1)
