"""The samples of an activity as columns, whatever format they came from.

Also what a summary can be completed with: averages, distance, climb. What a trigger asks for
belongs in `metrics`.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]

LONGEST_STEP_S = 10.0
"""A longer gap between two samples is a pause: what happened in it is not known."""

STANDING_MPS = 0.5

FASTEST_MPS = 12.0
"""No run has been faster on average, not even over 100 m."""

CLIMB_STEP_M = 2.0
"""Smaller changes of height are noise; of 1, 2, 3 and 5 m this comes nearest to the watches."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Records:
    """One entry per sample in each column; NaN where not recorded.

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
    def start(self) -> float | None:
        """The time of the first sample."""
        known = self.time[~np.isnan(self.time)]
        return float(known.min()) if len(known) else None

    @property
    def length(self) -> float | None:
        """The seconds from the first sample to the last."""
        known = self.time[~np.isnan(self.time)]
        return float(np.ptp(known)) if len(known) else None

    @property
    def has_positions(self) -> bool:
        """Whether any sample has a position."""
        return not bool(np.isnan(self.latitude).all())

    def in_order(self) -> "Records":
        """Return the samples by time, made one where they are of one moment.

        Some apps write position and heart rate of a second as two samples.
        """
        if (np.diff(self.time, prepend=-np.inf) > 0).all():
            return self
        order = np.argsort(self.time, kind="stable")[: np.count_nonzero(~np.isnan(self.time))]
        time = self.time[order]
        first = np.diff(time, prepend=-np.inf) > 0
        if first.all():
            return self.pick(order)
        moment = np.cumsum(first) - 1
        return Records(
            **{each.name: _last(getattr(self, each.name)[order], moment) for each in fields(self)}
        )

    def travelled(self) -> float | None:
        """Return the metres between samples in order, leaps that nobody can run left out."""
        known = self.pick(~np.isnan(self.distance))
        if len(known) < 2:
            return None
        metres, seconds = np.diff(known.distance), np.diff(known.time)
        return float(metres[(metres >= 0) & (metres <= FASTEST_MPS * seconds)].sum())

    def moving(self) -> float | None:
        """Return the seconds between samples in order, without long gaps in which nobody moved."""
        known = self.pick(~np.isnan(self.distance))
        if len(known) < 2:
            return None
        metres, seconds = np.diff(known.distance), np.diff(known.time)
        pause = (seconds > LONGEST_STEP_S) & (metres < STANDING_MPS * seconds)
        return float(seconds[~pause].sum())

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
        """Return the time between neighbouring samples in order, without pauses.

        A speed that was not recorded is worked out from the distance.
        """
        seconds = np.diff(self.time, prepend=np.nan)
        usable = seconds <= LONGEST_STEP_S
        unknown = np.isnan(self.speed)
        if not unknown.any():
            return Stretches(self.pick(usable), seconds[usable])
        speed = np.where(unknown, self._pace() / seconds, self.speed)
        return Stretches(replace(self, speed=speed).pick(usable), seconds[usable])

    def _pace(self) -> Column:
        """Return the metres since the sample before, the distance taken as a line between."""
        known = ~np.isnan(self.distance)
        if not known.any():
            return self.distance
        line = np.interp(
            self.time, self.time[known], self.distance[known], left=np.nan, right=np.nan
        )
        return np.diff(line, prepend=np.nan)


def _last(values: Column, moment: NDArray[np.intp]) -> Column:
    """Return for each moment the last value known at it."""
    found = np.full(moment[-1] + 1, np.nan)
    known = ~np.isnan(values)
    found[moment[known]] = values[known]
    return found


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
