"""A run against the athlete's own runs before it. Each function returns a number, or why not.

The formulas and what they were measured on stand in docs/reading.md.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import accumulate

from lapbell.core.run import Run

FAST = 1.10
"""Of the athlete's own median speed."""

FAST_WITHIN = timedelta(days=28)
FAST_NEEDS = 5
LONGEST_WITHIN = timedelta(days=30)
LONGEST_NEEDS = 4
LONG_AMONG = timedelta(days=56)
LONG_NEEDS = 5
LONG_SHARE = 0.8
"""A run is long that is longer than four in five of the runs before it."""


def fast_share(run: Run, earlier: Iterable[Run]) -> float | str:
    """Return the share (0 to 1) of running at 1.10 times the own 28-day median speed or faster."""
    if not run.measured.speed_seconds:
        return _why(run, "run_minutes")
    recent = [
        one.measured.speed_seconds
        for one in earlier
        if run.started_at - FAST_WITHIN <= one.started_at < run.started_at
        and one.measured.speed_seconds
    ]
    if len(recent) < FAST_NEEDS:
        return f"only {len(recent)} of {FAST_NEEDS} earlier runs with a speed in 28 days"
    threshold = FAST * median_speed(recent)
    own = run.measured.speed_seconds
    return sum(s * _above(edge, threshold) for edge, s in own.items()) / sum(own.values())


def median_speed(histograms: Iterable[Mapping[int, float]]) -> float:
    """Return the median of pooled histograms (see `Measured`), in tenths of a metre per second."""
    pooled: dict[int, float] = {}
    for histogram in histograms:
        for edge, seconds in histogram.items():
            pooled[edge] = pooled.get(edge, 0.0) + seconds
    edges = sorted(pooled)
    half = sum(pooled.values()) / 2
    reached = list(accumulate(pooled[edge] for edge in edges))
    index = next(number for number, seconds in enumerate(reached) if seconds >= half)
    edge = edges[index]
    return edge + 1 - (reached[index] - half) / pooled[edge]


def _above(edge: int, threshold: float) -> float:
    """Return how much of the bin [edge, edge + 1) lies at or above a threshold."""
    return min(1.0, max(0.0, edge + 1 - threshold))


def longest_ratio(run: Run, earlier: Iterable[Run]) -> float | str:
    """Return the distance over that of the longest run in the 30 days before.

    Runs well beyond the longest of the last month went with more injuries (Frandsen et al. 2025,
    5,205 runners, observational).
    """
    if run.distance_m is None:
        return "the file has no distance"
    before = [
        one.distance_m
        for one in earlier
        if run.started_at - LONGEST_WITHIN <= one.started_at < run.started_at and one.distance_m
    ]
    if len(before) < LONGEST_NEEDS:
        return f"only {len(before)} of {LONGEST_NEEDS} earlier runs in 30 days"
    return run.distance_m / max(before)


def is_long(run: Run, earlier: Iterable[Run]) -> bool:
    """Tell whether a run took longer than four in five of those in the 56 days before.

    So is one with fewer than five runs before it: nobody knows yet what is long.
    """
    lengths = [
        one.elapsed
        for one in earlier
        if run.started_at - LONG_AMONG <= one.started_at < run.started_at and one.elapsed
    ]
    if run.elapsed is None or len(lengths) < LONG_NEEDS:
        return True
    return sum(run.elapsed > one for one in lengths) >= LONG_SHARE * len(lengths)


def days_in_row(day: date, run_days: Iterable[date]) -> int:
    """Return how many dates in a row up to `day` have a run, `day` itself counted."""
    known = set(run_days)
    count = 1
    while day - timedelta(days=count) in known:
        count += 1
    return count


def _why(run: Run, metric: str) -> str:
    return run.measured.missing.get(metric, "the file has no samples along the run")
