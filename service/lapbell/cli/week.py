"""`lapbell week`: what a week came to."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from lapbell.cli.places import config_option, find_config, find_state, state_option
from lapbell.cli.terminal import console, print_json, say
from lapbell.config import load
from lapbell.core.plan import Plan
from lapbell.core.weeks import WEEK, WeekSummary, monday_of, week_text
from lapbell.jobs.summarise import summary_of
from lapbell.store.database import Store


@click.command("week")
@click.option(
    "--of",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Any day of the week (2026-11-22); default: the week that ended last.",
)
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@config_option
@state_option
def command(
    day: datetime | None, wants_json: bool, config_path: Path | None, state: Path | None
) -> None:
    """Say what a week came to, in the words of the weekly summary.

    Example: lapbell week --of 2026-11-16
    """
    path = find_config(config_path)
    plan = load(path).athletes[0].plan
    store = Store(find_state(state, path), read_only=True)
    now = datetime.now(UTC)
    today = now.astimezone(plan.timezone).date()
    monday = monday_of(day.date()) if day else monday_of(today) - WEEK
    with store.read() as db:
        summary = summary_of(db, monday, plan, now)
    if wants_json:
        print_json(_as_json(summary, plan))
    else:
        _print(summary, plan)


def _as_json(summary: WeekSummary, plan: Plan) -> dict[str, Any]:
    title, body = week_text(summary, plan.timezone)
    plain = asdict(summary)
    plain["week"] = "{}-W{:02}".format(*summary.monday.isocalendar()[:2])
    return {**plain, "title": title, "body": body}


def _print(summary: WeekSummary, plan: Plan) -> None:
    title, body = week_text(summary, plan.timezone)
    sunday = summary.monday + WEEK - timedelta(days=1)
    out = console()
    say(out, f"{summary.monday:%a %-d %b} to {sunday:%a %-d %b %Y}", "dim")
    say(out, title, "bold")
    say(out, body)
