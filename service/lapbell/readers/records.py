"""The samples of an activity as columns, whatever format they came from.

Also what a summary can be completed with: averages, distance, climb. What a trigger asks for
belongs in `metrics`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]

LONGEST_STEP_S = 10.0
"""A longer gap between two samples is a pause: what happened in it is not known."""

FASTEST_MPS = 12.0
"""No run has been faster on average, not even over 100 m."""

CLIMB_STEP_M = 2.0
"""Smaller changes of height are noise; of 1, 2, 3 and 5 m this comes nearest to the watches."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Records:
    """One entry per sample in each column, in the order of the file; NaN where not recorded.

    `time` is in seconds since the FIT epoch, `distance` in metres from the start, `speed` in
    m/s, `altitude` in m, `heart_rate` in bpm, `cadence` in steps per minute of both feet,
    `latitude` in any unit: it only tells whether there was a position.
    """

    time: Column
    distance: Column
    speed: Column
    altitude: Column
    heart_rate: Column
    cadence: Column
    latitude: Column

    def __len__(self) -> int:
        return len(self.time)

    def pick(self, chosen: Mask | NDArray[np.intp]) -> "Records":
        """Return the chosen samples, by mask or by index."""
        return Records(**{each.name: getattr(self, each.name)[chosen] for each in fields(self)})

    def between(self, start: float, end: float) -> "Records":
        """Return the samples from `start` to `end`, both included, in FIT seconds."""
        return self.pick((self.time >= start) & (self.time <= end))

    @property
    def span(self) -> tuple[float, float] | None:
        """The times of the first and the last sample."""
        known = self.time[~np.isnan(self.time)]
        return (float(known.min()), float(known.max())) if len(known) else None

    @property
    def length(self) -> float | None:
        """The seconds from the first sample to the last."""
        return None if self.span is None else self.span[1] - self.span[0]

    @property
    def has_positions(self) -> bool:
        """Whether any sample has a position."""
        return not bool(np.isnan(self.latitude).all())

    def travelled(self) -> float | None:
        """Return the metres between the samples, leaps that nobody can run left out."""
        known = self.pick(~np.isnan(self.time + self.distance))
        if len(known) < 2:
            return None
        order = np.argsort(known.time, kind="stable")
        metres, seconds = np.diff(known.distance[order]), np.diff(known.time[order])
        return float(metres[(metres >= 0) & (metres <= FASTEST_MPS * seconds)].sum())

    def climbed(self) -> tuple[float, float] | None:
        """Return ascent and descent in metres, noise left out."""
        known = self.altitude[~np.isnan(self.altitude)].tolist()
        if len(known) < 2:
            return None
        up = down = 0.0
        here = known[0]
        for height in known:
            if abs(height - here) >= CLIMB_STEP_M:
                up += max(height - here, 0)
                down += max(here - height, 0)
                here = height
        return up, down

    def stretches(self) -> "Stretches":
        """Return the time between neighbouring samples, without pauses and doubles.

        Where no speed was recorded it is worked out from the distance.
        """
        order = np.argsort(self.time, kind="stable")
        seconds = np.diff(self.time[order], prepend=np.nan)
        usable = (seconds > 0) & (seconds <= LONGEST_STEP_S)
        samples, seconds = self.pick(order[usable]), seconds[usable]
        if np.isnan(samples.speed).all():
            metres = np.diff(self.distance[order], prepend=np.nan)[usable]
            samples = replace(samples, speed=metres / seconds)
        return Stretches(samples, seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Samples in order of time, each with the `seconds` since the one before it."""

    samples: Records
    seconds: Column

    def pick(self, chosen: Mask) -> "Stretches":
        """Return the chosen stretches."""
        return Stretches(self.samples.pick(chosen), self.seconds[chosen])

    def average(self, values: Column, lowest: float, highest: float) -> float | None:
        """Return the average over time of the values from `lowest` to `highest`."""
        valid = (values >= lowest) & (values <= highest)
        total = self.seconds[valid].sum()
        return float((values[valid] * self.seconds[valid]).sum() / total) if total else None


def joined(parts: Sequence[Records]) -> Records:
    """Return the samples of all parts of a file, one after the other."""
    if len(parts) == 1:
        return parts[0]
    names = [each.name for each in fields(Records)]
    return Records(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )
