from dataclasses import replace
from datetime import time, timedelta

import pytest

from fakes import SUNDAY, plan, routine, run, trigger
from lapbell.core.baseline import is_long
from lapbell.core.decide import decide
from lapbell.core.expected import FixedTime
from lapbell.core.habit import Suggestion
from lapbell.core.occasion import AfterRun, History
from lapbell.core.offers import Verb
from lapbell.core.questions import DONES, about_time, about_trigger
from lapbell.core.routine import Phase
from lapbell.core.run import Run

DAY = timedelta(days=1)
CALVES, CHEST = trigger(name="Calves"), trigger(name="Chest", asks=routine("chest-opener"))


def runs_of(*minutes: float) -> tuple[Run, ...]:
    """Runs on the days before SUNDAY's."""
    starts = [SUNDAY - (len(minutes) - number) * DAY for number in range(len(minutes))]
    return tuple(
        run(start, minutes=long, content=f"{number:x}")
        for number, (start, long) in enumerate(zip(starts, minutes, strict=True), start=1)
    )


def test_a_time_that_habit_shows_is_asked_about_with_yes_and_no() -> None:
    asked = about_time(Suggestion(time=FixedTime(1, time(18, 30)), ran=9, weeks=12))
    assert (asked.about, asked.verbs) == ("Tue 18:30", (Verb.YES, Verb.NO))
    assert asked.text == "9 of 12 Tuesdays around 18:30. Ring before?"


def test_after_twenty_dones_a_trigger_is_asked_about_with_yes_and_keep() -> None:
    what = plan(CALVES, CHEST)
    assert about_trigger(what, {"Calves": DONES - 1}) is None
    asked = about_trigger(what, {"Calves": DONES, "Chest": DONES + 3})
    assert asked is not None
    assert (asked.about, asked.verbs) == ("Chest", (Verb.YES, Verb.KEEP))
    assert asked.text == (
        "Chest opener, 23 times done: you do this without me. Ring only after long runs?"
    )


def test_only_triggers_that_are_there_and_after_a_run_are_asked_about() -> None:
    before = replace(CALVES, phase=Phase.BEFORE)
    assert about_trigger(plan(before), {"Calves": 40}) is None
    assert about_trigger(plan(CHEST), {"Calves": 40}) is None


@pytest.mark.parametrize(("minutes", "long"), [(50, False), (51, True), (90, True), (30, False)])
def test_a_run_is_long_that_is_longer_than_four_in_five(minutes: float, long: bool) -> None:
    assert is_long(run(minutes=minutes), runs_of(30, 40, 40, 50, 80)) is long


def test_who_has_few_runs_has_long_ones_only() -> None:
    assert is_long(run(minutes=10), runs_of(60, 60, 60, 60))


def test_runs_long_ago_and_later_runs_do_not_say_what_is_long() -> None:
    earlier = [replace(one, started_at=one.started_at - 57 * DAY) for one in runs_of(*[60] * 5)]
    later = [replace(one, started_at=one.started_at + 9 * DAY) for one in runs_of(*[60] * 5)]
    assert is_long(run(minutes=10), [*earlier, *later])


def test_a_trigger_that_fades_rings_after_long_runs_only_and_says_so() -> None:
    history = History(runs=runs_of(30, 40, 40, 50, 80), fading=frozenset({"Calves"}))

    def decided(minutes: float) -> tuple[tuple[str, ...], list[str]]:
        one = run(SUNDAY - timedelta(minutes=minutes), minutes=minutes)
        found = decide(AfterRun(run=one), history, plan(CALVES, CHEST), SUNDAY)
        rung = tuple(asked.routine for nudge in found.nudges for asked in nudge.routines)
        return rung, [verdict.held_back_by for verdict in found.verdicts]

    assert decided(42) == (("chest-opener",), ["fading", ""])
    assert decided(90) == (("calf-pump", "chest-opener"), ["", ""])
