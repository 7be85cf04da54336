from collections.abc import Collection, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.core.household import Counts, counts_of, household, one_sided
from lapbell.core.summary import Tally, Totals, WeekSummary

NAMES = ("me", "ben", "cleo", "dora", "eve")
Wishes = Mapping[str, Collection[str]]
WISHES = st.lists(st.sampled_from(NAMES), unique=True, min_size=1).flatmap(
    lambda names: st.fixed_dictionaries(
        {name: st.frozensets(st.sampled_from([*NAMES, "nobody"])) for name in names}
    )
)


@given(wishes=WISHES, viewer=st.sampled_from(NAMES))
def test_somebody_is_shown_only_where_both_say_so(wishes: Wishes, viewer: str) -> None:
    shown = household(viewer, wishes)

    assert {*shown} - {viewer} == {
        other
        for other in wishes
        if other != viewer and other in wishes.get(viewer, ()) and viewer in wishes[other]
    }
    assert shown == () or (shown[0] == viewer and len({*shown}) == len(shown) > 1)


@given(wishes=WISHES)
def test_sharing_goes_both_ways_or_lacks_a_half(wishes: Wishes) -> None:
    halves = {*one_sided(wishes)}
    for who in wishes:
        for whom in wishes.keys() - {who}:
            both = whom in household(who, wishes)
            assert both == (who in household(whom, wishes))
            assert ((who, whom) in halves) == (whom in wishes[who] and not both)
    assert len(halves) == len([*one_sided(wishes)])
    assert all(who != whom for who, whom in halves)


@given(wishes=WISHES, viewer=st.sampled_from(NAMES))
def test_whoever_takes_their_word_back_is_shown_to_nobody(wishes: Wishes, viewer: str) -> None:
    after = {**wishes, viewer: frozenset[str]()}

    assert household(viewer, after) == ()
    assert all(viewer not in household(other, after) for other in after)


def counts(runs: int = 0, metres: float = 0, done: int = 0, of: int = 0) -> Counts:
    return Counts(week="2026-W40", runs=runs, distance_m=metres, routines=Tally(done, of))


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (counts(), "no run"),
        (counts(1, 8_249, 1, 1), "1 run, 8 km, 1 of 1 done"),
        (counts(3, 31_000), "3 runs, 31 km"),
        (counts(2, 0, 0, 2), "2 runs, 0 of 2 done"),
        (counts(0, 0, 0, 1), "no run, 0 of 1 done"),
        (counts(14, 1_234_567, 12, 14), "14 runs, 1,235 km, 12 of 14 done"),
    ],
)
def test_a_week_is_a_line_of_counts(week: Counts, said: str) -> None:
    assert str(week) == said


def test_of_a_week_the_counts_are_all_there_is_to_see() -> None:
    own = Totals(runs=2, run_days=1, distance_m=14_000)
    week = WeekSummary(monday=date(2026, 9, 28), own=own, offered=Tally(1, 2), score=80)

    assert counts_of(week) == counts(2, 14_000, 1, 2)
