"""The moments that triggers look at, and what is known when they come."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from lapbell.core.routine import Phase
from lapbell.core.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterRun:
    """A run has ended."""

    run: Run

    @property
    def phase(self) -> Phase:
        """The phase of this kind of occasion."""
        return Phase.AFTER


Occasion = AfterRun


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the athlete did before: runs with a right clock, in order of their start."""

    runs: tuple[Run, ...] = ()

    def last_run_before(self, moment: datetime) -> Run | None:
        """Return the latest run that started before `moment`; later ones do not exist for it."""
        earlier = (run for run in reversed(self.runs) if run.started_at < moment)
        return next(earlier, None)


def run_zone(run: Run, home: ZoneInfo) -> tzinfo:
    """Return the zone whose clock the runner saw: the run's own offset, else `home`.

    Some watches write a zero offset for "not known", so zero counts only where `home` agrees.
    """
    if run.utc_offset is None:
        return home
    if run.utc_offset == timedelta(0) and run.started_at.astimezone(home).utcoffset():
        return home
    return timezone(run.utc_offset)


def local_start(run: Run, home: ZoneInfo) -> datetime:
    """Return the run's start on the runner's own clock."""
    return run.started_at.astimezone(run_zone(run, home))
