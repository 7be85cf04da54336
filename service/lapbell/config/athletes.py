"""The other athletes: `athletes/NAME.toml` beside `lapbell.toml`, each for itself.

What is wrong in one of these files stops its athlete and nobody else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from lapbell.config.athlete import AthleteFile
from lapbell.config.channels import NAME
from lapbell.config.config import Athlete, Broken
from lapbell.config.models import AthleteTable, MainTable
from lapbell.config.problems import MOST, ConfigProblems, Problem, printable, quoted
from lapbell.config.renamed import with_new_names
from lapbell.config.rules import folder_path
from lapbell.config.source import Source, read
from lapbell.config.wording import validate

SERVICE_WIDE = tuple(key for key in MainTable.model_fields if key not in AthleteTable.model_fields)
WATCHES = 'watches = ["Forerunner 255"]'


def load_athletes(
    main: AthleteFile, me: Athlete, local_zone: Callable[[], ZoneInfo]
) -> tuple[tuple[Athlete, ...], tuple[Broken, ...]]:
    """Return `me` and all other athletes, by name, and those whose file has problems.

    `main` is the file of `me`, whose routines are everybody's.
    """
    athletes, broken = [me], []
    for path in athlete_files(main.source.file):
        try:
            file = replace(main, name=path.stem, source=_read(path, main))
            athletes.append(_athlete(file, athletes, local_zone))
        except ConfigProblems as problems:
            named = _can_be_called(path.stem, main.name)
            name = path.stem if named else printable(f"athletes/{path.name}")
            broken.append(Broken(name=name, problems=problems))
    return tuple(athletes), tuple(broken)


def athlete_files(main: Path) -> list[Path]:
    """Return the files of the athletes beside a `lapbell.toml`, by name."""
    return sorted((main.parent / "athletes").glob("[!.]*.toml"))


def athlete_names(main: Path, own: str) -> tuple[str, ...]:
    """Return what all athletes are called: `own`, which is the main file's, and the others."""
    others = (path.stem for path in athlete_files(main))
    return own, *(name for name in others if _can_be_called(name, own))


def _can_be_called(name: str, taken: str) -> bool:
    return name != taken and NAME.fullmatch(name) is not None


def _read(path: Path, main: AthleteFile) -> Source:
    if not _can_be_called(path.stem, main.name):
        message = f"an athlete cannot be called {path.stem}"
        if path.stem == main.name:
            message += f", the athlete of {main.source.file.name}"
        advice = "call the file by another name of up to 40 letters, digits, - and _"
        raise ConfigProblems([Problem(file=path, message=message, advice=advice)])
    return with_new_names(read(path))


def _athlete(
    file: AthleteFile, others: Sequence[Athlete], local_zone: Callable[[], ZoneInfo]
) -> Athlete:
    source = file.source
    problems = [
        source.key_problem((key,), f"{key} is set once for everybody", "move it to lapbell.toml")
        for key in SERVICE_WIDE
        if key in source.table
    ]
    own = {key: value for key, value in source.table.items() if key not in SERVICE_WIDE}
    table, wrong = validate(AthleteTable, replace(source, table=own))
    problems += islice(chain(wrong, file.problems()), MOST + 1)
    if table is not None:
        problems += _sharing_problems(source, table, others)
    if problems or table is None:
        raise ConfigProblems(problems)
    return file.athlete(table, local_zone)


def _sharing_problems(
    source: Source, table: AthleteTable, others: Sequence[Athlete]
) -> Iterator[Problem]:
    """Yield what is wrong where a folder is another athlete's as well: a run must be one's."""
    mine = {name.casefold() for name in table.runs.watches}
    for index, folder in enumerate(table.runs.folders):
        path = folder_path(source, folder)
        for other in others:
            if not any(_meet(path, theirs) for theirs in other.folders):
                continue
            same = sorted(mine & {name.casefold() for name in other.plan.watches})
            if mine and other.plan.watches and not same:
                continue
            message = f"`{other.name}` watches this folder too, and a run can be only one's"
            advice = f"below [runs], both need {WATCHES}"
            if same:
                advice = f"both name the watch {quoted(same[0])}: write serial numbers instead"
            yield source.problem(("runs", "folders", index), message, advice)


def _meet(one: Path, other: Path) -> bool:
    return one == other or one in other.parents or other in one.parents
