"""`lapbell status`: how things stand."""

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import requests
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lapbell.cli.places import config_option, find_config, find_state, state_option
from lapbell.cli.terminal import DONE, HURT, console, print_json, say
from lapbell.config import Config, Web, load
from lapbell.core.plan import Plan
from lapbell.core.texts import run_line
from lapbell.core.words import day_and_time, length
from lapbell.jobs.status import Standing, standing
from lapbell.store.database import Store
from lapbell.store.lock import is_running

SHOWN = 10
"""Files that could not be read, listed one by one; the rest is a number."""


@click.command("status")
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@config_option
@state_option
def command(wants_json: bool, config_path: Path | None, state: Path | None) -> None:
    """Say how things stand: last scan, runs, pushes, what could not be read, what comes next.

    Ends with 0 where all is well, 1 where something needs you, 2 for a config that cannot be
    used.

    Example: lapbell status
    """
    path = find_config(config_path)
    config, folder = load(path), find_state(state, path)
    now = datetime.now(UTC)
    store = Store(folder, read_only=True)
    found = [standing(store, athlete.plan, now) for athlete in config.athletes]
    running = is_running(folder)
    health = _ask(config.web) if running and config.web else {}
    problems = _problems(found, running=running, health=health, now=now)
    if wants_json:
        print_json(_as_json(found, running=running, health=health, problems=problems))
    else:
        _print(console(), config, found, health, problems)
    sys.exit(1 if problems else 0)


def _ask(web: Web) -> dict[str, Any]:
    """Ask the running service for what only it knows; nothing where its page does not answer."""
    host = f"[{web.host}]" if ":" in web.host else web.host
    session = requests.Session()
    session.trust_env = False  # a proxy has no business with a loopback address
    try:
        answer = session.get(f"http://{host}:{web.port}/status.json", timeout=2)
        found = answer.json()
    except (requests.RequestException, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _problems(
    found: list[Standing], *, running: bool, health: dict[str, Any], now: datetime
) -> list[str]:
    problems = [] if running else ["lapbell does not run: start it with `lapbell run`"]
    problems += [str(text) for text in health.get("trouble", {}).values()]
    for one in found:
        for late in one.overdue(now):
            age = length(now - late.at)
            why = late.reason or "nothing tried yet"
            problems.append(f"{late.title}: due {age} ago over {late.channel}: {why}")
    return problems


def _as_json(
    found: list[Standing], *, running: bool, health: dict[str, Any], problems: list[str]
) -> dict[str, Any]:
    return {
        "ok": not problems,
        "problems": problems,
        "running": running,
        "scanned_at": health.get("scanned_at"),
        "athletes": [_one_as_json(one) for one in found],
    }


def _one_as_json(one: Standing) -> dict[str, Any]:
    plain = asdict(one)
    plain["last_run"] = one.last_run and {
        "id": one.last_run.id,
        "started_at": one.last_run.started_at,
        "distance_m": one.last_run.distance_m,
    }
    plain["next_due"] = [{"what": what, "at": at} for what, at in one.next_due]
    plain["oldest_queued"] = plain["waiting"][0] if plain["waiting"] else None
    return plain


def _print(
    out: Console,
    config: Config,
    found: list[Standing],
    health: dict[str, Any],
    problems: list[str],
) -> None:
    say(out, *(("needs you", HURT) if problems else ("all is well", DONE)))
    for problem in problems:
        say(out, problem, indent=2)
    for athlete, one in zip(config.athletes, found, strict=True):
        out.print()
        out.print(_table(athlete.plan, one, health))


def _table(plan: Plan, one: Standing, health: dict[str, Any]) -> Table:
    def at(moment: datetime) -> str:
        local = moment.astimezone(plan.timezone)
        return f"{day_and_time(local)}, {local.day} {local:%b}"

    scanned = health.get("scanned_at")
    run, file, sent = one.last_run, one.last_file, one.last_sent
    newest = f", the last {run_line(run)}, {at(run.started_at)}" if run else ""
    rows = {
        "last scan": at(datetime.fromisoformat(scanned)) if scanned else "not known",
        "last file": f"{file.name}: {file.state}, {at(file.noted_at)}" if file else "none yet",
        "runs": f"{one.runs}{newest}",
        "waiting": "; ".join(f"{w.title}, {at(w.at)}" for w in one.waiting) or "nothing",
        "last sent": f"{sent.title}, {at(sent.at)}" if sent else "nothing yet",
        "next": "; ".join(f"{what}, {at(when)}" for what, when in one.next_due) or "after a run",
        "not read": _not_read(one),
    }
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows.items():
        table.add_row(name, Text(value))
    return table


def _not_read(one: Standing) -> str:
    lines = [f"{file.name}: {file.reason or file.state}" for file in one.unreadable[:SHOWN]]
    more = len(one.unreadable) - SHOWN
    return "\n".join([*lines, f"and {more} more"] if more > 0 else lines) or "nothing"
