"""`lapbell planned`: the runs to come, and where each is expected from."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.text import Text

from lapbell.cli.places import config_option, find_config, find_state, state_option
from lapbell.cli.terminal import console, print_json, say
from lapbell.config import load
from lapbell.config.times import parse_time
from lapbell.core.expected import Expected, FixedTime
from lapbell.core.plan import Plan
from lapbell.errors import ConfigError, LapbellError
from lapbell.jobs.diary import Diary
from lapbell.store import planned
from lapbell.store.database import Store

AHEAD = timedelta(days=8)


@click.command("planned")
@click.option("--remove", metavar="TIME", help='Forget a time you agreed to: "Tue 18:30".')
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@config_option
@state_option
def command(
    remove: str | None, wants_json: bool, config_path: Path | None, state: Path | None
) -> None:
    """List the runs expected in the coming week, and the times you agreed to.

    Example: lapbell planned --remove "Tue 18:30"
    """
    path = find_config(config_path)
    athlete, folder, now = load(path).athletes[0], find_state(state, path), datetime.now(UTC)
    if remove is not None:
        _remove(Store(folder, guest=True), athlete.plan, remove)
        return
    diary, store = Diary(athlete.plan, athlete.calendar), Store(folder, read_only=True)
    with store.read() as db:
        coming = diary.runs(db, now, now + AHEAD, now)
        agreed = planned.times(db, athlete.name, agreed=True)
    if wants_json:
        print_json(
            {"expected": [asdict(run) for run in coming], "agreed": [str(one) for one in agreed]}
        )
    else:
        _print(coming, agreed, athlete.plan, diary.left_out)


def _remove(store: Store, plan: Plan, text: str) -> None:
    try:
        one = parse_time(text)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    with store.write() as db:
        was_there = planned.remove_time(db, plan.athlete, one)
    if not was_there:
        raise LapbellError(f"{one} is not among the times you agreed to; see `lapbell planned`")
    say(console(), f"{one} is forgotten.")


def _print(
    coming: list[Expected], agreed: tuple[FixedTime, ...], plan: Plan, left_out: object
) -> None:
    out = console()
    for run in coming:
        starts = run.starts_at.astimezone(plan.timezone)
        say(out, run.why, indent=19, first=Text(f"{starts:%a %-d %b, %H:%M}".ljust(19), "bold"))
    if not coming:
        say(out, "No run is expected in the coming week.")
    for one in agreed:
        say(out, f'{one}, since you agreed; --remove "{one}" forgets it', "dim")
    for text in left_out if isinstance(left_out, tuple) else ():
        say(out, f"left out of the calendar: {text}", "dim")
