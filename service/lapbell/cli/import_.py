"""`lapbell import FOLDER`: history without nudges."""

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.text import Text

from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_config,
    find_state,
    state_option,
)
from lapbell.cli.terminal import console, print_json, say
from lapbell.config import Athlete, load
from lapbell.daemon import SystemClock
from lapbell.errors import LapbellError
from lapbell.jobs.context import Context
from lapbell.jobs.events import Event, FolderTrouble
from lapbell.jobs.reading import ReadingProcess
from lapbell.jobs.scan import Scanner
from lapbell.store import files, runs
from lapbell.store.database import Store
from lapbell.store.files import NotedFile

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What is known of a folder's files after an import."""

    folder: str
    files: dict[str, int]
    runs_known: int
    not_runs: dict[str, int]
    unreadable: tuple[NotedFile, ...]


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@athlete_option
@config_option
@state_option
def command(
    folder: Path,
    wants_json: bool,
    athlete_name: str,
    config_path: Path | None,
    state: Path | None,
) -> None:
    """Read a folder of old run files into the history; nothing rings.

    Any number of times: what is known is known. Interrupted, it goes on where it was. The files
    are only read; a running service need not be stopped.

    Example: lapbell import ~/old-runs
    """
    path = find_config(config_path)
    athlete = load(path).athlete(athlete_name)
    store = Store(find_state(state, path), guest=True)
    folder = folder.absolute()
    bring_in(folder, athlete, store, show=not wants_json)
    found = _found(folder, athlete, store)
    if wants_json:
        print_json(asdict(found))
    else:
        _print(console(), found)


def bring_in(folder: Path, athlete: Athlete, store: Store, *, show: bool) -> None:
    """Read a folder into a store as history, with a progress bar where `show` is set."""
    clock = SystemClock()
    reading = ReadingProcess(clock)
    context = Context(store, clock, _refuse_trouble)
    scanner = Scanner(athlete.plan, [folder], context, reading, lambda: False)
    is_watched = any(folder == one or one in folder.parents for one in athlete.folders)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=Console(stderr=True), disable=not show) as progress:
            task = progress.add_task("")
            for done, total in scanner.bring_in(only_known=is_watched):
                progress.update(task, completed=done, total=total)
    finally:
        reading.close()


def _refuse_trouble(event: Event) -> None:
    if isinstance(event, FolderTrouble):
        raise LapbellError(f"{event.folder}: {event.reason}")


def _found(folder: Path, athlete: Athlete, store: Store) -> Imported:
    name, path = athlete.name, str(folder)
    with store.read() as db:
        return Imported(
            folder=path,
            files=files.count_by_state(db, name, path),
            runs_known=runs.count(db, name),
            not_runs=dict(Counter(files.reasons(db, name, path, "not a run")).most_common()),
            unreadable=files.unreadable(db, name, path),
        )


def _print(out: Console, found: Imported) -> None:
    told = ", ".join(f"{number} {state}" for state, number in found.files.items())
    say(out, f"{found.folder}: {told or 'no run files'}")
    say(out, f"{found.runs_known} runs known in all")
    for reason, number in list(found.not_runs.items())[:SHOWN]:
        say(out, reason, indent=9, first=Text(f"{number:>7}  "))
    for file in found.unreadable[:SHOWN]:
        say(out, f"{file.name}: {file.reason}", indent=9)
    if len(found.unreadable) > SHOWN:
        say(out, f"and {len(found.unreadable) - SHOWN} more; --json has all", indent=9)
