"""The bench that fits and judges habit: what it says must not lean on what it should not know."""

from datetime import date, timedelta

import numpy as np
import pytest

from bench.bench_habit import (
    Call,
    Day,
    as_shipped,
    asked,
    days_of,
    intervals,
    judge,
    made_runner,
    precision_recall,
    recall_where_good,
)
from bench.habit_fit import Asked, chance, fit, left_out, sureness, with_base
from lapbell.core.chance import BASE, WEIGHTS

DAY = timedelta(days=1)
LAST = date(2024, 4, 10)


def foreseen(day: Day) -> object:
    """Return what was said of a day, without what came of it."""
    seen = [(of, share) for of, share, _ in day.seen.values()]
    return day.day, day.confidence, seen, [one and one[0] for one in day.rivals.values()]


@pytest.fixture(scope="module")
def days() -> dict[str, list[Day]]:
    return {f"made {number}": days_of(list(made_runner(number, 110))) for number in range(4)}


@pytest.mark.parametrize("number", [1, 6])
def test_starts_after_a_day_change_nothing_that_was_said_of_it(number: int) -> None:
    starts = list(made_runner(number, 140))
    known = [start for start in starts if start.date() < LAST]
    later = [start + timedelta(hours=9) for start in starts if start.date() >= LAST][::2]
    before, after = (
        [foreseen(day) for day in days_of(all_of) if day.day <= LAST]
        for all_of in (starts, known + later)
    )
    assert len(before) > 40
    assert before == after


def test_who_is_judged_has_no_part_in_the_weights(days: dict[str, list[Day]]) -> None:
    seen = asked(days)
    changed = seen | {"made 0": Asked(seen["made 0"].evidence, 1 - seen["made 0"].right)}
    assert left_out(seen)["made 0"].tolist() == left_out(changed)["made 0"].tolist()
    assert left_out(seen)["made 1"].tolist() != left_out(changed)["made 1"].tolist()


def test_the_same_days_give_the_same_weights_in_any_order(days: dict[str, list[Day]]) -> None:
    turned = dict(reversed(days.items()))
    assert fit(asked(days), list(days)).tolist() == fit(asked(turned), list(turned)).tolist()


def test_the_bench_reckons_as_lapbell_does(days: dict[str, list[Day]]) -> None:
    weights = np.array([BASE, *WEIGHTS])
    ours = judge(days, asked(days), dict.fromkeys(days, weights))
    shipped = as_shipped(days)
    assert [one.confidence for one in ours] == pytest.approx([one.confidence for one in shipped])
    assert [one.right for one in ours] == [one.right for one in shipped]


def test_weights_that_made_the_days_are_found_again() -> None:
    chances = np.random.default_rng(1)
    true = np.array([-0.5, 0.8, -0.3])
    asked_of = {}
    for name in "abcdef":
        evidence = chances.normal(size=(3000, 2))
        right = chances.random(3000) < chance(with_base(evidence) @ true)
        asked_of[name] = Asked(evidence, right.astype(np.float64))
    found = fit(asked_of, list(asked_of))
    assert found.tolist() == pytest.approx(true.tolist(), abs=0.08)
    assert sureness(found, asked_of["a"].evidence).mean() == pytest.approx(
        asked_of["a"].right.mean(), abs=0.03
    )


CALLS = [
    Call("a", 0.9, right=True, ran=True),
    Call("a", 0.6, right=False, ran=False),
    Call("a", 0.2, right=True, ran=True),
    Call("b", 0.7, right=True, ran=True),
    Call("b", 0.1, right=False, ran=True),
]


def test_precision_is_over_nudges_and_recall_over_days_with_a_run() -> None:
    assert precision_recall(CALLS, 0.5) == (2 / 3, 2 / 4)
    assert precision_recall(CALLS, 0.95) == (0, 0)
    assert recall_where_good(CALLS) == 3 / 4


def test_runners_are_drawn_again_as_a_whole() -> None:
    precision, recall = intervals(CALLS, 0.5)
    assert precision == (1 / 2, 1.0)
    assert recall == (1 / 2, 1 / 2)
