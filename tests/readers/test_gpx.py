"""GPX: tracks of every spelling become runs, and what is no track is named."""

import time
from datetime import timedelta

import pytest

from lapbell.core.run import Device, Run
from lapbell.readers import Reading, read
from making import SUNDAY_EVENING, Made
from making_xml import METRES_PER_DEGREE, Point, a_gpx, gpx, points_of, track

MINUTE = timedelta(minutes=1)
POINTS = points_of(Made())


def the_run(data: bytes) -> Run:
    reading = read(data, athlete="anna")
    assert reading.outcome == "run", reading
    (run,) = reading.runs
    return run


def walked(*steps: tuple[float, float]) -> list[Point]:
    """Return points at so many seconds and metres from the start, straight to the north."""
    return [
        Point(time=SUNDAY_EVENING + timedelta(seconds=at), lat=52.5 + metres / METRES_PER_DEGREE)
        for at, metres in steps
    ]


def test_a_track_becomes_a_run_with_all_its_facts() -> None:
    run = the_run(a_gpx())
    assert run.started_at == SUNDAY_EVENING
    assert (run.elapsed, run.moving) == (Made().elapsed, Made().elapsed)
    assert run.distance_m == pytest.approx(8200, abs=0.1)
    assert (run.avg_hr_bpm, run.avg_cadence_spm) == (148, 172)
    assert (run.indoor, run.whole, run.form) == (False, True, "gpx")
    assert run.utc_offset is None
    assert run.device == Device(manufacturer="Garmin", product="Connect")


def test_the_metrics_come_from_the_points() -> None:
    measured = the_run(a_gpx(elapsed=60 * MINUTE, distance_m=12_000)).measured
    assert measured.values["run_minutes"] == pytest.approx(60)
    assert measured.values["cadence_change_percent"] == pytest.approx(0)
    assert measured.values["descent_per_km"] > 0
    assert sum(measured.speed_seconds.values()) == pytest.approx(3600)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"ns3:", b"gpxtpx:"),
        (b"ns3:", b""),
        (b"ns3:hr", b"heartrate"),
        (b"ns3:cad", b"gpxdata:cadence"),
    ],
)
def test_extensions_of_every_app_are_understood(old: bytes, new: bytes) -> None:
    run = the_run(a_gpx().replace(old, new))
    assert (run.avg_hr_bpm, run.avg_cadence_spm) == (148, 172)


def test_a_cadence_of_both_feet_is_not_doubled() -> None:
    assert the_run(a_gpx().replace(b"ns3:cad>86", b"ns3:cad>172")).avg_cadence_spm == 172


@pytest.mark.parametrize(
    ("sport", "sub_sport"),
    [("running", None), ("Run", None), ("9", None), ("trail_running", "trail"),
     ("TrailRun", "trail"),
     ("treadmill_running", "treadmill"), ("track_running", "track"), ("jogging", None),
     ("VirtualRun", "virtual_activity"), ("indoor running", "indoor_running"),
     ("<![CDATA[ultra_run]]>", "ultra"), ("  Street\n Running ", "street")],
)  # fmt: skip
def test_the_names_of_running(sport: str, sub_sport: str | None) -> None:
    assert the_run(a_gpx(sport=sport)).sub_sport == sub_sport


@pytest.mark.parametrize(
    ("sport", "reason"),
    [("cycling", "a ride (cycling)"), ("Ride", "a ride (cycling)"), ("1", "a ride (cycling)"),
     ("Biking", "a ride (cycling)"), ("GravelRide", "a ride (cycling)"),
     ("e_bike_fitness", "a ride (cycling)"), ("hiking", "a hike (hiking)"),
     ("Walk", "a walk (walking)"), ("10", "a walk (walking)"),
     ("treadmill walking", "a walk (walking)"), ("open_water_swimming", "a swim (swimming)"),
     ("BackcountrySki", "an activity (backcountryski)"),
     ("crunches", "an activity (crunches)"), ("Other", "an activity (other)"),
     ("\x85 ski\u202e x", "an activity (skiing)"), ("Laufen", "an activity (laufen)")],
)  # fmt: skip
def test_another_sport_is_named(sport: str, reason: str) -> None:
    assert read(a_gpx(sport=sport), athlete="anna") == Reading("not a run", reason)


def test_the_way_is_not_counted_over_a_break_between_segments() -> None:
    first, second = walked((0, 0), (100, 300)), walked((400, 900), (500, 1200))
    run = the_run(gpx(track(first, second)))
    assert run.distance_m == pytest.approx(600, abs=0.1)
    assert run.elapsed == timedelta(seconds=500)
    assert run.moving == timedelta(seconds=200)


def test_a_segment_that_follows_at_once_is_no_break() -> None:
    run = the_run(gpx(track(walked((0, 0), (100, 300)), walked((105, 315), (205, 615)))))
    assert run.distance_m == pytest.approx(615, abs=0.1)
    assert run.moving == run.elapsed


def test_standing_through_a_gap_is_a_pause_and_running_through_one_is_not() -> None:
    standing = the_run(gpx(track(walked((0, 0), (60, 180), (300, 190), (360, 370)))))
    assert standing.moving == timedelta(seconds=120)
    running = the_run(gpx(track(walked((0, 0), (60, 180), (120, 360)))))
    assert running.moving == running.elapsed == timedelta(seconds=120)


def test_a_stand_that_is_recorded_is_no_pause() -> None:
    run = the_run(gpx(track(walked((0, 0), (60, 180), (65, 180), (70, 180), (130, 360)))))
    assert run.moving == run.elapsed == timedelta(seconds=130)


def test_a_degree_of_longitude_is_half_as_long_at_sixty_degrees() -> None:
    points = [
        Point(time=SUNDAY_EVENING + timedelta(seconds=at), lat=60, lon=179.99 + at / 10_000)
        for at in (0, 50, 100)
    ]
    run = the_run(gpx(track(points)))
    assert run.distance_m == pytest.approx(0.01 * METRES_PER_DEGREE / 2, rel=0.001)


def test_a_leap_that_nobody_can_run_is_left_out() -> None:
    run = the_run(gpx(track(walked((0, 0), (60, 180), (61, 9_000), (62, 183), (122, 363)))))
    assert run.distance_m == pytest.approx(360, abs=0.1)


def test_points_in_any_order_are_put_in_order() -> None:
    assert the_run(gpx(track(POINTS[::-1]))).distance_m == pytest.approx(8200, abs=0.1)


@pytest.mark.parametrize(
    ("text", "second"),
    [("2026-10-04T16:05:07Z", 7), ("2026-10-04T16:05:07.5Z", 7.5), ("2026-10-04T16:05:07", 7),
     ("2026-10-04T18:05:07+02:00", 7), ("  2026-10-04T16:05:07.123456789Z ", 7.123456)],
)  # fmt: skip
def test_times_of_every_spelling(text: str, second: float) -> None:
    data = gpx(track(POINTS[:1], POINTS[10:])).replace(b"2026-10-04T16:05:00.000Z", text.encode())
    assert the_run(data).started_at == SUNDAY_EVENING + timedelta(seconds=second)


def test_a_time_without_an_offset_is_utc_wherever_the_computer_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        assert the_run(a_gpx().replace(b".000Z", b"")).started_at == SUNDAY_EVENING
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("spelled", "hours"), [("+02:00", 2), ("-04:00", -4), ("+00:00", None), ("+02:07", None)]
)
def test_the_offset_of_the_times_is_the_runners_clock(spelled: str, hours: int | None) -> None:
    run = the_run(a_gpx().replace(b".000Z", spelled.encode()))
    assert run.utc_offset == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    "wrong", [b"", b"yesterday", b"1901-12-13T20:45:52Z", b"9999-12-31T23:59:59-23:00"]
)
def test_points_without_a_time_are_left_out(wrong: bytes) -> None:
    run = the_run(a_gpx().replace(b"2026-10-04T16:05:00.000Z", wrong))
    assert run.started_at == SUNDAY_EVENING + Made().every


@pytest.mark.parametrize("nonsense", [b"1e308", b"nan", b"-inf", b"x", b"", b"9" * 5000])
def test_numbers_that_are_nonsense_are_missing(nonsense: bytes) -> None:
    data = a_gpx().replace(b"<ns3:hr>148", b"<ns3:hr>" + nonsense)
    data = data.replace(b"<ele>34", b"<ele>" + nonsense)
    data = data.replace(b'lat="52.5000000"', b'lat="' + nonsense + b'"')
    run = the_run(data)
    assert run.avg_hr_bpm is None
    assert run.distance_m == pytest.approx(8200, abs=20)
    assert run.descent_m is not None
    assert run.descent_m < 500


def test_places_off_the_globe_are_none() -> None:
    run = the_run(a_gpx().replace(b'lon="13.4000000"', b'lon="200"'))
    assert run.distance_m is None


def test_tracks_after_a_break_are_the_same_run() -> None:
    half = len(POINTS) // 2
    run = the_run(gpx(track(POINTS[:half]), track(POINTS[half + 12 :])))
    assert run.elapsed == Made().elapsed
    assert run.moving == Made().elapsed - MINUTE - Made().every


def test_the_way_is_not_counted_over_a_break_between_tracks() -> None:
    parts = [
        walked((0, 0), (60, 180)),
        walked((120, 400), (180, 580)),
        walked((240, 800), (300, 980)),
        walked((360, 1200), (420, 1380)),
    ]
    run = the_run(gpx(track(parts[0]), track(*parts[1:3]), track(parts[3])))
    assert run.distance_m == pytest.approx(4 * 180, abs=0.1)
    assert run.elapsed == 7 * MINUTE


@pytest.mark.parametrize(("break_min", "runs"), [(-1, 2), (0, 1), (30, 1), (31, 2)])
def test_a_track_after_a_long_break_or_beside_another_is_a_run_of_its_own(
    break_min: int, runs: int
) -> None:
    second = points_of(Made(started_at=POINTS[-1].time + break_min * MINUTE))
    reading = read(gpx(track(POINTS), track([]), track(second)), athlete="anna")
    assert [run.session for run in reading.runs] == [0, 2][:runs]
    assert len({run.id for run in reading.runs}) == runs


def test_a_ride_right_after_a_run_is_no_part_of_it() -> None:
    ride = points_of(Made(started_at=POINTS[-1].time + MINUTE))
    assert the_run(gpx(track(POINTS), track(ride, sport="cycling"))).elapsed == Made().elapsed
    (run,) = read(gpx(track(ride, sport="cycling"), track(POINTS)), athlete="anna").runs
    assert run.session == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("<rte><name>x</name><rtept lat='1' lon='2'/></rte>", "a route"),
        ("<wpt lat='1' lon='2'><time>2026-10-04T16:05:00Z</time></wpt>", "waypoints"),
        ("<wpt lat='1' lon='2'/><rte/>", "a route"),
        ("<wpt lat='1' lon='2'/><trk><trkseg><trkpt lat='1' lon='2'/></trkseg></trk>",
         "a track without times, as planned ones are"),
        ("", "GPX without a track"),
    ],
)  # fmt: skip
def test_what_is_no_recorded_track_is_named(more: str, reason: str) -> None:
    assert read(gpx(more=more), athlete="anna") == Reading("not a run", reason)


def test_waypoints_and_routes_beside_a_track_take_nothing_from_it() -> None:
    more = "<wpt lat='1' lon='2'><time>2001-01-01T00:00:00Z</time><type>cycling</type></wpt><rte/>"
    run = the_run(gpx(track(POINTS), more=more))
    assert run.started_at == SUNDAY_EVENING


def test_a_cut_file_is_what_is_left_of_it() -> None:
    whole = a_gpx(sport="running").replace(b"  <trk>", b"  <trk><type>running</type>")
    run = the_run(whole[: len(whole) // 2])
    assert not run.whole
    assert run.elapsed is not None
    assert 20 * MINUTE < run.elapsed < 24 * MINUTE


def test_a_cut_before_any_point_says_where() -> None:
    assert read(a_gpx()[:300], athlete="anna") == Reading(
        "unreadable", "GPX that breaks off or makes no sense in line 6, before any track"
    )


def test_more_tracks_than_anybody_ran_are_refused() -> None:
    assert read(gpx("<trk/>" * 1001), athlete="anna") == Reading(
        "unreadable", "refused, for it has more than 1000 tracks"
    )


def test_more_points_than_eighty_hours_have_are_refused() -> None:
    point = b"<trkpt><time>2026-10-04</time></trkpt>"
    data = b"<gpx><trk><trkseg>" + point * 300_001
    assert read(data, athlete="anna") == Reading(
        "unreadable", "refused, for it has more than 300,000 points"
    )


def test_the_creators_name_is_made_printable() -> None:
    run = the_run(gpx(track(POINTS), creator="Evil&#x85;\u202eapp " + "x" * 100))
    assert str(run.device) == "Evilapp " + "x" * 50
