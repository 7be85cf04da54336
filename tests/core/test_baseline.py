from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import SUNDAY, run
from lapbell.core.baseline import days_in_row, fast_share, is_long, longest_ratio, median_speed
from lapbell.core.run import Measured, Run

DAY = timedelta(days=1)


def at_speed(days_ago: float, histogram: dict[int, float], km: float = 8) -> Run:
    one = run(SUNDAY - days_ago * DAY, km=km, content=f"{days_ago}"[-1])
    return replace(one, measured=Measured(speed_seconds=histogram))


STEADY = [at_speed(days, {30: 600.0}) for days in (2, 4, 6, 8, 10)]
"""Five runs, all their time at 3.0 up to 3.1 m/s: the median is 3.05."""


def test_the_median_lies_inside_its_bin() -> None:
    assert median_speed([{30: 600.0}]) == pytest.approx(30.5)
    assert median_speed([{30: 100.0}, {31: 300.0}]) == pytest.approx(31 + 1 / 3)
    assert median_speed([{20: 50.0, 40: 50.0}]) == pytest.approx(21)


@pytest.mark.parametrize(
    ("histogram", "share"),
    [
        ({30: 600.0}, 0.0),
        ({34: 600.0}, 1.0),
        ({30: 300.0, 36: 100.0}, 0.25),
        ({33: 100.0}, 0.45),  # the threshold is 33.55 tenths: 0.45 of the bin lies above
    ],
)
def test_the_fast_share_is_time_beyond_a_tenth_over_the_own_median(
    histogram: dict[int, float], share: float
) -> None:
    assert fast_share(at_speed(0, histogram), STEADY) == pytest.approx(share)


def test_the_fast_share_needs_five_earlier_runs_of_28_days_with_a_speed() -> None:
    one = at_speed(0, {30: 600.0})
    why = "only 4 of 5 earlier runs with a speed in 28 days"
    assert fast_share(one, STEADY[:4]) == why
    assert fast_share(one, [*STEADY[:4], at_speed(29, {30: 600.0})]) == why
    assert fast_share(one, [*STEADY[:4], at_speed(12, {})]) == why
    assert fast_share(one, [*STEADY[:4], at_speed(-1, {30: 600.0})]) == why


def test_a_run_without_samples_says_what_its_reading_said() -> None:
    missing = Measured(missing={"run_minutes": "no speed was recorded along the run"})
    one = replace(run(SUNDAY), measured=missing)
    assert fast_share(one, STEADY) == "no speed was recorded along the run"


def test_the_longest_ratio_looks_thirty_days_back() -> None:
    earlier = [
        run(SUNDAY - days * DAY, km=km) for days, km in ((3, 10), (9, 16), (20, 8), (29, 12))
    ]
    assert longest_ratio(run(SUNDAY, km=20), earlier) == pytest.approx(1.25)
    far = run(SUNDAY - 31 * DAY, km=40)
    assert longest_ratio(run(SUNDAY, km=20), [*earlier, far]) == pytest.approx(1.25)
    assert longest_ratio(run(SUNDAY, km=20), earlier[1:]) == "only 3 of 4 earlier runs in 30 days"
    assert longest_ratio(run(SUNDAY, km=None), earlier) == "the file has no distance"


def test_days_in_a_row_end_at_the_first_gap() -> None:
    today = date(2026, 10, 4)
    assert days_in_row(today, []) == 1
    assert days_in_row(today, [today, today - DAY, today - 2 * DAY, today - 4 * DAY]) == 3
    assert days_in_row(today, [today + DAY]) == 1


@given(st.dictionaries(st.integers(15, 60), st.floats(1, 4000), min_size=1))
def test_a_share_is_a_share(histogram: dict[int, float]) -> None:
    share = fast_share(at_speed(0, histogram), STEADY)
    assert isinstance(share, float)
    assert 0 <= share <= 1


def test_the_oldest_day_of_a_window_is_part_of_it() -> None:
    one = at_speed(0, {34: 600.0})
    assert fast_share(one, [*STEADY[:4], at_speed(28, {30: 600.0})]) == pytest.approx(1)
    earlier = [run(SUNDAY - days * DAY, km=10) for days in (3, 9, 20)]
    at_the_edge = run(SUNDAY - 30 * DAY, km=16)
    assert longest_ratio(run(SUNDAY, km=20), [*earlier, at_the_edge]) == pytest.approx(1.25)


def test_a_distance_of_nothing_is_no_distance_to_compare_with() -> None:
    earlier = [run(SUNDAY - days * DAY, km=km) for days, km in ((3, 10), (9, 9), (20, 8), (22, 0))]
    assert longest_ratio(run(SUNDAY, km=20), earlier) == "only 3 of 4 earlier runs in 30 days"


def test_a_run_of_unknown_length_is_long_and_says_nothing_about_others() -> None:
    unknown = run(SUNDAY - DAY, minutes=None)
    earlier = [run(SUNDAY - days * DAY, minutes=60) for days in range(2, 6)]
    assert is_long(run(minutes=None), [*earlier, run(SUNDAY - 7 * DAY)])
    assert is_long(run(minutes=10), [*earlier, unknown])
