"""Over the corpus: TCX and GPX of many makers are what their sport says, and agree with FIT."""

from itertools import combinations

import pytest

from lapbell.core.run import Run, is_same_run
from lapbell.readers import is_whole, read
from readers.corpus import RealFile, fit_files, needs_corpus, xml_files

pytestmark = needs_corpus

RUNNING = ("running", "9", "run")
NO_TRACK = ("a track without times", "a route", "waypoints", "GPX without a track")
ODD = "trackfilter_discard_err.gpx"
"""A message of a program, in a file with the name of a track."""


def files_of(*sports: str) -> list[RealFile]:
    return [file for file in xml_files() if file.sport.lower() in sports]


def test_every_file_that_says_it_is_a_run_is_one() -> None:
    missed = [file for file in files_of(*RUNNING) if not read(file.data, athlete="anna").runs]
    assert missed == []
    assert len(files_of(*RUNNING)) >= 40


def test_no_file_of_another_sport_is_a_run() -> None:
    others = files_of("biking", "cycling", "other", "ride", "16")
    runs = [file.path for file in others if read(file.data, athlete="anna").runs]
    assert runs == []
    assert len(others) >= 30


def test_every_file_is_understood() -> None:
    outcomes = {file: read(file.data, athlete="anna") for file in xml_files()}
    unreadable = [file.path for file, each in outcomes.items() if each.outcome == "unreadable"]
    assert [path.rpartition("/")[2] for path in unreadable] == [ODD]
    assert all(is_whole(file.data) for file in xml_files() if not file.path.endswith(ODD))


def test_planned_routes_and_waypoints_are_no_runs() -> None:
    untimed = [file for file in xml_files() if "no times" in file.notes and "route" in file.path]
    reasons = [read(file.data, athlete="anna").reason for file in untimed]
    assert len(reasons) >= 5
    assert [reason for reason in reasons if not reason.startswith(NO_TRACK)] == []


def test_tcx_and_gpx_with_the_name_of_fit_are_read_all_the_same() -> None:
    lying = [file for file in fit_files() if file.data.startswith(b"<?xml")]
    reasons = {read(file.data, athlete="anna").reason for file in lying}
    assert reasons == {"TCX without an activity", "a track without times, as planned ones are"}


def test_the_same_run_in_two_formats_starts_ends_and_goes_as_far() -> None:
    files = [file for file in (*fit_files(), *xml_files()) if "/test" in file.path]
    files += [file for file in (*fit_files(), *xml_files()) if "fit-sample" in file.path]
    runs = [run for file in files for run in read(file.data, athlete="anna").runs]
    pairs = [
        (one, other)
        for one, other in combinations(runs, 2)
        if one.form != other.form and is_same_run(one, other) and one.distance_m and far(one)
    ]
    assert len(pairs) >= 3
    for one, other in pairs:
        assert abs((one.started_at - other.started_at).total_seconds()) < 2
        assert one.elapsed is not None
        assert other.elapsed is not None
        assert abs((one.elapsed - other.elapsed).total_seconds()) < 2
        assert other.distance_m == pytest.approx(one.distance_m, rel=0.01)


def far(run: Run) -> bool:
    return (run.distance_m or 0) > 1000
