"""The usual time of a run: the 90 minutes of a day that hold the most runs.

Whether there will be a run at all is for `core.chance`. The numbers here were fitted on every
other of 24 public runners; from 3.5 to 10 days the half-life matters little to the rest.
"""

from collections.abc import Iterable
from datetime import date
from math import exp, exp2

from lapbell.core.past import AROUND, DAY_MIN, Past, Start, is_weekend

TIMES_HALF_LIFE = 5.0
"""Days. Times change faster than the days do: shifts, daylight, holidays."""
SAME_WEEKDAY, SAME_KIND, OTHER_KIND = 1.0, 0.5, 0.1
"""How much a run says about the time of another: weekdays are one kind, weekends the other."""
SPREAD_MIN = 20.0
DOUBT = 0.2
"""As though so much of a run had been at no particular time."""

GRID_MIN = 15
_GRID = range(0, DAY_MIN, GRID_MIN)
_NEAR = AROUND.seconds // 60 // GRID_MIN
_KERNEL = tuple(
    exp(-((min(minute, DAY_MIN - minute) / SPREAD_MIN) ** 2) / 2) for minute in range(DAY_MIN)
)
_FLAT = DOUBT * sum(_KERNEL[minute] for minute in _GRID) / len(_GRID)


def usual_time(past: Past, half_life: float = TIMES_HALF_LIFE) -> tuple[int, float]:
    """Return the usual minute of a run on `past.day`, and the share of runs around it (0 to 1)."""
    return busiest((start.minute, _weight(start, past.day, half_life)) for start in past.starts)


def busiest(weighted: Iterable[tuple[int, float]]) -> tuple[int, float]:
    """Return the middle of the 90 minutes with the most weight, a quarter hour, and their share.

    The weights stand around the minutes as Gaussians (a circular kernel density). The first of
    two equal times is taken.
    """
    density = _density(tuple(weighted))
    around = [_around(density, at) for at in range(len(density))]
    best = max(range(len(around)), key=around.__getitem__)
    return _GRID[best], around[best] / sum(density)


def _around(density: list[float], at: int) -> float:
    return sum(density[one % len(density)] for one in range(at - _NEAR, at + _NEAR + 1))


def _density(weighted: tuple[tuple[int, float], ...]) -> list[float]:
    """Return how likely each quarter of an hour is, not normed."""
    return [
        _FLAT + sum(weight * _KERNEL[at - minute] for minute, weight in weighted) for at in _GRID
    ]


def _weight(start: Start, day: date, half_life: float) -> float:
    fresh = exp2(-(day - start.day).days / half_life)
    if start.day.weekday() == day.weekday():
        return fresh * SAME_WEEKDAY
    return fresh * (SAME_KIND if is_weekend(start.day) is is_weekend(day) else OTHER_KIND)
