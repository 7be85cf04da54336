"""`lapbell check`: whether everything is there that a nudge needs."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from zoneinfo import ZoneInfo

import click
from rich.text import Text

from lapbell.calendars import NoCopy, fetch
from lapbell.channels.connection import Deadline, open_session
from lapbell.channels.protocol import Finding, Home, Message, Sent
from lapbell.channels.registry import open_channel
from lapbell.cli.household import halves
from lapbell.cli.places import config_option, find_config, find_state, state_option
from lapbell.cli.ready import missing_secrets
from lapbell.cli.terminal import DONE, HURT, console, print_json, say
from lapbell.config import Athlete, Calendar, Config, ConfigProblems, load
from lapbell.core.weeks import WEEK
from lapbell.core.words import count
from lapbell.errors import StoreError
from lapbell.folder import FolderError, list_folder
from lapbell.folder.listing import NOT_FOLLOWED, closed_files
from lapbell.jobs.fetch import WITHIN_S
from lapbell.store.database import FILE_NAME as DATABASE
from lapbell.store.database import Store
from lapbell.store.lock import probe_state
from lapbell.store.secret import FILE_NAME, the_secret


@click.command("check")
@click.option("--send", is_flag=True, help="Also send a test push over every channel.")
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@config_option
@state_option
def command(send: bool, wants_json: bool, config_path: Path | None, state: Path | None) -> None:
    """Check config, folders, channels and state folder.

    Ends with 1 where something is wrong, with 2 where a config file cannot be used.

    Example: lapbell check --send
    """
    path = find_config(config_path)
    config = load(path, ready=True)
    findings = list(_check(config, find_state(state, path), send=send))
    if wants_json:
        print_json({"ok": all(one.ok for one in findings), "findings": _plain(findings)})
    else:
        _print(findings)
    problems = [problem for one in config.broken for problem in one.problems.problems]
    if problems or config.strangers:
        raise ConfigProblems([*problems, *config.strangers])
    sys.exit(0 if all(one.ok for one in findings) else 1)


def _check(config: Config, state: Path, *, send: bool) -> Iterator[Finding]:
    home = Home(secret=_own_secret(state), web_url=config.web.url if config.web else "")
    missing = {one.message: one.key for one in missing_secrets(config)}
    triggers = sum(len(athlete.plan.triggers) for athlete in config.athletes)
    yield Finding(what=f"{config.path}: {count(triggers, 'trigger')}", ok=True)
    for athlete in config.athletes:
        for folder in athlete.folders:
            yield from _folder(folder)
        if athlete.calendar:
            yield _calendar(athlete.calendar, athlete.plan.timezone)
        for one in _channels(athlete, home, send=send):
            if one.advice not in missing:
                yield one
    for why, key in missing.items():
        yield Finding(what=f"{key}: a secret is not there", ok=False, advice=why)
    yield from _between_athletes(config)
    trouble = probe_state(state) or _database_trouble(state)
    yield Finding(what=f"{state}: state folder", ok=trouble is None, advice=trouble or "")


def _between_athletes(config: Config) -> Iterator[Finding]:
    """Yield what one athlete's file lacks for another's, and which of them cannot be used."""
    for half in halves(config):
        yield Finding(what=half, ok=True)
    for problem in (*map(str, config.broken), *(one.in_short() for one in config.strangers)):
        yield Finding(what=problem, ok=False)


def _own_secret(state: Path) -> bytes:
    """Return lapbell's own secret, if the service made one and this user may read it."""
    try:
        return the_secret(state) if os.access(state / FILE_NAME, os.R_OK) else b""
    except StoreError:
        return b""


def _database_trouble(state: Path) -> str | None:
    """Return what is wrong with the database, if there is one."""
    if not (state / DATABASE).exists():
        return None
    try:
        return Store(state, read_only=True).trouble()
    except StoreError as error:
        return str(error)


def _folder(folder: Path) -> Iterator[Finding]:
    try:
        listing = list_folder(folder)
    except FolderError as error:
        advice = "make it, mount it, or mend [runs] folders"
        yield Finding(what=f"{folder}: {error}", ok=False, advice=advice)
        return
    yield Finding(what=f"{folder}: {count(len(listing.entries), 'run file')}", ok=True)
    for name in listing.links[:10]:
        yield Finding(what=f"{folder}/{name}", ok=True, advice=NOT_FOLLOWED)
    shut = listing.closed + closed_files(folder, listing)
    for name in shut[:10]:
        yield Finding(what=f"{folder}/{name}", ok=False, advice="let lapbell's user read it")
    if len(shut) > 10:
        yield Finding(what=f"{folder}: {len(shut) - 10} more like these", ok=False)


def _calendar(calendar: Calendar, zone: ZoneInfo) -> Finding:
    """Fetch a calendar once, and say how many runs of the coming week are in it."""
    now = datetime.now(UTC)
    with Deadline(WITHIN_S) as line, open_session(line) as session:
        got = fetch(calendar.source, None, now=now, session=session)
    if isinstance(got, NoCopy):
        return Finding(what=f"planned.calendar: {got.reason}", ok=False)
    from lapbell.calendars.read import read_calendar  # noqa: PLC0415 - few have one

    found = read_calendar(got.data, now, now + WEEK, zone, calendar.match, calendar.exclude)
    said = f"{calendar.source}: {count(len(found.events), 'run')} in the coming week"
    left_out = "; ".join(f"left out: {text}" for text in found.left_out)
    return Finding(what=said, ok=True, advice=left_out)


def _channels(athlete: Athlete, home: Home, *, send: bool) -> Iterator[Finding]:
    for name, settings in athlete.channels.items():
        channel = open_channel(name, settings, home.secret, home.web_url)
        yield from channel.probe()
        if send:
            yield _test_push(name, channel.send(_MESSAGE))


def _test_push(name: str, outcome: object) -> Finding:
    if isinstance(outcome, Sent):
        return Finding(what=f"channels.{name}: test push sent; look at the phone", ok=True)
    reason = getattr(outcome, "reason", "")
    return Finding(what=f"channels.{name}: test push not sent: {reason}", ok=False)


_MESSAGE = Message(
    key=f"test-{token_hex(8)}",
    title="The bell works",
    body="Your routine will appear here after a run.",
    tags=("bell",),
)


def _plain(findings: list[Finding]) -> list[dict[str, object]]:
    return [{"what": one.what, "ok": one.ok, "advice": one.advice} for one in findings]


def _print(findings: list[Finding]) -> None:
    out = console()
    for one in findings:
        mark, style = ("fine", DONE) if one.ok else ("mend", HURT)
        say(out, one.what, indent=6, first=Text(f"{mark}  ", style))
        if one.advice:
            say(out, one.advice, "dim", indent=6)
