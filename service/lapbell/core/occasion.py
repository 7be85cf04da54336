"""The moments that triggers look at, and what is known when they come."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from lapbell.core.expected import BELONGS, Expected
from lapbell.core.offers import Offer, Pause
from lapbell.core.quiet import Push
from lapbell.core.routine import Phase
from lapbell.core.run import Run

LOOKS_BACK = timedelta(days=120)
"""As far back as any fact looks, with room to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterRun:
    """A run has ended."""

    run: Run

    @property
    def phase(self) -> Phase:
        """The phase of this kind of occasion."""
        return Phase.AFTER

    @property
    def starts_at(self) -> datetime:
        """The start of the run (aware UTC)."""
        return self.run.started_at


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeRun:
    """A run is expected to start soon."""

    expected: Expected

    @property
    def phase(self) -> Phase:
        """The phase of this kind of occasion."""
        return Phase.BEFORE

    @property
    def starts_at(self) -> datetime:
        """The start of the expected run (aware UTC)."""
        return self.expected.starts_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DuringRun(BeforeRun):
    """An expected run should be under way."""

    @property
    def phase(self) -> Phase:
        """The phase of this kind of occasion."""
        return Phase.DURING


Occasion = AfterRun | BeforeRun | DuringRun


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was before an occasion, all in order of time.

    `runs` have a right clock; `pushes` are what limits count, `offers` what was delivered and
    how it was answered, `eased` the starts of the runs that were left in peace since the last
    offer. `pause` is the one that is on; until `rings_less_until` the athlete wants half of it,
    and after long runs only from the triggers named in `fading`.
    """

    runs: tuple[Run, ...] = ()
    pushes: tuple[Push, ...] = ()
    offers: tuple[Offer, ...] = ()
    eased: tuple[datetime, ...] = ()
    pause: Pause | None = None
    rings_less_until: datetime | None = None
    fading: frozenset[str] = frozenset()

    def last_run_before(self, moment: datetime) -> Run | None:
        """Return the latest run that started before `moment`; later ones do not exist for it."""
        earlier = (run for run in reversed(self.runs) if run.started_at < moment)
        return next(earlier, None)

    def run_of(self, expected: Expected) -> Run | None:
        """Return the run that was expected, if its file is here already."""
        near = [run for run in self.runs if abs(run.started_at - expected.starts_at) <= BELONGS]
        return min(near, key=lambda run: abs(run.started_at - expected.starts_at), default=None)


def run_zone(run: Run, home: ZoneInfo) -> tzinfo:
    """Return the zone whose clock the runner saw: the run's own offset, else `home`."""
    return zone_at(run.started_at, run.utc_offset, home)


def zone_at(started_at: datetime, utc_offset: timedelta | None, home: ZoneInfo) -> tzinfo:
    """Return the zone of a run with this start and offset.

    Some watches write a zero offset for "not known", so zero counts only where `home` agrees.
    """
    if utc_offset is None:
        return home
    if utc_offset == timedelta(0) and started_at.astimezone(home).utcoffset():
        return home
    return timezone(utc_offset)


def local_start(run: Run, home: ZoneInfo) -> datetime:
    """Return the run's start on the runner's own clock."""
    return run.started_at.astimezone(run_zone(run, home))


def zone_of(occasion: Occasion, home: ZoneInfo) -> tzinfo:
    """Return the zone whose clock counts for an occasion: the run's own, else the athlete's."""
    return run_zone(occasion.run, home) if isinstance(occasion, AfterRun) else home
