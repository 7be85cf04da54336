"""TCX and GPX files for tests: the same run that `making` writes as FIT, spelled as exports do."""

import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from making import Made

METRES_PER_DEGREE = 111_195.08
"""Of latitude, on a sphere of the earth's mean radius."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One sample, in the units of TCX and GPX: cadence counts one foot."""

    time: datetime
    lat: float | None = None
    lon: float = 13.4
    ele: float | None = None
    distance: float | None = None
    hr: int | None = None
    cad: int | None = None


def points_of(made: Made) -> list[Point]:
    """Return the samples of a made run, on a way straight to the north."""
    return list(_points(made))


def _points(made: Made) -> Iterator[Point]:
    speed = (made.distance_m or 0) / made.elapsed.total_seconds()
    for step in range(made.elapsed // made.every + 1):
        since = step * made.every
        distance = speed * since.total_seconds()
        yield Point(
            time=made.started_at + since,
            lat=52.5 + distance / METRES_PER_DEGREE if made.positions else None,
            ele=None if made.ascent_m is None else 34 + step % 10,
            distance=None if made.distance_m is None else distance,
            hr=None if made.hr_bpm is None else int(made.hr_bpm),
            cad=None if made.cadence_spm is None else int(made.cadence_spm // 2),
        )


def gpx(*tracks: str, more: str = "", creator: str = "Garmin Connect") -> bytes:
    """Return a GPX file of these tracks; `more` stands before them."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gpx creator="{creator}" version="1.1" xmlns="http://www.topografix.com/GPX/1/1"'
        ' xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">\n'
        f"  <metadata><time>2026-10-04T20:00:00.000Z</time></metadata>\n{more}"
        f"{''.join(tracks)}</gpx>\n"
    ).encode()


def track(
    *segments: Sequence[Point], sport: str | None = "running", name: str = "Berlin Running"
) -> str:
    """Return a track; without a sport it has no <type>."""
    kind = "" if sport is None else f"    <type>{sport}</type>\n"
    inside = "".join(
        f"    <trkseg>\n{''.join(map(_gpx_point, each))}    </trkseg>\n" for each in segments
    )
    return f"  <trk>\n    <name>{name}</name>\n{kind}{inside}  </trk>\n"


def _gpx_point(point: Point) -> str:
    place = "" if point.lat is None else f' lat="{point.lat:.7f}" lon="{point.lon:.7f}"'
    extension = _told(("ns3:hr", point.hr), ("ns3:cad", point.cad))
    if extension:
        extension = (
            "<extensions><ns3:TrackPointExtension>\n"
            f"{extension}</ns3:TrackPointExtension></extensions>\n"
        )
    told = _told(("ele", point.ele), ("time", zulu(point.time)))
    return f"      <trkpt{place}>\n{told}{extension}      </trkpt>\n"


def a_gpx(sport: str | None = "running", name: str = "Berlin Running", **changes: Any) -> bytes:
    """Return a GPX file of one run; `changes` are the fields of `Made`."""
    return gpx(track(points_of(Made(**changes)), sport=sport, name=name))


@dataclass(frozen=True, kw_only=True)
class Lap:
    """A lap and what it says of itself; None leaves an element out."""

    start: datetime
    seconds: float | None
    distance: float | None
    points: Sequence[Point] = ()


def laps_of(made: Made, count: int) -> list[Lap]:
    """Return a made run cut into laps of the same length."""
    length, points = made.elapsed / count, points_of(made)
    timer = (made.moving or made.elapsed).total_seconds() / count
    return [
        Lap(
            start=made.started_at + number * length,
            seconds=timer,
            distance=None if made.distance_m is None else made.distance_m / count,
            points=[
                point
                for point in points
                if number * length <= point.time - made.started_at < (number + 1) * length
                or (number == count - 1 and point is points[-1])
            ],
        )
        for number in range(count)
    ]


def tcx(*activities: str, more: str = "") -> bytes:
    """Return a TCX file of these activities; `more` stands behind them."""
    inside = f"  <Activities>\n{''.join(activities)}  </Activities>\n" if activities else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<TrainingCenterDatabase"
        ' xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
        ' xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">\n'
        f"{inside}{more}"
        "  <Author><Name>Connect Api</Name><LangID>en</LangID></Author>\n"
        "</TrainingCenterDatabase>\n"
    ).encode()


def activity(
    *laps: Lap,
    sport: str | None = "Running",
    watch: str = "Forerunner 255",
    serial: str = "3456789012",
) -> str:
    """Return an activity; without a sport it has no attribute."""
    kind = "" if sport is None else f' Sport="{sport}"'
    creator = f"<Creator><Name>{watch}</Name><UnitId>{serial}</UnitId></Creator>"
    inside = "".join(map(_lap, laps))
    return f"    <Activity{kind}>\n<Id>x</Id>\n{inside}      {creator}\n    </Activity>\n"


def _lap(lap: Lap) -> str:
    told = _told(("TotalTimeSeconds", lap.seconds), ("DistanceMeters", lap.distance))
    points = "".join(map(_tcx_point, lap.points))
    return (
        f'      <Lap StartTime="{zulu(lap.start)}">\n{told}'
        "        <AverageHeartRateBpm><Value>99</Value></AverageHeartRateBpm>\n"
        f"        <Track>\n{points}        </Track>\n      </Lap>\n"
    )


def _tcx_point(point: Point) -> str:
    place = ""
    if point.lat is not None:
        place = _told(("LatitudeDegrees", f"{point.lat:.7f}"), ("LongitudeDegrees", point.lon))
        place = f"<Position>\n{place}</Position>\n"
    beat = _inside("HeartRateBpm", ("Value", point.hr))
    steps = _inside("ns3:TPX", ("ns3:RunCadence", point.cad))
    told = _told(("AltitudeMeters", point.ele), ("DistanceMeters", point.distance))
    return (
        f"<Trackpoint>\n{_told(('Time', zulu(point.time)))}{place}{told}{beat}"
        f"<Extensions>{steps}</Extensions></Trackpoint>\n"
    )


def a_tcx(sport: str | None = "Running", laps: int = 3, **changes: Any) -> bytes:
    """Return a TCX file of one run; `changes` are the fields of `Made`."""
    return tcx(activity(*laps_of(Made(**changes), laps), sport=sport))


def a_zip(*files: bytes, name: str = "{}.fit", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these files, named by their number."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for number, data in enumerate(files):
            stamped = zipfile.ZipInfo(name.format(number), (2026, 10, 4, 20, 0, 0))
            archive.writestr(stamped, data, method)
    return made.getvalue()


def a_gz(data: bytes) -> bytes:
    """Return a gzip file."""
    return gzip.compress(data, mtime=0)


def zulu(time: datetime) -> str:
    """Write an aware UTC time as exports do."""
    return time.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _inside(name: str, value: tuple[str, object]) -> str:
    told = _told(value)
    return f"<{name}>\n{told}</{name}>\n" if told else ""


def _told(*values: tuple[str, object]) -> str:
    return "".join(
        f"        <{name}>{value}</{name}>\n" for name, value in values if value is not None
    )
