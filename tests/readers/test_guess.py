"""A track that names no sport: taken for a run where its speed leaves no doubt, else not."""

import math
from collections.abc import Callable
from datetime import timedelta

import pytest

from lapbell.readers import Reading, read
from making import SUNDAY_EVENING, Made
from making_xml import METRES_PER_DEGREE, Point, a_gpx, activity, gpx, laps_of, tcx, track

MINUTE = timedelta(minutes=1)


def moved(
    speed: Callable[[float], float], minutes: float = 30, every: int = 5, name: str = "x"
) -> Reading:
    """Read a track of no sport; `speed` is in m/s by the minute."""
    metres, points = 0.0, []
    for second in range(0, round(minutes * 60) + 1, every):
        time = SUNDAY_EVENING + timedelta(seconds=second)
        points.append(Point(time=time, lat=40 + metres / METRES_PER_DEGREE))
        metres += speed(second / 60) * every
    return read(gpx(track(points, sport=None, name=name)), athlete="anna")


@pytest.mark.parametrize(
    "speed",
    [
        lambda minute: 3.0,
        lambda minute: 2.1,
        lambda minute: 4.9,
        lambda minute: 2.6 if minute % 4 < 1.5 else 1.4,
        lambda minute: 2.8 + 0.6 * math.sin(minute),
        lambda minute: 0.0 if 5 < minute < 28 else 3.0,
        lambda minute: 6.0 if minute % 10 < 0.4 else 3.0,
    ],
    ids=["easy", "slow", "fast", "run and walk", "hilly", "a long rest", "short sprints"],
)
def test_a_track_at_the_speeds_of_a_run_is_one(speed: Callable[[float], float]) -> None:
    reading = moved(speed)
    assert reading.outcome == "run", reading
    assert reading.runs[0].sub_sport is None


@pytest.mark.parametrize(
    ("speed", "why"),
    [
        (lambda minute: 1.5, "too slow"),
        (lambda minute: 3.0 if minute < 5 else 1.4, "too slow"),
        (lambda minute: 6.5, "too fast"),
        (lambda minute: 4.0 if minute % 10 < 9 else 8.0, "too fast"),
        (lambda minute: 3.0 if minute < 20 else 15.0, "too fast"),
    ],
    ids=["a walk", "a walk after a bus", "a ride", "a slow ride with a hill", "then by car"],
)
def test_a_track_that_leaves_a_doubt_is_none(speed: Callable[[float], float], why: str) -> None:
    reason = f"an activity of no sport, {why} to be sure of a run"
    assert moved(speed) == Reading("not a run", reason)


def test_a_track_of_a_few_minutes_leaves_a_doubt() -> None:
    reason = "an activity of no sport, too short to tell a run by its speed"
    assert moved(lambda minute: 3.0, minutes=4.9) == Reading("not a run", reason)
    assert moved(lambda minute: 3.0, minutes=5.1).outcome == "run"


@pytest.mark.parametrize("name", ["Morning Ride", "Lunch bike commute", "Walk with Bo", "Hiking"])
def test_a_name_that_tells_another_sport_contradicts(name: str) -> None:
    reason = f"an activity of no sport, called {name!r}"
    assert moved(lambda minute: 3.0, name=name) == Reading("not a run", reason)


@pytest.mark.parametrize("name", ["Morning Run", "Pride week", "Stride and glide", "x", ""])
def test_any_other_name_says_nothing(name: str) -> None:
    assert moved(lambda minute: 3.0, name=name).outcome == "run"


def test_a_name_does_not_make_a_run_of_a_ride() -> None:
    assert moved(lambda minute: 7.0, name="Morning Run").outcome == "not a run"


@pytest.mark.parametrize("sport", ["", "unknown", "Workout", "generic", " - "])
def test_a_word_that_says_nothing_is_no_sport(sport: str) -> None:
    assert read(a_gpx(sport=sport), athlete="anna").outcome == "run"
    assert read(a_gpx(sport=sport, distance_m=20_000), athlete="anna").outcome == "not a run"


def test_an_activity_of_a_tcx_file_without_a_sport_is_judged_in_the_same_way() -> None:
    for metres, outcome in ((8200, "run"), (20_000, "not a run")):
        laps = laps_of(Made(distance_m=metres), 1)
        assert read(tcx(activity(*laps, sport=None)), athlete="anna").outcome == outcome


def test_a_track_over_weeks_is_no_run() -> None:
    for days, outcome in ((6, "run"), (8, "not a run")):
        times = (timedelta(0), timedelta(days=days))
        points = [Point(time=SUNDAY_EVENING + at, lat=50 + 2.3 * at.days) for at in times]
        assert read(gpx(track(points, sport=None)), athlete="anna").outcome == outcome
