"""TCX: which elements say what. A file may hold activities, planned courses and workouts.

What a track's points come to belongs in `track`, and what is a run in `outing`.
"""

from hashlib import sha256
from math import isnan, nan

from numpy import fmax

from lapbell.core.run import Device
from lapbell.readers.build import Session, Source
from lapbell.readers.epoch import moment
from lapbell.readers.markup import Holders, Leaves, RefusedError, Values, walk
from lapbell.readers.outing import MOST_ACTIVITIES, Outing, device, read_outings
from lapbell.readers.reading import Reading
from lapbell.readers.sports import sport_of
from lapbell.readers.track import Track, parse_number, parse_seconds

LONGEST_WAIT_S = 3600.0
"""From the first lap's start to the first point; after a longer one that start is wrong."""

_LEAVES: Leaves = {
    "Time": "time",
    "LatitudeDegrees": "lat",
    "LongitudeDegrees": "lon",
    "AltitudeMeters": "altitude",
    "DistanceMeters": "distance",
    "HeartRateBpm": "heart_rate",
    "Cadence": "cadence",
    "RunCadence": "cadence",
    "Speed": "speed",
    "TotalTimeSeconds": "seconds",
    "Name": "name",
    "UnitId": "serial",
}
_UNTIMED = "an activity without a time"
_OTHERS = (_UNTIMED, "a course", "a workout")


def read(data: bytes, *, athlete: str) -> Reading:
    """Return the runs of a TCX file, or what it is instead. Raises RefusedError."""
    tcx = _Tcx()
    broken = walk(data, _LEAVES, tcx.holders)
    if tcx.outings:
        digest = sha256(data).hexdigest()
        source = Source(athlete=athlete, sha256=digest, form="tcx", whole=not broken)
        return read_outings(tcx.outings, source)
    if broken:
        return Reading("unreadable", f"TCX that {broken}, before any activity")
    return Reading("not a run", tcx.content)


class _Activity:
    """What an activity came to so far, in seconds and metres; a course has the same parts."""

    def __init__(self) -> None:
        self.track = Track()
        self.device = Device()
        self._lap_start = self._lap_end = nan
        self._seconds = self._distance = 0.0

    def add_lap(self, start: float, seconds: float, distance: float) -> None:
        """Take the next lap by its own account, its start in FIT seconds; NaN is not known."""
        if isnan(self._lap_start):
            self._lap_start = start
        self._lap_end = start + seconds
        self._seconds += seconds
        self._distance += distance

    def outing(self, index: int, sport_text: str) -> Outing | None:
        """Return the activity; None where nothing tells when it was."""
        records = self.track.records()
        by_point = nan if records.start is None else records.start
        is_odd = isnan(self._lap_start) or abs(by_point - self._lap_start) > LONGEST_WAIT_S
        start = by_point if is_odd else self._lap_start
        if isnan(start):
            return None
        end = fmax(by_point + (records.length or 0), self._lap_end)
        sport, sub_sport = sport_of(sport_text)
        session = Session(
            index=index,
            sport=sport,
            sub_sport=sub_sport,
            started_at=moment(start),
            utc_offset=self.track.utc_offset,
            elapsed=float(end) - start,
            moving=self._seconds,
            distance_m=self._distance,
            device=self.device,
        )
        return Outing(session=session, records=records)


class _Tcx:
    """What was met in a file so far."""

    def __init__(self) -> None:
        self.outings: list[Outing] = []
        self.holders: Holders = {
            "Activity": self._end_activity,
            "Lap": self._end_lap,
            "Track": lambda _: self._activity.track.end_segment(),
            "Trackpoint": self._end_point,
            "Creator": self._end_creator,
            "Course": self._end_course,
            "Workout": lambda _: self._met.add("a workout"),
        }
        self._activity = _Activity()
        self._activities = 0
        self._met: set[str] = set()

    @property
    def content(self) -> str:
        """What there is without an activity that has a time."""
        return next((each for each in _OTHERS if each in self._met), "TCX without an activity")

    def _end_activity(self, words: Values) -> None:
        if self._activities == MOST_ACTIVITIES:
            raise RefusedError(f"more than {MOST_ACTIVITIES} activities")
        outing = self._activity.outing(self._activities, words.get("Sport", ""))
        self._activity = _Activity()
        self._activities += 1
        if outing is None:
            self._met.add(_UNTIMED)
        else:
            self.outings.append(outing)

    def _end_point(self, point: Values) -> None:
        self._activity.track.add(point)

    def _end_lap(self, told: Values) -> None:
        self._activity.add_lap(
            start=parse_seconds(told.get("StartTime", "")),
            seconds=parse_number(told.get("seconds", "")),
            distance=parse_number(told.get("distance", "")),
        )

    def _end_creator(self, told: Values) -> None:
        """Take the watch; a serial number of zeros is none."""
        serial = told.get("serial", "").strip().lstrip("0")
        self._activity.device = device(told.get("name", ""), serial)

    def _end_course(self, _: Values) -> None:
        self._activity = _Activity()
        self._met.add("a course")
