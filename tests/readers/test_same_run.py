"""The same run as FIT, TCX and GPX, packed or not: one run, and the same facts."""

from datetime import timedelta
from itertools import permutations

import pytest

from lapbell.core.run import Run, is_better_recording, is_same_run
from lapbell.readers import read
from making import Made, a_run
from making_xml import (
    Point,
    a_gpx,
    a_gz,
    a_tcx,
    a_zip,
    activity,
    gpx,
    laps_of,
    points_of,
    tcx,
    track,
)

MINUTE = timedelta(minutes=1)


def the_run(data: bytes) -> Run:
    (run,) = read(data, athlete="anna").runs
    return run


FIT, TCX, GPX = map(the_run, (a_run(), a_tcx(), a_gpx()))


@pytest.mark.parametrize(("one", "other"), [*permutations((FIT, TCX, GPX), 2)])
def test_three_recordings_are_one_run(one: Run, other: Run) -> None:
    assert one.sha256 != other.sha256
    assert is_same_run(one, other)


@pytest.mark.parametrize("other", [TCX, GPX], ids=["tcx", "gpx"])
def test_three_recordings_tell_the_same(other: Run) -> None:
    assert (other.started_at, other.ended_at) == (FIT.started_at, FIT.ended_at)
    assert other.moving == FIT.moving
    assert other.distance_m == pytest.approx(FIT.distance_m, rel=0.001)
    assert (other.avg_hr_bpm, other.avg_cadence_spm) == (FIT.avg_hr_bpm, FIT.avg_cadence_spm)
    assert other.indoor == FIT.indoor
    for name in ("run_minutes", "cadence_change_percent"):
        assert other.measured.values[name] == pytest.approx(FIT.measured.values[name], abs=0.01)
    assert other.measured.speed_seconds.keys() == FIT.measured.speed_seconds.keys()


def test_a_break_in_the_run_does_not_part_the_recordings() -> None:
    made = Made(elapsed=60 * MINUTE, moving=40 * MINUTE)
    points = [point for point in points_of(made) if not 20 <= minutes(point, made) <= 40]
    before = [point for point in points if minutes(point, made) < 20]
    after = points[len(before) :]
    laps = [lap for lap in laps_of(made, 3) if lap.start != made.started_at + 20 * MINUTE]
    fit = the_run(a_run(elapsed=made.elapsed, moving=made.moving))
    for data in (gpx(track(before, after)), gpx(track(before), track(after)), tcx(activity(*laps))):
        run = the_run(data)
        assert is_same_run(fit, run)
        assert (run.started_at, run.ended_at) == (fit.started_at, fit.ended_at)


def minutes(point: Point, made: Made) -> float:
    return (point.time - made.started_at) / MINUTE


def test_the_next_run_is_another_one() -> None:
    later = the_run(a_gpx(started_at=Made().started_at + timedelta(hours=1)))
    assert not is_same_run(FIT, later)


def test_a_recording_that_tells_more_is_the_better_one() -> None:
    cut = the_run(a_run()[:-500])
    order = [FIT, TCX, GPX, cut]
    for better, worse in ((0, 1), (1, 2), (0, 2), (2, 3), (0, 3)):
        assert is_better_recording(order[better], order[worse])
        assert not is_better_recording(order[worse], order[better])
    assert not is_better_recording(FIT, FIT)


@pytest.mark.parametrize("pack", [a_gz, a_zip])
def test_a_packed_copy_is_the_same_content_even_with_a_wrong_clock(pack: object) -> None:
    assert callable(pack)
    boot = Made().started_at.replace(year=1990)
    assert the_run(pack(a_run(started_at=boot))) == the_run(a_run(started_at=boot))
