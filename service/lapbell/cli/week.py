"""`lapbell week`: what a week came to."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from lapbell.cli.household import tell_household
from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_config,
    find_state,
    state_option,
)
from lapbell.cli.terminal import console, print_json, say
from lapbell.config import load
from lapbell.core.plan import Plan
from lapbell.core.summary import WeekSummary
from lapbell.core.week_text import facts_in_words, week_text
from lapbell.core.weeks import WEEK, monday_of
from lapbell.errors import LapbellError
from lapbell.jobs.diary import Diary
from lapbell.jobs.past import COMES_WITHIN, summary_of
from lapbell.jobs.week_json import as_json
from lapbell.jobs.week_picture import picture_in_text, picture_of
from lapbell.store.database import Store

FIRST_DAY = date(1990, 1, 1)
"""The clock of FIT files begins a day earlier."""


@click.command("week")
@click.option(
    "--of",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Any day of the week (2026-11-22); default: the week that ended last.",
)
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@click.option(
    "--household",
    "of_household",
    is_flag=True,
    help="This week and last of all who share with each other (share_with below [summary]).",
)
@click.option(
    "--png", type=click.Path(path_type=Path), help="Also write the picture to this new file."
)
@athlete_option
@config_option
@state_option
def command(  # noqa: PLR0913 - one for each option
    day: datetime | None,
    wants_json: bool,
    of_household: bool,
    png: Path | None,
    athlete_name: str,
    config_path: Path | None,
    state: Path | None,
) -> None:
    """Say what a week came to, in the words of the weekly summary, with its picture and score.

    Example: lapbell week --of 2026-11-16 --png week.png
    """
    if of_household and (day or png):
        raise click.UsageError("--household is of this week and last, and has no picture")
    path = find_config(config_path)
    config = load(path)
    athlete = config.athlete(athlete_name)
    store = Store(find_state(state, path), read_only=True)
    now = datetime.now(UTC)
    if of_household:
        tell_household(config, athlete, store, now, wants_json=wants_json)
        return
    plan, diary = athlete.plan, Diary(athlete.plan, athlete.calendar)
    today = now.astimezone(plan.timezone).date()
    monday = _monday(day.date(), today) if day else monday_of(today) - WEEK
    with store.read() as db:
        coming = diary.runs(db, now, now + COMES_WITHIN, now)
        week = summary_of(db, monday, plan, now, coming)
    if png is not None:
        _write(png, picture_of(week, today).png)
    if wants_json:
        print_json(as_json(week, *week_text(week, plan.timezone, today)))
    else:
        show(console(), week, plan, today)


def _monday(day: date, today: date) -> date:
    if not FIRST_DAY <= day < monday_of(today) + WEEK:
        raise LapbellError(
            f"--of {day}: name a day from {FIRST_DAY} to this week, for instance --of {today}"
        )
    return monday_of(day)


def _write(file: Path, png: bytes) -> None:
    try:
        with file.open("xb") as target:
            target.write(png)
    except FileExistsError:
        raise LapbellError(f"{file} is there already; name a new file") from None
    except OSError as error:
        raise LapbellError(f"{file} cannot be written: {error.strerror}") from None


def show(out: Console, week: WeekSummary, plan: Plan, today: date) -> None:
    """Print the words of the push, the picture in letters, and what a push leaves out."""
    title, body = week_text(week, plan.timezone, today)
    sunday = week.monday + WEEK - timedelta(days=1)
    say(out, f"{week.monday:%a %-d %b} to {sunday:%a %-d %b %Y}", "dim")
    say(out, title, "bold")
    say(out, body)
    out.print()
    out.print(Text(picture_in_text(week, today)))
    out.print()
    for name, value in facts_in_words(week):
        say(out, value, indent=10, first=Text(f"{name:<10}", "dim"))
