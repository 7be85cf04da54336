"""`lapbell planned`: the runs to come, where each is expected from, and what was agreed to."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import click
from rich.text import Text

from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_config,
    find_state,
    state_option,
)
from lapbell.cli.terminal import console, print_json, say
from lapbell.config import load
from lapbell.config.times import parse_time
from lapbell.core.expected import Expected, FixedTime
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.errors import ConfigError, LapbellError
from lapbell.jobs import answer
from lapbell.jobs.diary import Diary
from lapbell.store import planned, questions
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store

AHEAD = timedelta(days=8)


@click.command("planned")
@click.option(
    "--remove",
    metavar="TIME|TRIGGER",
    help='Take back what you agreed to: a time ("Tue 18:30"), or that a trigger rings less.',
)
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@athlete_option
@config_option
@state_option
def command(
    remove: str | None,
    wants_json: bool,
    athlete_name: str,
    config_path: Path | None,
    state: Path | None,
) -> None:
    """List the runs expected in the coming week, and what you agreed to in a summary.

    Example: lapbell planned --remove "Tue 18:30"
    """
    path = find_config(config_path)
    athlete, now = load(path).athlete(athlete_name), datetime.now(UTC)
    folder = find_state(state, path)
    if remove is not None:
        say(console(), _remove(Store(folder, guest=True), athlete.name, remove, now))
        return
    diary, store = Diary(athlete.plan, athlete.calendar), Store(folder, read_only=True)
    with store.read() as db:
        coming = diary.runs(db, now, now + AHEAD, now)
        agreed = planned.times(db, athlete.name, agreed=True)
        fading = [*questions.fading(db, athlete.name, now)]
    if wants_json:
        print_json(
            {
                "expected": [asdict(run) for run in coming],
                "agreed": [str(one) for one in agreed],
                "after_long_runs_only": fading,
                "left_out": list(diary.left_out),
            }
        )
    else:
        _print_coming(coming, athlete.plan, diary.left_out)
        _print_agreed(agreed, fading)


def _remove(store: Store, athlete: str, text: str, now: datetime) -> str:
    """Forget a time or the easing of a trigger, and say so."""
    with store.write() as db:
        fading = questions.fading(db, athlete, now)
        if text in fading:
            row = AnswerRow(
                athlete=athlete,
                id=f"command:{token_hex(8)}",
                key=fading[text],
                verb=Verb.KEEP,
                at=now,
                via="command",
            )
            answer.take(db, row, now)
            return f'"{text}" rings after every run again, as the config says.'
        one = _time(text, fading)
        if not planned.remove_time(db, athlete, one):
            raise LapbellError(f"{one} is not among the times you agreed to; see `lapbell planned`")
    return f"{one} is forgotten."


def _time(text: str, fading: Collection[str]) -> FixedTime:
    try:
        return parse_time(text)
    except ValueError as error:
        known = ", ".join(f'"{name}"' for name in fading)
        or_else = f"; or name a trigger that rings less: {known}" if known else ""
        raise ConfigError(f"{error}{or_else}") from None


def _print_coming(coming: Sequence[Expected], plan: Plan, left_out: Sequence[str]) -> None:
    out = console()
    for run in coming:
        starts = run.starts_at.astimezone(plan.timezone)
        say(out, run.why, indent=19, first=Text(f"{starts:%a %-d %b, %H:%M}".ljust(19), "bold"))
    if not coming:
        say(out, "No run is expected in the coming week.")
    for text in left_out:
        say(out, f"left out of the calendar: {text}", "dim")


def _print_agreed(agreed: Sequence[FixedTime], fading: Sequence[str]) -> None:
    out = console()
    for one in agreed:
        say(out, f'{one}, since you agreed; --remove "{one}" forgets it', "dim")
    for name in fading:
        say(
            out,
            f"{name}: after long runs only, since you agreed; "
            f'--remove "{name}" has it ring after every run again',
            "dim",
        )
