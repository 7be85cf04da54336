"""What a run's summary says, and which of it is to be believed."""

from datetime import UTC, datetime, timedelta

import pytest

from lapbell.core.run import Run, has_wrong_clock, run_id
from lapbell.readers import read
from lapbell.readers.write import Message, Value, write_fit
from making import SUNDAY_EVENING, Made, a_run, changed

MINUTES = timedelta(minutes=1)


def the_run(fit: bytes) -> Run:
    reading = read(fit, athlete="anna")
    assert reading.outcome == "run", reading
    (run,) = reading.runs
    return run


def run_of(messages: list[Message]) -> Run:
    return the_run(write_fit(messages))


def without(messages: list[Message], *names: str) -> list[Message]:
    return [message for message in messages if message[0] not in names]


def test_the_facts_of_an_ordinary_run() -> None:
    run = the_run(a_run(moving=timedelta(minutes=43)))
    assert run.started_at == SUNDAY_EVENING
    assert run.started_at.tzinfo is UTC
    assert run.utc_offset == timedelta(hours=2)
    assert (run.elapsed, run.moving) == (timedelta(minutes=44, seconds=10), 43 * MINUTES)
    assert (run.distance_m, run.ascent_m, run.descent_m) == (8200, 62, 60)
    assert (run.avg_hr_bpm, run.avg_cadence_spm) == (148, 172)
    assert (run.sport, run.sub_sport, run.indoor, run.whole) == ("running", "generic", False, True)
    assert str(run.device) == "Garmin Forerunner 255 (3456789012)"


def test_the_id_follows_from_athlete_content_and_session() -> None:
    run = the_run(a_run())
    assert run.athlete == "anna"
    assert run.id == run_id("anna", run.sha256, 0)


def test_half_a_stride_is_not_lost() -> None:
    assert the_run(a_run(cadence_spm=171)).avg_cadence_spm == 171


@pytest.mark.parametrize("sport", ["cycling", "walking", "hiking", "training", "swimming"])
def test_another_sport_is_no_run(sport: str) -> None:
    reading = read(a_run(sport=sport), athlete="anna")
    assert reading.outcome == "not a run"
    assert sport in reading.reason


@pytest.mark.parametrize("sub_sport", ["treadmill", "street", "trail", "track", "indoor_running"])
def test_a_kind_of_running_makes_a_run_where_no_sport_is_named(sub_sport: str) -> None:
    assert the_run(a_run(sport="generic", sub_sport=sub_sport)).sub_sport == sub_sport
    assert the_run(a_run(sport=None, sub_sport=sub_sport)).sub_sport == sub_sport


def test_no_sport_at_all_is_no_run() -> None:
    assert read(a_run(sport=None, sub_sport=None), athlete="anna").outcome == "not a run"


@pytest.mark.parametrize(
    ("sub_sport", "positions", "indoor"),
    [
        ("treadmill", False, True),
        ("indoor_running", True, True),
        ("virtual_activity", True, True),
        ("trail", False, False),
        ("track", False, False),
        ("generic", True, False),
        (None, True, False),
        ("generic", False, None),
        (None, False, None),
    ],
)
def test_indoors_or_not(sub_sport: str | None, positions: bool, indoor: bool | None) -> None:
    assert the_run(a_run(sub_sport=sub_sport, positions=positions)).indoor is indoor


@pytest.mark.parametrize(
    "offset",
    [timedelta(hours=-9.5), timedelta(0), timedelta(hours=5.75), timedelta(hours=14)],
)
def test_a_real_offset_is_kept(offset: timedelta) -> None:
    assert the_run(a_run(utc_offset=offset)).utc_offset == offset


@pytest.mark.parametrize(
    "offset",
    [timedelta(hours=14, minutes=15), timedelta(minutes=7), timedelta(days=-9000), None],
)
def test_no_offset_is_better_than_an_impossible_one(offset: timedelta | None) -> None:
    assert the_run(a_run(utc_offset=offset)).utc_offset is None


def test_a_zero_that_means_missing_is_missing() -> None:
    made = Made(hr_bpm=None, cadence_spm=None, distance_m=None)
    zeros: dict[str, Value] = {"avg_heart_rate": 0, "avg_cadence": 0, "total_distance": 0}
    run = run_of(changed(made.messages(), "session", **zeros))
    assert (run.avg_hr_bpm, run.avg_cadence_spm, run.distance_m) == (None, None, None)


def test_what_the_session_lacks_comes_from_the_samples() -> None:
    lost = dict.fromkeys(
        ("avg_heart_rate", "avg_cadence", "avg_fractional_cadence", "total_distance")
    )
    run = run_of(changed(Made().messages(), "session", **lost))
    assert (run.avg_hr_bpm, run.avg_cadence_spm) == (148, 172)
    assert run.distance_m == pytest.approx(8200, abs=5)


def test_a_climb_that_the_session_lacks_comes_from_the_samples_without_their_noise() -> None:
    messages = changed(Made().messages(), "session", total_ascent=None, total_descent=None)
    heights = iter([50, 51, 50, 51, 60, 61, 60, 80, 79, 40])
    hilly = [
        (name, {**values, "enhanced_altitude": next(heights, 40)} if name == "record" else values)
        for name, values in messages
    ]
    run = run_of(hilly)
    assert (run.ascent_m, run.descent_m) == (30, 40)


def test_nonsense_is_left_out() -> None:
    nonsense: dict[str, Value] = {
        "total_distance": 900_000,
        "total_elapsed_time": 4_000_000,
        "total_timer_time": 0,
        "avg_heart_rate": 255 - 1,
        "avg_cadence": 5,
        "total_ascent": 60_000,
    }
    run = run_of(without(changed(Made().messages(), "session", **nonsense), "record"))
    assert (run.distance_m, run.elapsed, run.moving) == (None, None, None)
    assert (run.avg_hr_bpm, run.avg_cadence_spm, run.ascent_m) == (None, None, None)


def test_a_distance_nobody_could_run_in_that_time_is_left_out() -> None:
    messages = without(changed(Made().messages(), "session", total_distance=40_000), "record")
    assert run_of(messages).distance_m is None


def test_a_clock_that_counts_from_its_boot_keeps_the_run() -> None:
    at_boot = datetime(1989, 12, 31, 1, tzinfo=UTC)
    run = the_run(a_run(started_at=at_boot))
    assert run.started_at == at_boot
    assert has_wrong_clock(run, SUNDAY_EVENING)
    assert run.distance_m == 8200


def test_a_session_without_its_start_began_its_length_before_its_end() -> None:
    assert run_of(changed(Made().messages(), "session", start_time=None)).started_at == (
        SUNDAY_EVENING
    )


def test_a_triathlon_is_its_run() -> None:
    swim = Made(sport="swimming", elapsed=20 * MINUTES, distance_m=1500)
    ride = Made(sport="cycling", elapsed=60 * MINUTES, started_at=swim.started_at + 22 * MINUTES)
    run = Made(
        elapsed=40 * MINUTES, distance_m=9000, started_at=ride.started_at + 62 * MINUTES, hr_bpm=165
    )
    legs = [message for leg in (swim, ride, run) for message in leg.messages()]
    found = run_of(changed(legs, "session", avg_heart_rate=None))
    assert (found.session, found.distance_m, found.started_at) == (2, 9000, run.started_at)
    assert found.avg_hr_bpm == 165
    assert found.measured.values["run_minutes"] == pytest.approx(40)


def test_two_runs_in_one_file_are_two() -> None:
    first = Made(elapsed=20 * MINUTES, distance_m=4000)
    second = Made(elapsed=30 * MINUTES, distance_m=6000, started_at=SUNDAY_EVENING + 25 * MINUTES)
    runs = read(write_fit([*first.messages(), *second.messages()]), athlete="anna").runs
    assert [(run.session, run.distance_m) for run in runs] == [(0, 4000), (1, 6000)]
    assert len({run.id for run in runs}) == 2


def test_a_session_written_twice_is_one_run() -> None:
    messages = Made().messages()
    again = [message for message in messages if message[0] == "session"]
    assert run_of([*messages, *again]).session == 0


def test_the_same_file_twice_in_a_chain_is_one_run() -> None:
    assert the_run(a_run() * 2).distance_m == 8200


def test_sessions_are_counted_over_the_whole_chain() -> None:
    ride = a_run(sport="cycling")
    assert the_run(ride + a_run()).session == 1


def test_a_chained_ride_at_the_same_time_lends_the_run_nothing() -> None:
    ride = a_run(sport="cycling", hr_bpm=100)
    messages = changed(Made(hr_bpm=150).messages(), "session", avg_heart_rate=None)
    assert the_run(ride + write_fit(messages)).avg_hr_bpm == 150


def test_a_file_that_lost_its_session_tells_by_its_samples() -> None:
    run = run_of(without(Made().messages(), "session", "lap", "activity"))
    assert run.started_at == SUNDAY_EVENING
    assert run.elapsed == timedelta(minutes=44, seconds=10)
    assert run.distance_m == pytest.approx(8200, abs=5)
    assert run.avg_hr_bpm == 148


def test_samples_of_no_named_sport_are_no_run() -> None:
    fit = write_fit(without(Made().messages(), "session", "sport"))
    assert read(fit, athlete="anna").reason == "an activity without a session or a sport"


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("fr255", "Forerunner 255"),
        ("fr255_small_music", "Forerunner 255 Small Music"),
        ("fr945_lte", "Forerunner 945 Lte"),
        ("fenix7x_pro_solar", "Fenix 7x Pro Solar"),
        ("vivoactive4_large", "Vivoactive 4 Large"),
        ("venu_x1", "Venu X1"),
        ("marq_athlete", "Marq Athlete"),
    ],
)
def test_a_watch_is_named_as_its_maker_does(product: str, name: str) -> None:
    assert the_run(a_run(product=product)).device.product == name


def test_a_name_in_the_file_goes_first_without_the_makers() -> None:
    own: dict[str, Value | None] = {
        "manufacturer": "coros",
        "garmin_product": None,
        "product_name": "COROS PACE 3",
        "serial_number": None,
    }
    device = run_of(changed(Made().messages(), "file_id", **own)).device
    assert str(device) == "Coros PACE 3"


def test_a_product_without_a_name_is_its_number() -> None:
    messages = changed(Made().messages(), "file_id", garmin_product=None, product=64_999)
    assert run_of(messages).device.product == "64999"


def test_a_file_name_in_the_product_cannot_upset_a_terminal() -> None:
    messages = changed(Made().messages(), "file_id", product_name="\x1b[2Jwatch" + "!" * 200)
    product = run_of(messages).device.product
    assert product is not None
    assert product.isprintable()
    assert len(product) <= 60


def test_nobody_moves_for_longer_than_the_run_took() -> None:
    run = the_run(a_run(elapsed=40 * MINUTES, moving=40 * MINUTES + timedelta(seconds=0.27)))
    assert (run.elapsed, run.moving) == (40 * MINUTES, 40 * MINUTES)
