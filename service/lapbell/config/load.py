"""From `lapbell.toml` to a `Config`, or to every problem in it.

The order of work: read, check, collect; only where nothing is wrong, build.
"""

from collections.abc import Callable, Mapping
from itertools import chain, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from tzlocal import get_localzone

from lapbell.catalogue import BadRoutine, CatalogueError, RoutineTable, load_catalogue
from lapbell.channels.secret import find_secret
from lapbell.config.athlete import AthleteFile
from lapbell.config.athletes import athlete_names, load_athletes
from lapbell.config.config import Config, Web
from lapbell.config.models import MainTable, WebTable
from lapbell.config.problems import MOST, ConfigProblems, Problem
from lapbell.config.renamed import with_new_names
from lapbell.config.source import read
from lapbell.config.wording import validate
from lapbell.core.routine import Routine

ME = "me"
"""The athlete of `lapbell.toml` itself."""


def load(
    path: Path, *, ready: bool = False, local_zone: Callable[[], ZoneInfo] = get_localzone
) -> Config:
    """Read a config, the routines and the athletes beside it.

    Raises ConfigProblems with all that is wrong in the file itself or in a routine; athletes
    with a problem are `Config.broken`. In a config that is to be put to work (`ready`), the
    sample's topic is a problem. `local_zone` is asked where the config names no time zone.
    """
    source = with_new_names(read(path))
    routines, bad = _catalogue(path.parent / "routines")
    file = AthleteFile(
        name=ME,
        source=source,
        routines=routines,
        unreadable=frozenset(one.file.stem for one in bad),
        ready=ready,
        athletes=athlete_names(path, ME),
    )
    table, wrong = validate(MainTable, source)
    of_routines = chain.from_iterable(map(problems_of_routine, bad))
    problems = list(islice(chain(wrong, file.problems(), of_routines), MOST + 1))
    if problems or table is None:
        raise ConfigProblems(problems)
    athletes, broken = load_athletes(file, file.athlete(table, local_zone), local_zone)
    return Config(
        path=path,
        athletes=athletes,
        web=_web(table.web),
        ping=table.health.ping,
        broken=broken,
    )


def _catalogue(own: Path) -> tuple[Mapping[str, Routine], tuple[BadRoutine, ...]]:
    try:
        return load_catalogue(own), ()
    except CatalogueError as error:
        return error.fine, error.bad


def problems_of_routine(bad: BadRoutine) -> list[Problem]:
    """Read a bad routine file once more, for the words and the lines of its problems."""
    try:
        source = read(bad.file)
    except ConfigProblems as error:
        return list(error.problems)
    _, problems = validate(RoutineTable, source, name=bad.file.stem)
    return problems or [Problem(file=bad.file, message="the file changed meanwhile; try again")]


def _web(table: WebTable) -> Web | None:
    if table.listen == "off":
        return None
    host, _, port = table.listen.rpartition(":")
    key = find_secret(table, "key")
    return Web(host=host.strip("[]"), port=int(port), url=table.url, key=key)
