"""`lapbell explain FILE`: what a file is, and why which trigger fires."""

import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_state,
    state_option,
    the_config,
)
from lapbell.cli.terminal import DONE, LOOK, console, print_json, say
from lapbell.config import Athlete
from lapbell.core.decision import Nudge, Verdict
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import Facts, Unknown
from lapbell.core.occasion import local_start
from lapbell.core.plan import Plan
from lapbell.core.texts import run_line
from lapbell.errors import LapbellError, StoreError
from lapbell.folder import CannotOpenError, read_file
from lapbell.folder.listing import printable
from lapbell.jobs.diary import Diary
from lapbell.jobs.explain import Explained, Explanation, Foreseen, explain, foresee
from lapbell.jobs.explain_json import as_json, foreseen_as_json
from lapbell.store.database import Store


@click.command("explain")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--next", "coming", is_flag=True, help="The runs expected in the coming week.")
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]),
    metavar="TIME",
    help="Judge as of this moment, with its offset: 2026-11-22T18:00+01:00 (default: the run's "
    "end; with --next this moment).",
)
@athlete_option
@config_option
@state_option
def command(  # noqa: PLR0913 - one for each option
    file: Path | None,
    coming: bool,
    wants_json: bool,
    now: datetime | None,
    athlete_name: str,
    config_path: Path | None,
    state: Path | None,
) -> None:
    """Say what a run file is, and why which trigger fires or does not.

    With --next: which runs are expected, from where, and what would be sent for them when.
    Nothing is kept or sent. Without a config the sample's triggers are used, without a state
    folder the history is empty.

    Example: lapbell explain ~/runs/2026-11-22.fit
    """
    if coming is (file is not None):
        raise click.UsageError("name a run file, or ask for the coming week with --next")
    config, notes = the_config(config_path)
    athlete = config.athlete(athlete_name)
    plan = athlete.plan
    store = _open_store(find_state(state, config.path), notes)
    if file is None:
        _explain_next(athlete, store, now or datetime.now(UTC), notes, wants_json=wants_json)
        return
    found = explain(_read(file), plan, store, now=now)
    if wants_json:
        print_json(as_json(str(file), found))
    else:
        _print(file, found, plan, notes)
    sys.exit(1 if found.reading.outcome == "unreadable" else 0)


def _explain_next(
    athlete: Athlete, store: Store | None, now: datetime, notes: list[str], *, wants_json: bool
) -> None:
    diary = Diary(athlete.plan, athlete.calendar)
    with tempfile.TemporaryDirectory(prefix="lapbell-explain-") as nowhere:
        found = foresee(store or Store(Path(nowhere)), athlete.plan, diary, now)
    if wants_json:
        print_json(foreseen_as_json(found, diary.left_out))
    else:
        notes += [f"left out of the calendar: {text}" for text in diary.left_out]
        _print_coming(found, athlete.plan, notes)


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


def _print_coming(found: Sequence[Foreseen], plan: Plan, notes: Sequence[str]) -> None:
    out = console()
    for one in found:
        starts = one.run.starts_at.astimezone(plan.timezone)
        say(out, one.run.why, indent=19, first=Text(f"{starts:%a %-d %b, %H:%M}".ljust(19), "bold"))
        for nudge in one.nudges:
            due = f"  {nudge.due_at.astimezone(plan.timezone):%H:%M}  "
            say(out, nudge.title, f"{LOOK} bold", indent=9, first=Text(due))
        for verdict in one.verdicts:
            if not verdict.fired:
                say(out, f"{verdict.trigger}: {verdict.reason}", "dim", indent=9)
        if not one.verdicts:
            say(out, "No trigger rings before or during a run.", "dim", indent=9)
    if not found:
        say(out, "No run is expected in the coming week: see [planned] in the config.")
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
    say(out, "\nIts facts:", "dim")
    out.print(_facts(one.decision.facts))


def _facts(facts: Facts) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        if isinstance(value, Unknown):
            table.add_row(name, Text(value.why, "dim"))
        else:
            plain = f"{value:g}" if isinstance(value, float) else str(value).lower()
            table.add_row(name, f"{plain} {FACTS[name].unit}".rstrip())
    return table


def _print_verdict(out: Console, verdict: Verdict) -> None:
    mark, style = ("fires", DONE) if verdict.fired else ("does not", "dim")
    say(out, verdict.trigger, "bold", indent=10, first=Text(f"{mark:<9} ", style))
    say(out, verdict.reason, indent=10)


def _print_nudge(out: Console, nudge: Nudge, start: datetime) -> None:
    due, until = nudge.due_at.astimezone(start.tzinfo), nudge.expires_at.astimezone(start.tzinfo)
    say(out, f"\nThe push, at {due:%H:%M}, good until {until:%H:%M}:")
    say(out, nudge.title, f"bold {LOOK}", indent=2)
    say(out, nudge.body, indent=2)
