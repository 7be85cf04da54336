"""Damaged files, and what must be true of whatever is read from them."""

import math
import random
from datetime import UTC, datetime

from lapbell.core.run import Run
from lapbell.readers import read


def is_sane(run: Run) -> bool:
    """Nothing that nobody ever ran, and no number that is none."""
    spans = [run.elapsed, run.moving]
    numbers = [run.distance_m, run.ascent_m, run.descent_m, run.avg_hr_bpm, run.avg_cadence_spm]
    told = [*numbers, *run.measured.values.values(), *run.measured.speed_seconds.values()]
    seconds = [span.total_seconds() for span in spans if span is not None]
    return (
        all(number is None or math.isfinite(number) for number in told)
        and all(number is None or number >= 0 for number in numbers)
        and all(0 < each <= 7 * 86_400 for each in seconds)
        and (run.distance_m or 0) <= 500_000
        and datetime(1800, 1, 1, tzinfo=UTC) < run.started_at < datetime(2200, 1, 1, tzinfo=UTC)
        and str(run.device).isprintable()
    )


def assert_taken_calmly(data: bytes) -> None:
    reading = read(data, athlete="anna")
    assert (reading.outcome == "run") == bool(reading.runs)
    assert "cannot be understood" not in reading.reason
    assert reading.reason.isprintable()
    assert all(map(is_sane, reading.runs)), reading


def mutant(chance: random.Random, data: bytes) -> bytes:
    """Change, take out, put in or copy a few bytes; cut one file in ten."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8, 30))):
        at, length = chance.randrange(len(changed) + 1), chance.randrange(1, 20)
        end = at + chance.choice((0, 1, length))
        copied = chance.randrange(len(changed) + 1)
        changed[at:end] = chance.choice(
            (
                chance.randbytes(end - at),
                bytes([chance.choice((0, 0x40, 0x7F, 0x80, 0xFF))]) * (end - at),
                b"",
                chance.randbytes(length),
                changed[copied : copied + length],
            )
        )
    if chance.random() < 0.1:
        del changed[chance.randrange(len(changed) + 1) :]
    return bytes(changed)
