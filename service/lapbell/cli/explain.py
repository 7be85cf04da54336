"""`lapbell explain FILE`: what a file is, and why which trigger fires."""

import sys
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_state,
    state_option,
    the_config,
)
from lapbell.cli.terminal import DONE, LOOK, console, print_json, say
from lapbell.core.decision import Nudge, Verdict
from lapbell.core.occasion import local_start
from lapbell.core.plan import Plan
from lapbell.core.texts import run_line
from lapbell.errors import LapbellError, StoreError
from lapbell.folder import CannotOpenError, read_file
from lapbell.folder.listing import printable
from lapbell.jobs.explain import Explained, Explanation, explain
from lapbell.jobs.explain_json import as_json
from lapbell.store.database import Store


@click.command("explain")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]),
    help="Judge as of this moment, with its offset: 2026-11-22T18:00+01:00 (default: the run's "
    "end).",
)
@athlete_option
@config_option
@state_option
def command(
    file: Path,
    wants_json: bool,
    now: datetime | None,
    athlete_name: str,
    config_path: Path | None,
    state: Path | None,
) -> None:
    """Say what a run file is, and why which trigger fires or does not.

    Nothing is kept or sent. Without a config the sample's triggers are used, without a state
    folder the history is empty.

    Example: lapbell explain ~/runs/2026-11-22.fit
    """
    config, notes = the_config(config_path)
    plan = config.athlete(athlete_name).plan
    store = _open_store(find_state(state, config.path), notes)
    found = explain(_read(file), plan, store, now=now)
    if wants_json:
        print_json(as_json(str(file), found))
    else:
        _print(file, found, plan, notes)
    sys.exit(1 if found.reading.outcome == "unreadable" else 0)


def _read(file: Path) -> bytes:
    path = file.resolve()  # a link that the caller names is the caller's own
    try:
        return read_file(path.parent, path.name)
    except CannotOpenError as error:
        raise LapbellError(f"{file}: {error}") from None


def _open_store(folder: Path, notes: list[str]) -> Store | None:
    try:
        return Store(folder, read_only=True)
    except StoreError as error:
        notes.append(f"no history: {error}")
        return None


def _print(file: Path, found: Explanation, plan: Plan, notes: list[str]) -> None:
    out = console()
    say(out, printable(file.name), "bold")
    if not found.runs:
        say(out, f"{found.reading.outcome}: {found.reading.reason}")
    for one in found.runs:
        _print_run(out, one, plan)
    for note in notes:
        say(out, f"({note})", "dim")


def _print_run(out: Console, one: Explained, plan: Plan) -> None:
    start = local_start(one.run, plan.timezone)
    where = {True: ", indoors", False: "", None: ""}[one.run.indoor]
    say(out, f"{run_line(one.run)}, {start:%a %-d %b %Y %H:%M}{where}, {one.run.device}")
    say(out, "")
    for verdict in one.decision.verdicts:
        _print_verdict(out, verdict)
    for nudge in one.decision.nudges:
        _print_nudge(out, nudge, start)
    if not one.decision.nudges:
        say(out, "\nNo push.")


def _print_verdict(out: Console, verdict: Verdict) -> None:
    mark, style = ("fires", DONE) if verdict.fired else ("does not", "dim")
    say(out, verdict.trigger, "bold", indent=10, first=Text(f"{mark:<9} ", style))
    say(out, verdict.reason, indent=10)


def _print_nudge(out: Console, nudge: Nudge, start: datetime) -> None:
    due, until = nudge.due_at.astimezone(start.tzinfo), nudge.expires_at.astimezone(start.tzinfo)
    say(out, f"\nThe push, at {due:%H:%M}, good until {until:%H:%M}:")
    say(out, nudge.title, f"bold {LOOK}", indent=2)
    say(out, nudge.body, indent=2)
