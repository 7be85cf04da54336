"""What a format's reader found of an activity becomes a `Run`: the checks all formats share.

Nonsense is left out here, and what the summary lacks is filled in from the records. How a
format says things belongs in its own module.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lapbell.core.run import Device, Form, Run, run_id
from lapbell.readers.metrics import measure
from lapbell.readers.records import FASTEST_MPS, Records
from lapbell.readers.sports import NO_SPORT, RUNNING

RUNNING_SUB_SPORTS = frozenset(
    {"treadmill", "street", "trail", "track", "indoor_running", "ultra", "obstacle"}
)
INDOOR = frozenset({"treadmill", "indoor_running", "virtual_activity"})
OUTDOOR = frozenset({"street", "trail", "track"})

HEART_RATES = (30.0, 240.0)
CADENCES = (20.0, 300.0)
CLIMBS = (0.0, 30_000.0)
LONGEST_DISTANCE_M = 500_000.0
LONGEST_TIME = timedelta(days=7)
FURTHEST_OFFSET = timedelta(hours=14)
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One activity as its file tells it, unchecked. `index` is its place in the file.

    Cadence is in steps per minute, `elapsed` and `moving` are in seconds.
    """

    index: int
    sport: str | None
    sub_sport: str | None
    started_at: datetime
    utc_offset: timedelta | None = None
    elapsed: float | None = None
    moving: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    avg_cadence_spm: float | None = None
    has_positions: bool = False
    device: Device = field(default_factory=Device)

    @property
    def is_run(self) -> bool:
        """Running, or no sport but one of running's kinds."""
        if self.sport in NO_SPORT:
            return self.sub_sport in RUNNING_SUB_SPORTS
        return self.sport == RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whose file it is, its content, its form, and whether all of it is there and undamaged."""

    athlete: str
    sha256: str
    form: Form
    whole: bool


def run(session: Session, records: Records, source: Source) -> Run:
    """Return the checked `Run` of a session; what it lacks comes from its own `records`."""
    records = records.in_order()
    stretches = records.stretches()
    elapsed = _span(session.elapsed) or _span(records.length)
    moving = _within_all(_span(session.moving) or _span(records.moving()), elapsed)
    indoor = _indoor(session, records)
    longest = elapsed or moving
    distance = _distance(session.distance_m, longest) or _distance(records.travelled(), longest)
    ascent, descent = _climb(session, records, indoor)
    return Run(
        id=run_id(source.athlete, source.sha256, session.index),
        athlete=source.athlete,
        sha256=source.sha256,
        session=session.index,
        sub_sport=session.sub_sport,
        started_at=session.started_at,
        utc_offset=session.utc_offset,
        elapsed=elapsed,
        moving=moving,
        distance_m=distance,
        ascent_m=ascent,
        descent_m=descent,
        avg_hr_bpm=_within(session.avg_hr_bpm, *HEART_RATES)
        or stretches.average(stretches.samples.heart_rate, *HEART_RATES),
        avg_cadence_spm=_within(session.avg_cadence_spm, *CADENCES)
        or _within(stretches.average(stretches.samples.cadence, 0, CADENCES[1]), *CADENCES),
        indoor=indoor,
        device=session.device,
        measured=measure(
            stretches,
            moving=moving or elapsed,
            distance_m=distance,
            descent_m=descent,
            indoor=indoor,
        ),
        form=source.form,
        whole=source.whole,
    )


def is_offset(offset: timedelta) -> bool:
    """Tell whether a clock can be so far from UTC: 14 h at most, in whole quarters of an hour."""
    return abs(offset) <= FURTHEST_OFFSET and not offset % QUARTER


def _climb(
    session: Session, records: Records, indoor: bool | None
) -> tuple[float | None, float | None]:
    ascent = _within(session.ascent_m, *CLIMBS)
    descent = _within(session.descent_m, *CLIMBS)
    if indoor or (ascent is not None and descent is not None):
        return ascent, descent
    up, down = records.climbed() or (None, None)
    return (
        _within(up, *CLIMBS) if ascent is None else ascent,
        _within(down, *CLIMBS) if descent is None else descent,
    )


def _within(value: float | None, lowest: float, highest: float) -> float | None:
    return value if value is not None and lowest <= value <= highest else None


def _span(seconds: float | None) -> timedelta | None:
    if seconds is None or not 0 < seconds <= LONGEST_TIME.total_seconds():
        return None
    return timedelta(seconds=seconds)


def _within_all(moving: timedelta | None, elapsed: timedelta | None) -> timedelta | None:
    """Return the moving time, no longer than all: samples beside laps may add up to more."""
    return min(moving, elapsed) if moving and elapsed else moving


def _distance(metres: float | None, length: timedelta | None) -> float | None:
    if metres is None or not 0 < metres <= LONGEST_DISTANCE_M:
        return None
    if length is not None and metres > FASTEST_MPS * length.total_seconds():
        return None
    return metres


def _indoor(session: Session, records: Records) -> bool | None:
    if session.sub_sport in INDOOR:
        return True
    if session.sub_sport in OUTDOOR or session.has_positions or records.has_positions:
        return False
    return None
