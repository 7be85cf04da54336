"""From `lapbell.toml` to a `Config`, or to every problem in it.

The order of work: read, check, collect; only where nothing is wrong, build.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from tzlocal import get_localzone

from lapbell.catalogue import BadRoutine, CatalogueError, RoutineTable, load_catalogue
from lapbell.channels.settings import ChannelSettings
from lapbell.config.channels import read_channels
from lapbell.config.models import AthleteTable, MainTable, TriggerTable, WebTable
from lapbell.config.problems import ConfigProblems, Problem
from lapbell.config.rules import (
    MOMENTS,
    facts_in,
    folder_path,
    folder_problems,
    trigger_name,
    trigger_problems,
)
from lapbell.config.source import Source, read
from lapbell.config.wording import validate
from lapbell.core.condition import parse
from lapbell.core.plan import Plan, Trigger
from lapbell.core.routine import Routine

ME = "me"
"""The athlete of `lapbell.toml` itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Where the pages listen."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """One athlete: a plan, the folders (whole paths) of their runs, their channels by name."""

    plan: Plan
    folders: tuple[Path, ...]
    channels: Mapping[str, ChannelSettings]

    @property
    def name(self) -> str:
        """The athlete's name: "me", or that of the file in `athletes/`."""
        return self.plan.athlete


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A config in which nothing is wrong. `web` is None where the pages are off."""

    path: Path
    athletes: tuple[Athlete, ...]
    web: Web | None


def load(path: Path) -> Config:
    """Read a config and the routines beside it; raise ConfigProblems with all that is wrong."""
    source = read(path)
    routines, bad = _catalogue(path.parent / "routines")
    table, problems = validate(MainTable, source)
    channels, of_channels = read_channels(source)
    problems += [
        *of_channels,
        *folder_problems(source),
        *trigger_problems(source, routines, frozenset(one.file.stem for one in bad)),
        *(problem for one in bad for problem in _routine_problems(one)),
    ]
    if problems or table is None:
        raise ConfigProblems(problems)
    athlete = _athlete(ME, source, table, routines, channels)
    return Config(path=path, athletes=(athlete,), web=_web(table.web))


def _catalogue(own: Path) -> tuple[Mapping[str, Routine], tuple[BadRoutine, ...]]:
    try:
        return load_catalogue(own), ()
    except CatalogueError as error:
        return error.fine, error.bad


def _routine_problems(bad: BadRoutine) -> list[Problem]:
    """Read a bad routine file once more, for its lines."""
    try:
        source = read(bad.file)
    except ConfigProblems as error:
        return list(error.problems)
    _, problems = validate(RoutineTable, source, name=bad.file.stem)
    return problems or [Problem(file=bad.file, message="the file changed meanwhile; try again")]


def _athlete(
    name: str,
    source: Source,
    table: AthleteTable,
    routines: Mapping[str, Routine],
    channels: Mapping[str, ChannelSettings],
) -> Athlete:
    plan = Plan(
        athlete=name,
        timezone=_zone(source, table.timezone),
        triggers=tuple(
            _trigger(source, index, one, routines) for index, one in enumerate(table.trigger)
        ),
        channels=tuple(channels),
        nudge_within=table.runs.nudge_within,
        routines=routines,
    )
    folders = tuple(folder_path(source, folder) for folder in table.runs.folders)
    return Athlete(plan=plan, folders=folders, channels=channels)


def _trigger(
    source: Source, index: int, table: TriggerTable, routines: Mapping[str, Routine]
) -> Trigger:
    key = next(key for key in MOMENTS if getattr(table, key) is not None)
    phase = MOMENTS[key]
    return Trigger(
        name=trigger_name(source, ("trigger", index), routines) or "",
        phase=phase,
        offset=getattr(table, key),
        routine=routines[table.routine],
        variant=table.variant,
        only_if=parse(table.only_if, facts_in(phase)) if table.only_if is not None else None,
        expires=table.expires,
        channels=tuple(table.channels or ()),
    )


def _zone(source: Source, name: str | None) -> ZoneInfo:
    if name is not None:
        return ZoneInfo(name)
    try:
        return get_localzone()
    except (KeyError, OSError, ValueError):  # no zone set, or two that contradict each other
        message = "this machine does not tell its time zone"
        advice = 'at the top of the file, write timezone = "Europe/Berlin"'
        raise ConfigProblems([source.problem(("timezone",), message, advice)]) from None


def _web(table: WebTable) -> Web | None:
    if table.listen == "off":
        return None
    host, _, port = table.listen.rpartition(":")
    return Web(host=host.strip("[]"), port=int(port))
