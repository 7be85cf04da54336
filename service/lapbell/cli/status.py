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

from lapbell.cli.places import config_option, find_config, find_state, is_system, state_option
from lapbell.cli.terminal import DONE, HURT, console, print_json, say
from lapbell.config import Config, ConfigProblems, Web, load
from lapbell.core.plan import Plan
from lapbell.errors import ConfigError, StoreError
from lapbell.folder import FolderError, list_folder
from lapbell.jobs.diary import Diary
from lapbell.jobs.events import FolderTrouble
from lapbell.jobs.status import Standing, standing
from lapbell.jobs.status_text import problems as problems_of
from lapbell.jobs.status_text import rows
from lapbell.store.database import Store
from lapbell.store.lock import is_running
from lapbell.store.secret import the_secret
from lapbell.web.access import own_pass


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
    folder = find_state(state, path)
    config = _load(path, folder)
    now = datetime.now(UTC)
    store = Store(folder, read_only=True)
    found = [
        standing(store, one.plan, Diary(one.plan, one.calendar), now) for one in config.athletes
    ]
    running = is_running(folder)
    health = _ask(config.web, folder) if running and config.web else {}
    start = "sudo systemctl start lapbell" if is_system(path) else "lapbell run"
    problems = _problems(found, start=start, running=running, health=health, now=now)
    problems += [trouble] if (trouble := store.trouble()) else []
    if not health:
        problems += _look(config)
    problems += [text for one in config.broken if (text := str(one)) not in problems]
    problems += [stranger.in_short() for stranger in config.strangers]
    if wants_json:
        print_json(_as_json(found, running=running, health=health, problems=problems))
    else:
        _print(console(), config, found, health, problems)
    sys.exit(1 if problems else 0)


def _load(path: Path, state: Path) -> Config:
    try:
        return load(path)
    except ConfigProblems as error:
        if not is_running(state):
            raise
        raise ConfigError(f"{error}\n\nThe service goes on with the config it had.") from None


def _ask(web: Web, state: Path) -> dict[str, Any]:
    """Ask the running service for what only it knows; nothing where its page does not answer."""
    host = f"[{web.host}]" if ":" in web.host else web.host
    session = requests.Session()
    session.trust_env = False  # a proxy has no business with a loopback address
    try:
        headers = {"Authorization": f"Bearer {own_pass(the_secret(state))}"}
        answer = session.get(f"http://{host}:{web.port}/status.json", headers=headers, timeout=2)
        found = answer.json()
    except (requests.RequestException, StoreError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _problems(
    found: list[Standing],
    *,
    start: str,
    running: bool,
    health: dict[str, Any],
    now: datetime,
) -> list[str]:
    problems = [] if running else [f"lapbell does not run: start it with `{start}`"]
    problems += [str(text) for text in health.get("trouble", {}).values()]
    return problems + [text for one in found for text in problems_of(one, now)]


def _look(config: Config) -> list[str]:
    """Look for oneself at what a service would say, had it a page to say it on."""
    problems = []
    for folder in dict.fromkeys(one for athlete in config.athletes for one in athlete.folders):
        try:
            list_folder(folder)
        except FolderError as error:
            problems.append(str(FolderTrouble(folder=str(folder), reason=str(error))))
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
        if len(found) > 1:
            say(out, athlete.name, "bold")
        out.print(_table(athlete.plan, one, health))


def _table(plan: Plan, one: Standing, health: dict[str, Any]) -> Table:
    scanned = health.get("scanned_at")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows(one, plan, datetime.fromisoformat(scanned) if scanned else None):
        table.add_row(name, Text(value))
    return table
