"""The points of a TCX or GPX file as samples: places become distances, strides become steps.

How a format names things belongs in `gpx` and `tcx`.
"""

from array import array
from datetime import UTC, datetime, timedelta
from math import isnan, nan

import numpy as np

from lapbell.readers.build import is_offset
from lapbell.readers.epoch import seconds_of
from lapbell.readers.markup import RefusedError, Values
from lapbell.readers.records import LONGEST_STEP_S, Column, Records

MOST_POINTS = 300_000
"""As for FIT: eighty hours at one a second."""

BEYOND = 2.0**32
"""Bigger numbers, inf and NaN are nonsense; so is a time this many seconds from FIT's epoch on."""

EARTH_RADIUS_M = 6_371_008.8
"""The mean one of the WGS 84 ellipsoid (Moritz, Geodetic Reference System 1980)."""

MOST_STRIDES = 120.0
"""No foot comes down oftener a minute: from here on, a typical cadence is of both feet."""

_LONGEST_NUMBER = 40
"""Characters; more are no number that anybody measured."""

_COLUMNS = ("lat", "lon", "altitude", "distance", "speed", "heart_rate", "cadence")


class Track:
    """The timed points of one activity, in the order of the file."""

    def __init__(self) -> None:
        self._times = array("d")
        self._columns = {name: array("d") for name in _COLUMNS}
        self._segments = array("l")
        self._segment = 0
        self.utc_offset: timedelta | None = None
        """The runner's clock minus UTC, where the times tell: "Z" and +00:00 do not."""

    def __len__(self) -> int:
        return len(self._times)

    @property
    def begin(self) -> float | None:
        """The time of the first point, in FIT seconds."""
        return self._times[0] if self._times else None

    @property
    def end(self) -> float | None:
        """The time of the last point, in FIT seconds."""
        return self._times[-1] if self._times else None

    def continue_with(self, other: "Track") -> None:
        """Take the points of another track, as the next segments of this one."""
        self._times.extend(other._times)
        self._segments.extend(self._segment + each for each in other._segments)
        for name, column in self._columns.items():
            column.extend(other._columns[name])
        self._segment += other._segment

    def end_segment(self) -> None:
        """Begin anew: what was between the last point and the next is not known."""
        self._segment += 1

    def add(self, point: Values) -> None:
        """Take a point: its "time", and each of "lat", "lon", "altitude", ... where it has it.

        Distance in metres from the start, speed in m/s, cadence of one foot or both. A point
        without a time is left out. Raises RefusedError after 300,000.
        """
        seconds = parse_seconds(point.get("time", ""))
        if isnan(seconds):
            return
        if len(self._times) >= MOST_POINTS:
            raise RefusedError(f"more than {MOST_POINTS:,} points")
        if not self._times:
            self.utc_offset = _offset(point["time"])
        self._times.append(seconds)
        self._segments.append(self._segment)
        for name, column in self._columns.items():
            text = point.get(name)
            column.append(nan if text is None else parse_number(text))

    def records(self) -> Records:
        """Return the points as samples in order of time."""
        order = np.argsort(self._times, kind="stable")
        segments = np.asarray(self._segments)[order]
        columns = {name: np.asarray(column)[order] for name, column in self._columns.items()}
        time, place = np.asarray(self._times)[order], (columns.pop("lat"), columns.pop("lon"))
        distance = columns.pop("distance")
        if not (distance > 0).any():
            distance = _way(time, *place, segments)
        columns["cadence"] = _steps(columns["cadence"])
        return Records(time=time, latitude=place[0], distance=distance, **columns).in_order()


def parse_seconds(text: str) -> float:
    """Return an ISO 8601 time in FIT seconds; without an offset it is UTC, as both formats say.

    NaN where it is none, or before 1990, or after 2125.
    """
    try:
        seconds = seconds_of(_parse_time(text))
    except (ValueError, OverflowError):
        return nan
    return seconds if 0 <= seconds < BEYOND else nan


def parse_number(text: str) -> float:
    """Return the number in a text, NaN where it is none or nonsense."""
    try:
        number = float(text[:_LONGEST_NUMBER])
    except ValueError:
        return nan
    return number if abs(number) < BEYOND else nan


def _parse_time(text: str) -> datetime:
    time = datetime.fromisoformat(text.strip())
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _offset(text: str) -> timedelta | None:
    offset = _parse_time(text).utcoffset()
    return offset if offset and is_offset(offset) else None


def _way(time: Column, latitude: Column, longitude: Column, segments: Column) -> Column:
    """Return the metres from the first place to each, on a sphere; NaN where there is no place.

    Nothing is counted from the end of a segment to the next, unless that follows at once.
    (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984.)
    """
    placed = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)
    phi, lam = np.radians(latitude[placed]), np.radians(longitude[placed])
    chord = np.sin(np.diff(phi) / 2) ** 2
    chord += np.cos(phi[1:]) * np.cos(phi[:-1]) * np.sin(np.diff(lam) / 2) ** 2
    steps = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    steps[(np.diff(segments[placed]) != 0) & (np.diff(time[placed]) > LONGEST_STEP_S)] = 0
    way = np.full(len(time), nan)
    way[placed] = np.concatenate([[0.0], np.cumsum(steps)])[: np.count_nonzero(placed)]
    return way


def _steps(cadence: Column) -> Column:
    """Return steps per minute; both formats count one foot, and some apps both."""
    counted = cadence[cadence > 0]
    return cadence if len(counted) and np.median(counted) > MOST_STRIDES else 2 * cadence
