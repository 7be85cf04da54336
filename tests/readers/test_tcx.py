"""TCX: activities become runs by what their laps and points say; plans are named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lapbell.core.run import Device, Run
from lapbell.readers import Reading, read
from making import SUNDAY_EVENING, Made
from making_xml import Lap, a_tcx, activity, laps_of, tcx

MINUTE = timedelta(minutes=1)
COURSE = (
    "<Courses><Course><Name>x</Name><Lap><TotalTimeSeconds>310</TotalTimeSeconds></Lap>"
    "<Track><Trackpoint><Time>2026-10-04T16:05:00Z</Time></Trackpoint></Track></Course></Courses>"
)


def the_run(data: bytes) -> Run:
    reading = read(data, athlete="anna")
    assert reading.outcome == "run", reading
    (run,) = reading.runs
    return run


def test_an_activity_becomes_a_run_with_all_its_facts() -> None:
    run = the_run(a_tcx(moving=43 * MINUTE))
    assert run.started_at == SUNDAY_EVENING
    assert (run.elapsed, run.moving) == (Made().elapsed, 43 * MINUTE)
    assert run.distance_m == pytest.approx(8200)
    assert (run.avg_hr_bpm, run.avg_cadence_spm) == (148, 172)
    assert (run.indoor, run.whole, run.form) == (False, True, "tcx")
    assert run.device == Device(product="Forerunner 255", serial="3456789012")
    assert run.measured.values["run_minutes"] == pytest.approx(44.2, abs=0.1)


@pytest.mark.parametrize(
    ("watch", "serial", "device"),
    [
        ("Garmin Forerunner 910XT", "3881644365",
         Device(manufacturer="Garmin", product="Forerunner 910XT", serial="3881644365")),
        ("Polar M400", "0", Device(manufacturer="Polar", product="M400")),
        ("vívoactive 3 ", " 00 ", Device(product="vívoactive 3")),
        ("Garmin", "", Device(product="Garmin")),
        ("", "7", Device(serial="7")),
    ],
)  # fmt: skip
def test_the_watch_is_named_as_in_fit(watch: str, serial: str, device: Device) -> None:
    data = tcx(activity(*laps_of(Made(), 1), watch=watch, serial=serial))
    assert the_run(data).device == device


def test_a_run_indoors_has_its_distance_from_the_watch() -> None:
    run = the_run(a_tcx(positions=False, ascent_m=None))
    assert run.distance_m == pytest.approx(8200)
    assert (run.indoor, run.ascent_m) == (None, None)
    assert "run_minutes" in run.measured.values


def test_without_distances_the_places_tell() -> None:
    laps = [
        replace(lap, distance=None, points=[replace(point, distance=None) for point in lap.points])
        for lap in laps_of(Made(), 2)
    ]
    assert the_run(tcx(activity(*laps))).distance_m == pytest.approx(8200, abs=0.1)


def test_the_way_is_not_counted_over_a_break_between_laps() -> None:
    made = Made(elapsed=20 * MINUTE, distance_m=4000)
    first, last = laps_of(made, 2)
    bare = [
        replace(
            lap,
            distance=None,
            start=lap.start + pause,
            points=[
                replace(each, distance=None, time=each.time + pause) for each in lap.points[20:]
            ],
        )
        for lap, pause in ((first, timedelta(0)), (last, MINUTE))
    ]
    left_out = 20 * made.every / made.elapsed * 4000
    run = the_run(tcx(activity(*bare)))
    assert run.distance_m == pytest.approx(4000 - 2 * left_out, abs=20)


def test_a_distance_of_zero_means_missing() -> None:
    laps = [
        replace(lap, distance=0, points=[replace(point, distance=0) for point in lap.points])
        for lap in laps_of(Made(), 2)
    ]
    assert the_run(tcx(activity(*laps))).distance_m == pytest.approx(8200, abs=0.1)


def test_one_lap_without_a_distance_spoils_no_sum() -> None:
    first, *others = laps_of(Made(), 3)
    laps = [replace(first, distance=None, seconds=None), *others]
    run = the_run(tcx(activity(*laps)))
    assert run.distance_m == pytest.approx(8200, abs=0.1)
    assert run.moving == Made().elapsed


def test_laps_alone_make_a_run() -> None:
    laps = [replace(lap, points=()) for lap in laps_of(Made(), 2)]
    run = the_run(tcx(activity(*laps)))
    assert (run.started_at, run.elapsed) == (SUNDAY_EVENING, Made().elapsed)
    assert run.distance_m == pytest.approx(8200)
    assert run.measured.missing["run_minutes"] == "the file has no samples along the run"


def test_a_last_point_after_the_last_lap_is_the_end() -> None:
    first, last = laps_of(Made(), 2)
    late = replace(last.points[-1], time=SUNDAY_EVENING + 60 * MINUTE)
    run = the_run(tcx(activity(first, replace(last, points=[*last.points, late]))))
    assert run.elapsed == 60 * MINUTE


@pytest.mark.parametrize(
    ("lap_is_early_by", "start_is_early_by"),
    [(timedelta(0), timedelta(0)), (3 * MINUTE, 3 * MINUTE), (timedelta(days=2000), timedelta(0))],
)
def test_a_first_lap_of_another_time_is_not_believed(
    lap_is_early_by: timedelta, start_is_early_by: timedelta
) -> None:
    (lap,) = laps_of(Made(), 1)
    run = the_run(tcx(activity(replace(lap, start=lap.start - lap_is_early_by))))
    assert run.started_at == SUNDAY_EVENING - start_is_early_by
    assert run.elapsed == Made().elapsed + start_is_early_by


def test_the_offset_of_the_times_is_the_runners_clock() -> None:
    run = the_run(a_tcx().replace(b".000Z", b"-04:00"))
    assert run.utc_offset == timedelta(hours=-4)
    assert run.started_at == SUNDAY_EVENING + timedelta(hours=4)
    assert str(run.started_at.tzinfo) == "UTC"


def test_the_cadence_of_a_foot_pod_counts_too() -> None:
    assert the_run(a_tcx().replace(b"ns3:RunCadence", b"Cadence")).avg_cadence_spm == 172


@pytest.mark.parametrize(
    ("sport", "reason"),
    [("Biking", "a ride (cycling)"), ("Other", "an activity (other)"),
     ("Swimming", "a swim (swimming)")],
)  # fmt: skip
def test_another_sport_is_named(sport: str, reason: str) -> None:
    assert read(a_tcx(sport=sport), athlete="anna") == Reading("not a run", reason)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (COURSE, "a course"),
        ("<Workouts><Workout Sport='Running'><Name>x</Name></Workout></Workouts>", "a workout"),
        ("<Activities><Activity Sport='Running'/></Activities>", "an activity without a time"),
        ("", "TCX without an activity"),
    ],
)
def test_what_is_no_activity_is_named(more: str, reason: str) -> None:
    assert read(tcx(more=more), athlete="anna") == Reading("not a run", reason)


def test_a_course_beside_an_activity_takes_nothing_from_it() -> None:
    plain = activity(*laps_of(Made(), 3))
    for data in (tcx(plain, COURSE), tcx(COURSE.replace("T16", "T15"), plain)):
        run = the_run(data)
        assert (run.started_at, run.elapsed) == (SUNDAY_EVENING, Made().elapsed)
        assert run.moving == Made().elapsed


def test_the_runs_of_several_sports_are_found() -> None:
    later = Made(started_at=SUNDAY_EVENING + timedelta(hours=3))
    inside = "".join(
        f"<MultiSportSession>{part}</MultiSportSession>"
        for part in (
            activity(*laps_of(Made(), 1)),
            activity(*laps_of(Made(), 1), sport="Biking"),
            activity(*laps_of(later, 1)),
        )
    )
    runs = read(tcx(inside), athlete="anna").runs
    assert [(run.session, run.started_at) for run in runs] == [
        (0, SUNDAY_EVENING),
        (2, later.started_at),
    ]


def test_a_cut_file_is_what_is_left_of_it() -> None:
    whole = a_tcx(laps=4)
    run = the_run(whole[: len(whole) * 5 // 8])
    assert not run.whole
    assert run.elapsed == run.moving == 0.75 * Made().elapsed  # the third lap had begun
    assert run.distance_m == pytest.approx(6150)


def test_a_cut_before_any_activity_says_where() -> None:
    assert read(a_tcx()[:250], athlete="anna") == Reading(
        "unreadable", "TCX that breaks off or makes no sense in line 5, before any activity"
    )


def test_more_activities_than_anybody_did_are_refused() -> None:
    data = tcx(*["<Activity Sport='Running'/>"] * 1001)
    assert read(data, athlete="anna") == Reading(
        "unreadable", "refused, for it has more than 1000 activities"
    )


def test_a_lap_that_lasts_for_months_is_not_believed() -> None:
    lap = Lap(start=SUNDAY_EVENING, seconds=1e7, distance=8200, points=laps_of(Made(), 1)[0].points)
    run = the_run(tcx(activity(lap)))
    assert (run.elapsed, run.moving) == (Made().elapsed, Made().elapsed)
