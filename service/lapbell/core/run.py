"""A recorded run, and when two recordings are the same run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal, get_args

Form = Literal["tap", "gpx", "tcx", "fit"]
"""What a recording was written in; a later one tells more of the same run."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Watches that lost the time count from their boot, in the eighties or nineties."""

TAPPED_WITHIN = timedelta(hours=2)
"""A tap comes some minutes after the run, or after a shower."""

FURTHEST_AHEAD = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The watch that recorded a run. `product` is its name where one is known, else its number."""

    manufacturer: str | None = None
    product: str | None = None
    serial: str | None = None

    def is_one_of(self, names: Iterable[str]) -> bool:
        """Tell whether one of the names is this watch's serial number or its product name.

        Capitals do not matter, and the maker may stand before the product.
        """
        product = (self.product or "").casefold()
        mine = {product, f"{self.manufacturer or ''} {product}".strip().casefold(), self.serial}
        return any(name.strip().casefold() in mine - {"", None} for name in names)

    def __str__(self) -> str:
        """Name the watch as a person would, its serial number last."""
        words = [self.manufacturer, self.product, self.serial and f"({self.serial})"]
        return " ".join(word for word in words if word) or "unknown watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was computed from a run's records.

    `values` are metrics by fact name, `missing` says of the others why they are not known.
    `speed_seconds` is a histogram of running: seconds spent in each 0.1 m/s of speed, keyed by
    its lower edge in tenths of a metre per second (25 is 2.5 up to but not including 2.6 m/s).
    """

    values: Mapping[str, float] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    speed_seconds: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One recorded running activity. `None` means: not recorded.

    `started_at` is aware UTC; `utc_offset` is the runner's own clock minus UTC, where the file
    tells it. `elapsed` counts pauses, `moving` does not. Cadence is in steps per minute of both
    feet. `session` is the index of the run's session in its file, `sha256` that of the file
    after unpacking.
    """

    id: str
    athlete: str
    sha256: str
    session: int = 0
    sport: str = "running"
    sub_sport: str | None = None
    started_at: datetime
    utc_offset: timedelta | None = None
    elapsed: timedelta | None = None
    moving: timedelta | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    avg_cadence_spm: float | None = None
    indoor: bool | None = None
    device: Device = field(default_factory=Device)
    measured: Measured = field(default_factory=Measured)
    form: Form = "fit"
    whole: bool = True
    """False where the file was cut short or damaged, and the facts come from what was left."""

    @property
    def ended_at(self) -> datetime | None:
        """The run's end (aware UTC): start plus elapsed time, or moving time without one.

        Of a tap nothing is known but the end, which stands for the start as well.
        """
        if self.form == "tap":
            return self.started_at
        length = self.elapsed or self.moving
        return None if length is None else self.started_at + length


def run_id(athlete: str, sha256_hex: str, session: int) -> str:
    """Return the id of the run first met in this content: 32 hexadecimal digits."""
    return sha256(f"{athlete}\0{sha256_hex}\0{session}".encode()).hexdigest()[:32]


def has_wrong_clock(run: Run, now: datetime) -> bool:
    """Tell whether the start cannot be right: before 2000, or over 24 h ahead of `now`."""
    return run.started_at < EARLIEST or run.started_at > now + FURTHEST_AHEAD


def is_same_run(one: Run, other: Run) -> bool:
    """Tell whether two recordings of one athlete overlap for at least half of the shorter.

    A tap ("I'm back") is the run that ended within two hours of it.

    Two recorders, FIT beside GPX, a copy synchronised again: one run. The caller leaves out
    wrong clocks, which say nothing about when a run was.
    """
    if one.ended_at is None or other.ended_at is None:
        return False
    if "tap" in (one.form, other.form):
        return abs(one.ended_at - other.ended_at) <= TAPPED_WITHIN
    overlap = min(one.ended_at, other.ended_at) - max(one.started_at, other.started_at)
    shorter = min(one.ended_at - one.started_at, other.ended_at - other.started_at)
    return shorter > timedelta(0) and overlap >= shorter / 2


def is_better_recording(new: Run, known: Run) -> bool:
    """Tell whether `new` should replace the facts of `known`: whole over cut, then the form.

    Of two equals the longer one stays, whichever came first; the content settles the rest.
    """
    return _quality(new) > _quality(known)


def _quality(run: Run) -> tuple[bool, int, timedelta, str, int]:
    form = get_args(Form).index(run.form)
    return run.whole, form, run.elapsed or timedelta(0), run.sha256, run.session
