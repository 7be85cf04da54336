"""What a trigger can ask for that only the samples of a run can tell.

Each metric has needs; where they are not met, its function returns why in a runner's words.
The formulas and what they were measured on stand in docs/reading.md. Metrics that need earlier
runs belong in `core`, which gets the histogram of speeds for them.
"""

from datetime import timedelta

import numpy as np

from lapbell.core.run import Measured
from lapbell.readers.records import FASTEST_MPS, Column, Stretches

SLOWEST_RUNNING_MPS = 1.5
LOWEST_RUNNING_SPM = 130.0

LEFT_OUT_FIRST_S, LEFT_OUT_LAST_S = 8 * 60.0, 60.0
"""A runner finds the rhythm in the first minutes and gives it up in the last."""

SHORTEST_FOR_CHANGE_S = 30 * 60.0
SHORTEST_MATCH_S = 4 * 60.0
SPEED_BIN_MPS = 0.15

SHORTEST_FOR_DESCENT_M = 3000.0

LEAST_COVERED = 0.8
"""Of the moving time; a watch that records a sample now and then tells too little."""


def measure(
    stretches: Stretches,
    *,
    moving: timedelta | None,
    distance_m: float | None,
    descent_m: float | None,
    indoor: bool | None,
) -> Measured:
    """Return every metric of one run, known or with the reason why not."""
    running = _running(stretches, moving)
    found = {
        "run_minutes": _run_minutes(running),
        "cadence_change_percent": _cadence_change(running),
        "descent_per_km": _descent_per_km(distance_m, descent_m, indoor),
    }
    return Measured(
        values={name: value for name, value in found.items() if not isinstance(value, str)},
        missing={name: value for name, value in found.items() if isinstance(value, str)},
        speed_seconds={} if isinstance(running, str) else _histogram(running),
    )


def _running(stretches: Stretches, moving: timedelta | None) -> Stretches | str:
    """Return the running among the stretches: fast enough and, where steps are counted, steps."""
    speed, cadence = stretches.samples.speed, stretches.samples.cadence
    if not len(stretches.seconds):
        return "the file has no samples along the run"
    covered = timedelta(seconds=float(stretches.seconds.sum()))
    if moving is not None and covered < LEAST_COVERED * moving:
        minutes = (f"{span / timedelta(minutes=1):.0f}" for span in (covered, moving))
        return "the samples cover only {} of {} minutes".format(*minutes)
    if np.isnan(speed).all():
        return "no speed was recorded along the run"
    running = (speed >= SLOWEST_RUNNING_MPS) & (speed <= FASTEST_MPS)
    if (cadence > 0).any():
        running &= ~(cadence < LOWEST_RUNNING_SPM)
    return stretches.pick(running)


def _run_minutes(running: Stretches | str) -> float | str:
    return running if isinstance(running, str) else float(running.seconds.sum()) / 60


def _histogram(running: Stretches) -> dict[int, float]:
    """Return the seconds spent in each 0.1 m/s, by its lower edge in tenths."""
    tenths = (np.rint(running.samples.speed * 1000) // 100).astype(np.int64)
    seconds = np.bincount(tenths, running.seconds)
    return {int(edge): float(seconds[edge]) for edge in np.flatnonzero(seconds)}


def _descent_per_km(
    distance_m: float | None, descent_m: float | None, indoor: bool | None
) -> float | str:
    if indoor:
        return "there is no downhill indoors"
    if descent_m is None:
        return "the watch recorded no descent"
    if distance_m is None:
        return "the watch recorded no distance"
    if distance_m < SHORTEST_FOR_DESCENT_M:
        return "the run was shorter than 3 km"
    return descent_m / (distance_m / 1000)


def _cadence_change(running: Stretches | str) -> float | str:
    """Return by how many percent cadence changed from the first third to the last.

    Compared at equal speeds only, since cadence follows speed.
    """
    if isinstance(running, str):
        return running
    stepping = running.pick(running.samples.cadence > 0)
    if not len(stepping.seconds):
        return "the watch recorded no cadence"
    clock = np.cumsum(stepping.seconds)
    if clock[-1] < SHORTEST_FOR_CHANGE_S:
        return "less than 30 minutes of running"
    start, end = LEFT_OUT_FIRST_S, clock[-1] - LEFT_OUT_LAST_S
    third = (end - start) / 3
    return _change_between(
        stepping.pick((clock >= start) & (clock < start + third)),
        stepping.pick((clock > end - third) & (clock <= end)),
    )


def _change_between(first: Stretches, last: Stretches) -> float | str:
    first_seconds, first_cadence = _by_speed(first)
    last_seconds, last_cadence = _by_speed(last)
    matched = np.minimum(first_seconds, last_seconds)
    if matched.sum() < SHORTEST_MATCH_S:
        return "less than 4 minutes at equal speeds, early and late in the run"
    both = matched > 0
    change = 100 * (last_cadence[both] / first_cadence[both] - 1)
    return float(np.average(change, weights=matched[both]))


def _by_speed(part: Stretches) -> tuple[Column, Column]:
    """Return seconds and average cadence in each speed bin; cadence is 0 in an empty one."""
    bins = (part.samples.speed // SPEED_BIN_MPS).astype(np.int64)
    length = int(FASTEST_MPS // SPEED_BIN_MPS) + 1
    seconds = np.bincount(bins, part.seconds, length).astype(np.float64)
    steps = np.bincount(bins, part.seconds * part.samples.cadence, length)
    return seconds, np.divide(steps, seconds, out=np.zeros(length), where=seconds > 0)
