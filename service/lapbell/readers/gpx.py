"""GPX: which elements say what. A file may hold tracks, planned routes and waypoints.

What a track's points come to belongs in `track`, and what is a run in `outing`.
"""

from dataclasses import dataclass
from hashlib import sha256

from lapbell.readers.build import Session, Source
from lapbell.readers.epoch import moment
from lapbell.readers.markup import Holders, Leaves, RefusedError, Values, walk
from lapbell.readers.outing import MOST_ACTIVITIES, Outing, device, read_outings
from lapbell.readers.reading import Reading
from lapbell.readers.sports import sport_of
from lapbell.readers.track import Track

LONGEST_BREAK_S = 30 * 60.0
"""Some watches and apps begin a new track after each pause; up to this long, it is one run."""

_LEAVES: Leaves = {
    "name": "name",
    "type": "type",
    "time": "time",
    "ele": "altitude",
    "hr": "heart_rate",
    "heartrate": "heart_rate",
    "cad": "cadence",
    "cadence": "cadence",
}
"""Speed is left out: some apps write it in km/h. It comes from the distance, as that does."""


_UNTIMED = "a track without times, as planned ones are"
_OTHERS = (_UNTIMED, "a route", "waypoints")


def read(data: bytes, *, athlete: str) -> Reading:
    """Return the runs of a GPX file, or what it is instead. Raises RefusedError."""
    gpx = _Gpx()
    broken = walk(data, _LEAVES, gpx.holders)
    if gpx.trails:
        digest = sha256(data).hexdigest()
        source = Source(athlete=athlete, sha256=digest, form="gpx", whole=not broken)
        return read_outings([trail.outing(gpx.creator) for trail in gpx.trails], source)
    if broken:
        return Reading("unreadable", f"GPX that {broken}, before any track")
    return Reading("not a run", gpx.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trail:
    """A track and the words about it; its `index` counts all tracks of the file."""

    index: int
    sport: str
    name: str
    track: Track

    def goes_on_in(self, other: "_Trail") -> bool:
        """Tell whether the other is the rest of the same activity, after a break."""
        if self.sport != other.sport or self.track.end is None or other.track.begin is None:
            return False
        return 0 <= other.track.begin - self.track.end <= LONGEST_BREAK_S

    def outing(self, creator: str) -> Outing:
        """Return the activity that the track shows."""
        sport, sub_sport = sport_of(self.sport)
        records = self.track.records()
        session = Session(
            index=self.index,
            sport=sport,
            sub_sport=sub_sport,
            started_at=moment(records.start or 0),
            utc_offset=self.track.utc_offset,
            device=device(creator),
        )
        return Outing(session=session, records=records, name=self.name)


class _Gpx:
    """What was met in a file so far."""

    def __init__(self) -> None:
        self.trails: list[_Trail] = []
        self.creator = ""
        self.holders: Holders = {
            "gpx": self._end_file,
            "trk": self._end_track,
            "trkseg": lambda _: self._track.end_segment(),
            "trkpt": self._end_point,
            "rte": lambda _: self._met.add("a route"),
            "wpt": lambda _: self._met.add("waypoints"),
        }
        self._track = Track()
        self._tracks = 0
        self._met: set[str] = set()

    @property
    def content(self) -> str:
        """What there is without a track that has times."""
        return next((each for each in _OTHERS if each in self._met), "GPX without a track")

    def _end_point(self, point: Values) -> None:
        self._track.add(point)

    def _end_track(self, words: Values) -> None:
        if self._tracks == MOST_ACTIVITIES:
            raise RefusedError(f"more than {MOST_ACTIVITIES} tracks")
        trail = _Trail(
            index=self._tracks,
            sport=words.get("type", ""),
            name=words.get("name", ""),
            track=self._track,
        )
        self._tracks += 1
        self._track = Track()
        if not len(trail.track):
            self._met.add(_UNTIMED)
        elif self.trails and self.trails[-1].goes_on_in(trail):
            self.trails[-1].track.continue_with(trail.track)
        else:
            self.trails.append(trail)

    def _end_file(self, words: Values) -> None:
        self.creator = words.get("creator", "")
