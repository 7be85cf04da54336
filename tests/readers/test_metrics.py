"""What the samples of a run tell, and when they are not enough to tell it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from lapbell.core.run import Measured
from lapbell.readers.metrics import measure
from lapbell.readers.records import Column, Records


def samples(seconds: int, *, every: int = 1, speed: float = 3.0, cadence: float = 170) -> Records:
    time = np.arange(0, seconds + 1, every, dtype=np.float64)
    nothing = np.full(len(time), np.nan)
    return Records(
        time=time + 1e9,
        distance=time * speed,
        speed=np.full(len(time), speed),
        altitude=nothing,
        heart_rate=nothing,
        cadence=np.full(len(time), cadence),
        latitude=nothing,
    )


def measured(
    records: Records,
    *,
    distance_m: float | None = 10_000,
    descent_m: float | None = 200,
    indoor: bool | None = False,
    moving: timedelta | None = None,
) -> Measured:
    return measure(
        records.in_order().stretches(),
        moving=moving,
        distance_m=distance_m,
        descent_m=descent_m,
        indoor=indoor,
    )


def unknown(records: Records) -> Column:
    return np.full(len(records), np.nan)


def easing(records: Records, percent: float) -> Records:
    """Cadence falls in a straight line by so many percent from start to end."""
    return replace(records, cadence=170 * np.linspace(1, 1 - percent / 100, len(records)))


def test_an_hour_of_running_is_sixty_minutes() -> None:
    assert measured(samples(3600)).values["run_minutes"] == 60


def test_a_gap_is_a_pause() -> None:
    hour = samples(3600)
    stopped = hour.pick((hour.time < 1e9 + 1000) | (hour.time >= 1e9 + 1600))
    assert measured(stopped).values["run_minutes"] == pytest.approx(50, abs=0.1)


def test_walking_is_not_running() -> None:
    assert measured(samples(3600, speed=1.4)).values["run_minutes"] == 0
    assert measured(samples(3600, cadence=120)).values["run_minutes"] == 0


def test_without_a_step_counter_speed_decides() -> None:
    run = samples(3600)
    assert measured(replace(run, cadence=unknown(run))).values["run_minutes"] == 60
    assert measured(replace(run, cadence=np.zeros(len(run)))).values["run_minutes"] == 60


def test_without_a_speed_the_distance_tells_it() -> None:
    run = samples(3600, every=5)
    found = measured(replace(run, speed=unknown(run)))
    assert found.values["run_minutes"] == 60
    assert found.speed_seconds == {30: 3600}


def test_the_order_of_the_samples_does_not_matter() -> None:
    run = easing(samples(3600), 4)
    shuffled = run.pick(np.random.default_rng(1).permutation(len(run)))
    assert measured(shuffled) == measured(run)


def test_a_sample_written_twice_counts_once() -> None:
    run = samples(3600)
    assert measured(run.pick(np.repeat(np.arange(len(run)), 2))) == measured(run)


def test_samples_of_one_moment_are_put_together() -> None:
    """As phone apps write them: speed and cadence of a second apart."""
    run = samples(3600, every=2)
    twice = run.pick(np.repeat(np.arange(len(run)), 2))
    even = np.arange(len(twice)) % 2 == 0
    halves = replace(
        twice,
        speed=np.where(even, twice.speed, np.nan),
        cadence=np.where(even, np.nan, twice.cadence),
    )
    assert measured(halves) == measured(run)


def test_a_speed_missing_here_and_there_comes_from_the_distance() -> None:
    run = samples(3600)
    every_third = np.arange(len(run)) % 3 == 0
    sparse = replace(
        run,
        speed=np.where(every_third, np.nan, run.speed),
        distance=np.where(every_third, np.nan, run.distance),
    )
    assert measured(sparse).values["run_minutes"] == pytest.approx(60, abs=0.1)


def test_samples_of_a_part_of_the_run_tell_nothing_of_the_whole() -> None:
    found = measured(samples(300), moving=timedelta(minutes=59))
    assert found.missing["run_minutes"] == "the samples cover only 5 of 59 minutes"
    assert found.speed_seconds == {}
    assert "run_minutes" in measured(samples(2880), moving=timedelta(minutes=60)).values


def test_the_histogram_holds_the_seconds_of_each_tenth() -> None:
    run = samples(100)
    mixed = replace(run, speed=np.where(run.time < 1e9 + 40.5, 2.3, 2.999))
    assert measured(mixed).speed_seconds == {23: 40, 29: 60}


def test_a_steady_cadence_has_not_changed() -> None:
    assert measured(samples(2400)).values["cadence_change_percent"] == pytest.approx(0)


def test_a_cadence_that_eases_is_a_fall_of_the_thirds_means() -> None:
    """60 min, 4% down: the thirds' middles are 34 min apart of the 60."""
    change = measured(easing(samples(3600), 4)).values["cadence_change_percent"]
    assert change == pytest.approx(-4 * 34 / 60, abs=0.1)


def test_a_slower_end_is_not_taken_for_an_easing_cadence() -> None:
    run = samples(3600)
    late = run.time > 1e9 + 1800
    slowed = replace(run, speed=np.where(late, 2.4, 3.0), cadence=np.where(late, 160.0, 170.0))
    assert "equal speeds" in measured(slowed).missing["cadence_change_percent"]


def test_half_an_hour_is_needed_for_a_cadence_change() -> None:
    assert "30 minutes" in measured(samples(1799)).missing["cadence_change_percent"]
    assert "cadence_change_percent" in measured(samples(1800)).values


def test_no_cadence_no_cadence_change() -> None:
    run = samples(3600)
    found = measured(replace(run, cadence=unknown(run)))
    assert found.missing["cadence_change_percent"] == "the watch recorded no cadence"


def test_descent_per_km_is_descent_over_distance() -> None:
    assert measured(samples(60)).values["descent_per_km"] == 20


@pytest.mark.parametrize(
    ("distance_m", "descent_m", "indoor", "why"),
    [
        (2999, 200, False, "shorter than 3 km"),
        (None, 200, False, "no distance"),
        (10_000, None, None, "no descent"),
        (10_000, 200, True, "indoors"),
    ],
)
def test_descent_per_km_says_what_it_lacks(
    distance_m: float | None, descent_m: float | None, indoor: bool | None, why: str
) -> None:
    found = measured(samples(60), distance_m=distance_m, descent_m=descent_m, indoor=indoor)
    assert why in found.missing["descent_per_km"]
    assert "descent_per_km" not in found.values


@pytest.mark.parametrize("columns", [("time",), ("speed", "distance")])
def test_without_time_or_speed_nothing_is_known_of_the_running(columns: tuple[str, ...]) -> None:
    run = samples(3600)
    found = measured(replace(run, **{column: unknown(run) for column in columns}))
    assert set(found.missing) == {"run_minutes", "cadence_change_percent"}
    assert found.speed_seconds == {}


def test_every_metric_is_either_known_or_explained() -> None:
    names = {"run_minutes", "cadence_change_percent", "descent_per_km"}
    for seconds in (0, 1, 60, 3600):
        found = measured(samples(seconds))
        assert set(found.values) | set(found.missing) == names
        assert not set(found.values) & set(found.missing)
