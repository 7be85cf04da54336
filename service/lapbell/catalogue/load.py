"""From TOML files to routines.

What a file may hold stands in `models`. A file that cannot be used is set aside with its cause;
the words for it, with file and line, are made in `config`, as for the config file itself.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from lapbell.catalogue.models import RoutineTable
from lapbell.core.routine import Routine
from lapbell.errors import ConfigError

LISTED = (
    "chair-pose", "calf-pump", "chest-opener",  # one for each imbalance: what it is all about
    "hip-core", "ankle-swing", "heel-drops", "hip-flexor-lunge", "figure-four", "foot-core",
    "legs-up",
)  # fmt: skip
"""The built-in routines in the order in which people see them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRoutine:
    """A routine file that cannot be used: an OSError, or a ValueError of TOML or of pydantic."""

    file: Path
    cause: OSError | ValueError | RecursionError


class CatalogueError(ConfigError):
    """Routine files that cannot be used, all of them; `fine` are the routines of the others."""

    def __init__(self, fine: Mapping[str, Routine], bad: tuple[BadRoutine, ...]) -> None:
        names = ", ".join(str(one.file) for one in bad)
        super().__init__(f"these routines cannot be used: {names}; `lapbell check` tells why")
        self.fine = fine
        self.bad = bad


def load_catalogue(own: Path | None) -> Mapping[str, Routine]:
    """Return all routines by id: the built-in ones as listed, then the athlete's own by name.

    `own` is a folder of TOML files, which need not exist; a routine in it with a built-in id
    takes that one's place. Raises CatalogueError where any of its files cannot be used.
    """
    routines = dict(built_in())
    bad: list[BadRoutine] = []
    for file in sorted(own.glob("[!.]*.toml")) if own else ():
        try:
            routines[file.stem] = _routine(file.stem, file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as cause:
            bad.append(BadRoutine(file=file, cause=cause))
    if bad:
        raise CatalogueError(routines, tuple(bad))
    return routines


@cache
def built_in() -> Mapping[str, Routine]:
    """Return the routines that come with lapbell, by id, as listed."""
    folder = files("lapbell.catalogue") / "routines"
    return {
        name: _routine(name, (folder / f"{name}.toml").read_text(encoding="utf-8"), known_good=True)
        for name in LISTED
    }


def _routine(name: str, text: str, *, known_good: bool = False) -> Routine:
    context = {"id": name, "known_good": known_good}  # the tests check what we ship ourselves
    table = RoutineTable.model_validate(tomllib.loads(text), context=context)
    return table.routine()
