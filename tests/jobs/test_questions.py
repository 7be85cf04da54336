from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

from jobs.runners import MONDAY, Runner, always
from lapbell.channels.protocol import Message
from lapbell.core.offers import Verb
from lapbell.core.weeks import WEEK
from lapbell.store import planned, questions
from life import DAY, never

FADES = "Calf pump, 21 times done: you do this without me. Ring only after long runs?"
"""Three Dones a week: asked in the summary of the seventh."""


def a_week(life: Runner, number: int) -> None:
    """Three runs, at no time that could become a habit; Saturday's is the long one."""
    start = time(8 + number * 5 % 11)
    life.week_of(number, (1, start, 8, 42), (3, start, 6, 33), (5, start, 12, 68))


def a_life(place: Path, weeks: int) -> Runner:
    """So many weeks, every push about a run answered with Done."""
    life = Runner(place, 0, always)
    for number in range(weeks):
        a_week(life, number)
    return life


def regular(place: Path, weeks: int) -> Runner:
    """So many weeks with a run on Tuesday at 18:30, and one with another."""
    life = Runner(place, -1, always)
    life.ran_before(*range(-1 - weeks, -1), outings=((1, time(18, 30), 8, 42),))
    life.week_of(-1, (3, time(12), 2, 12))
    return life


def summary_after(life: Runner, week: int) -> Message:
    return life.told(MONDAY + (week - 1) * WEEK)


def answered(verb: Verb) -> Callable[[Message], Verb | None]:
    """Answer a question of a summary so, and every push about a run with Done."""
    return lambda message: verb if message.kind == "week" and message.buttons else always(message)


def labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


def agreed(life: Runner) -> list[str]:
    with life.store.read() as db:
        return [str(one) for one in planned.times(db, "me", agreed=True)]


def fading(life: Runner) -> list[str]:
    with life.store.read() as db:
        return [*questions.fading(db, "me", life.clock.now())]


def test_after_twenty_dones_the_summary_asks_once_with_two_buttons(tmp_path: Path) -> None:
    life = a_life(tmp_path, 6)
    assert labels(summary_after(life, 6)) == []
    a_week(life, 6)
    asked = summary_after(life, 7)
    assert asked.body.splitlines()[1] == FADES
    assert labels(asked) == ["Yes", "Keep"]
    a_week(life, 7)
    assert labels(summary_after(life, 8)) == []


def test_yes_makes_it_ring_after_long_runs_only(tmp_path: Path) -> None:
    life = a_life(tmp_path, 7)
    life.tap(summary_after(life, 7), Verb.YES)
    (name,) = fading(life)
    before = len(life.pushes)
    life.taps = always
    a_week(life, 7)
    rung = [push.body for push in life.pushes[before:] if push.kind == "after"]
    assert len(rung) == 1
    assert "12.0 km done, Sat" in rung[0]
    assert name == "Calf pump if distance_km >= 3"


def test_keep_leaves_it_and_is_not_asked_again(tmp_path: Path) -> None:
    life = a_life(tmp_path, 7)
    life.tap(summary_after(life, 7), Verb.KEEP)
    assert fading(life) == []
    for number in range(7, 18):
        a_week(life, number)
        assert FADES[-20:] not in summary_after(life, number + 1).body


def test_the_last_answer_stands(tmp_path: Path) -> None:
    life = a_life(tmp_path, 7)
    asked = summary_after(life, 7)
    for verb, expected in ((Verb.YES, 1), (Verb.KEEP, 0), (Verb.YES, 1)):
        life.until(life.clock.now() + timedelta(minutes=1))
        life.tap(asked, verb)
        assert len(fading(life)) == expected


def test_without_an_answer_it_may_come_again_after_eight_weeks(tmp_path: Path) -> None:
    life = a_life(tmp_path, 7)
    asked = []
    for number in range(7, 16):
        if "without me" in summary_after(life, number).body:
            asked.append(number)
        a_week(life, number)
    assert asked == [7, 15]


def test_a_habit_is_asked_about_and_yes_makes_it_a_fixed_time(tmp_path: Path) -> None:
    life = regular(tmp_path, 10)
    asked = summary_after(life, 0)
    assert asked.body.splitlines()[1] == "10 of 11 Tuesdays around 18:30. Ring before?"
    assert labels(asked) == ["Yes", "No"]
    life.tap(asked, Verb.YES)
    assert agreed(life) == ["Tue 18:30"]
    life.taps = never
    life.until(life.at(MONDAY + DAY, time(18, 15)))
    assert life.pushes[-1].body.endswith("\nTuesday run, 18:30.")


def test_no_is_kept_and_the_last_answer_stands(tmp_path: Path) -> None:
    life = regular(tmp_path, 10)
    asked = summary_after(life, 0)
    for verb, expected in ((Verb.YES, ["Tue 18:30"]), (Verb.NO, [])):
        life.until(life.clock.now() + timedelta(minutes=1))
        life.tap(asked, verb)
        assert agreed(life) == expected
    with life.store.read() as db:
        assert [str(one) for one in planned.times(db, "me", agreed=False)] == ["Tue 18:30"]


def test_a_week_that_asks_for_something_itself_asks_nothing_else(tmp_path: Path) -> None:
    life = regular(tmp_path, 10)
    life.taps = never
    life.week_of(0, (4, time(12), 8, 42))
    assert labels(summary_after(life, 1)) == ["I did", "No", "Ring less"]
