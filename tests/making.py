"""FIT files for tests: real bytes, made from a few plain values."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lapbell.readers.write import Message, write_fit

SUNDAY_EVENING = datetime(2026, 10, 4, 16, 5, tzinfo=UTC)
"""18:05 on the runner's own clock."""


def a_run(
    *,
    started_at: datetime = SUNDAY_EVENING,
    distance_m: float = 8200,
    elapsed: timedelta = timedelta(minutes=44, seconds=10),
    moving: timedelta | None = None,
    sport: str = "running",
    sub_sport: str = "generic",
    utc_offset: timedelta = timedelta(hours=2),
    ascent_m: float = 62,
    descent_m: float = 60,
    hr_bpm: float = 148,
    cadence_spm: float = 172,
    product: str = "fr255",
    serial: int = 3_456_789_012,
    every: timedelta = timedelta(seconds=5),
) -> bytes:
    """Return a whole FIT file: file_id, device_info, sport, records, lap, session, activity."""
    return write_fit(
        run_messages(
            started_at=started_at,
            distance_m=distance_m,
            elapsed=elapsed,
            moving=moving,
            sport=sport,
            sub_sport=sub_sport,
            utc_offset=utc_offset,
            ascent_m=ascent_m,
            descent_m=descent_m,
            hr_bpm=hr_bpm,
            cadence_spm=cadence_spm,
            product=product,
            serial=serial,
            every=every,
        )
    )


def run_messages(
    *,
    started_at: datetime = SUNDAY_EVENING,
    distance_m: float = 8200,
    elapsed: timedelta = timedelta(minutes=44, seconds=10),
    moving: timedelta | None = None,
    sport: str = "running",
    sub_sport: str = "generic",
    utc_offset: timedelta = timedelta(hours=2),
    ascent_m: float = 62,
    descent_m: float = 60,
    hr_bpm: float = 148,
    cadence_spm: float = 172,
    product: str = "fr255",
    serial: int = 3_456_789_012,
    every: timedelta = timedelta(seconds=5),
) -> list[Message]:
    """Return the messages of `a_run`, to be changed before `write_fit`."""
    ended_at = started_at + elapsed
    summary = {
        "timestamp": ended_at,
        "start_time": started_at,
        "total_elapsed_time": elapsed.total_seconds(),
        "total_timer_time": (moving or elapsed).total_seconds(),
        "total_distance": distance_m,
        "total_ascent": ascent_m,
        "total_descent": descent_m,
        "avg_heart_rate": hr_bpm,
        "sport": sport,
        "sub_sport": sub_sport,
        "avg_cadence": cadence_spm // 2,
        "avg_fractional_cadence": cadence_spm / 2 % 1,
    }
    watch = {"manufacturer": "garmin", "serial_number": serial}
    return [
        ("file_id", {"type": "activity", **watch, "garmin_product": product,
                     "time_created": started_at}),
        ("device_info", {"timestamp": started_at, "device_index": "creator", **watch}),
        ("sport", {"sport": sport, "sub_sport": sub_sport}),
        *_records(started_at, elapsed, every, distance_m, hr_bpm, cadence_spm),
        ("lap", {key: value for key, value in summary.items()
                 if key not in ("sport", "sub_sport", "avg_fractional_cadence")}),
        ("session", summary),
        ("activity", {"timestamp": ended_at, "total_timer_time": elapsed.total_seconds(),
                      "num_sessions": 1, "local_timestamp": ended_at + utc_offset}),
    ]  # fmt: skip


def _records(
    started_at: datetime,
    elapsed: timedelta,
    every: timedelta,
    distance_m: float,
    hr_bpm: float,
    cadence_spm: float,
) -> Iterator[Message]:
    speed = distance_m / elapsed.total_seconds()
    for step in range(elapsed // every + 1):
        yield (
            "record",
            {
                "timestamp": started_at + step * every,
                "position_lat": 626_000_000 + step * 100,
                "position_long": 160_000_000,
                "enhanced_altitude": 34 + step % 10,
                "heart_rate": hr_bpm,
                "cadence": cadence_spm // 2,
                "fractional_cadence": cadence_spm / 2 % 1,
                "distance": speed * (step * every).total_seconds(),
                "enhanced_speed": speed,
            },
        )
