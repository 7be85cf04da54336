"""A run made on the spot, for `lapbell demo`: the bytes a watch could have written."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from lapbell.readers.write import Message, Value, write_fit

LENGTH = timedelta(minutes=44, seconds=10)
DISTANCE_M = 8200.0
_EVERY_S = 5


def sample_run(ended_at: datetime, utc_offset: timedelta) -> bytes:
    """Return a FIT file of an easy run of 8.2 km in 44:10 that ended then (aware)."""
    started_at = ended_at - LENGTH
    clocks: dict[str, Value] = {"timestamp": ended_at, "start_time": started_at}
    totals: dict[str, Value] = {
        "total_elapsed_time": LENGTH.total_seconds(),
        "total_timer_time": LENGTH.total_seconds(),
        "total_distance": DISTANCE_M,
        "total_ascent": 62.0,
        "total_descent": 60.0,
        "avg_heart_rate": 148.0,
        "avg_running_cadence": 86.0,
        "sport": "running",
        "sub_sport": "street",
    }
    watch: dict[str, Value] = {
        "manufacturer": "garmin",
        "garmin_product": "fr255",
        "serial_number": 1_234_567_890,
    }
    return write_fit(
        [
            ("file_id", {"type": "activity", **watch, "time_created": started_at}),
            *_records(started_at),
            ("session", {**clocks, **totals, "first_lap_index": 0.0, "num_laps": 1.0}),
            (
                "activity",
                {
                    "timestamp": ended_at,
                    "local_timestamp": ended_at + utc_offset,
                    "num_sessions": 1.0,
                    "type": "manual",
                },
            ),
        ]
    )


def _records(started_at: datetime) -> Iterator[Message]:
    seconds = int(LENGTH.total_seconds())
    for second in range(0, seconds + 1, _EVERY_S):
        share = second / seconds
        yield (
            "record",
            {
                "timestamp": started_at + timedelta(seconds=second),
                "distance": DISTANCE_M * share,
                "enhanced_speed": DISTANCE_M / seconds + 0.2 * math.sin(second / 90),
                "heart_rate": 120.0 + round(35 * min(1.0, second / 400)),
                "cadence": 86.0,
                "enhanced_altitude": 240 + 15 * math.sin(share * 4 * math.pi),
            },
        )
