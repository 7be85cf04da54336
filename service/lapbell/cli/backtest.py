"""`lapbell backtest`: what the triggers would have sent over the history."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lapbell.cli.import_ import bring_in
from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_state,
    state_option,
    the_config,
)
from lapbell.cli.terminal import LOOK, console, print_json, say
from lapbell.config import Athlete, load
from lapbell.core.occasion import AfterRun, local_start
from lapbell.core.plan import Plan
from lapbell.core.replay import Replayed
from lapbell.core.run import Run
from lapbell.core.tally import Difference, TriggerTally, differences
from lapbell.core.texts import run_line
from lapbell.core.words import count, day_and_date
from lapbell.errors import LapbellError, StoreError
from lapbell.jobs.backtest import Backtest, as_json, backtest, known_runs, local_date
from lapbell.store.database import Store

SHOWN = 20
_NAME_A_FOLDER = "Name a folder of run files: `lapbell backtest ~/runs`."
BAR = 40
"""Characters of the longest bar."""


@click.command("backtest")
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Count from this day on (2026-01-01); what was before is known all the same.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="OTHER.toml",
    help="Another config, to see where the two differ.",
)
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@athlete_option
@config_option
@state_option
def command(  # noqa: PLR0913 - one for each option
    folder: Path | None,
    since: datetime | None,
    against: Path | None,
    wants_json: bool,
    athlete_name: str,
    config_path: Path | None,
    state: Path | None,
) -> None:
    """Say what the triggers would have sent over the known runs, or over those of a folder.

    As though each file had come the moment its run ended, and nothing was ever answered. Expected
    runs are those of `[planned] times`. Nothing is kept or sent.

    Example: lapbell backtest --since 2026-01-01 --against other.toml
    """
    config, notes = the_config(config_path)
    athlete = config.athlete(athlete_name)
    history = _read(folder, athlete) if folder else _known(find_state(state, config.path), athlete)
    day = since.date() if since else None
    one = backtest(history, athlete.plan, day)
    other = backtest(history, load(against).athlete(athlete_name).plan, day) if against else None
    pairs = differences(one.replayed, other.replayed) if other else []
    if wants_json:
        print_json(as_json(one, other, pairs))
        return
    out = console()
    if other and against:
        for path, found in ((config.path, one), (against, other)):
            say(out, path.name, "bold")
            _print_totals(out, found)
        _print_differences(out, pairs, (config.path.name, against.name), athlete.plan)
    else:
        _print_totals(out, one)
        _print_bars(out, "weeks with so many pushes", Counter(one.tally.weeks.values()))
        _print_bars(out, "pushes in each hour of the day", one.tally.hours)
    for note in notes:
        say(out, f"({note})", "dim")


def _read(folder: Path, athlete: Athlete) -> tuple[Run, ...]:
    """Read a folder as an import would, into a database that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="lapbell-backtest-") as place:
        store = Store(Path(place))
        bring_in(folder.absolute(), athlete, store, show=True)
        return _some(known_runs(store, athlete.name, datetime.now(UTC)), f"{folder} holds no run")


def _known(state: Path, athlete: Athlete) -> tuple[Run, ...]:
    try:
        found = known_runs(Store(state, read_only=True), athlete.name, datetime.now(UTC))
    except StoreError as error:
        raise LapbellError(f"{error}\n  {_NAME_A_FOLDER}") from None
    return _some(found, "no run is known yet")


def _some(found: tuple[Run, ...], otherwise: str) -> tuple[Run, ...]:
    if not found:
        raise LapbellError(f"{otherwise}\n  {_NAME_A_FOLDER}")
    return found


def _print_totals(out: Console, found: Backtest) -> None:
    first, last = (local_date(found.replayed[at], found.plan) for at in (0, -1))
    whole = found.tally
    span = f"{day_and_date(first)} {first.year} to {day_and_date(last)} {last.year}"
    say(out, f"{count(whole.runs, 'run')}, {span}")
    mean = whole.pushes / len(whole.weeks)
    pushes = count(whole.pushes, "push") if whole.pushes == 1 else f"{whole.pushes} pushes"
    say(out, f"{pushes}: {mean:.1f} a week, {max(whole.weeks.values())} at most")
    out.print()
    out.print(_triggers(whole.triggers))
    out.print()


def _triggers(triggers: Iterable[TriggerTally]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("trigger", overflow="fold")
    for heading in ("asked", "rang"):
        table.add_column(heading, justify="right")
    table.add_column("held back by")
    for one in triggers:
        held = [f"{rule} {number}" for rule, number in one.held_back.items()]
        held += [f"(a fact was missing {one.lacked})"] * bool(one.lacked)
        table.add_row(one.name, str(one.asked), str(one.rang), ", ".join(held))
    return table


def _print_bars(out: Console, heading: str, numbers: Mapping[int, int]) -> None:
    if not numbers:
        return
    say(out, heading, "dim")
    unit = max(BAR, *numbers.values()) / BAR
    for key in range(min(numbers), max(numbers) + 1):
        number = numbers.get(key, 0)
        bar = Text("\N{FULL BLOCK}" * round(number / unit), LOOK)
        out.print(Text.assemble(f"{key:>4}  {number:>5}  ", bar))
    out.print()


def _print_differences(
    out: Console, pairs: Sequence[Difference], names: tuple[str, str], plan: Plan
) -> None:
    say(out, f"They differ on {count(len(pairs), 'occasion')}.", "bold")
    room = max(map(len, names)) + 4
    for pair in pairs[:SHOWN]:
        say(out, _occasion(pair, plan))
        for name, side in zip(names, (pair.one, pair.other), strict=True):
            say(out, _push(side, plan), indent=room, first=Text(f"  {name:<{room - 2}}", "dim"))
    if len(pairs) > SHOWN:
        say(out, f"and {len(pairs) - SHOWN} more; --json has all", "dim")


def _occasion(pair: Difference, plan: Plan) -> str:
    one = pair.one or pair.other
    assert one is not None  # noqa: S101 - a pair has at least one side
    if isinstance(one.occasion, AfterRun):
        run = one.occasion.run
        start = local_start(run, plan.timezone)
        return f"{day_and_date(start.date())} {start:%Y %H:%M}, {run_line(run)}"
    start = one.occasion.starts_at.astimezone(plan.timezone)
    return f"{day_and_date(start.date())} {start:%Y %H:%M}, a run was expected"


def _push(side: Replayed | None, plan: Plan) -> str:
    if side is None or side.nudge is None:
        return "nothing"
    return f"{side.nudge.due_at.astimezone(plan.timezone):%H:%M} {side.nudge.title}"
