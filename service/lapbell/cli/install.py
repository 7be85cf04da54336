"""`lapbell install`: write the systemd unit, and say what is still to do."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.text import Text

from lapbell.cli.machine import ROOT, InstallError, Machine, this_machine
from lapbell.cli.places import SYSTEM_CONFIG, first_place
from lapbell.cli.terminal import console, say
from lapbell.cli.unit import folder_lines, is_hidden, unit
from lapbell.config import Athlete, Config, load

_ALONE = (
    "It runs as a user that exists only while it runs, sees no home, and writes nowhere but "
    "/var/lib/lapbell. `lapbell uninstall` takes the unit away and keeps the data."
)
_OWN = (
    "It runs as you, while you are logged in. `lapbell uninstall --user` takes the unit away and "
    "keeps the data."
)

user_option = click.option(
    "--user", is_flag=True, help="For yourself alone, while you are logged in; no root needed."
)
root_option = click.option(
    "--root",
    type=click.Path(path_type=Path),
    help="A folder that becomes a machine, say an image; systemd is not told.",
)


@click.command("install")
@click.option("--dry-run", is_flag=True, help="Print the unit, and write nothing.")
@user_option
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    help=f"The config the service reads (default: {SYSTEM_CONFIG}; with --user, your own).",
)
@click.option(
    "--program", type=click.Path(path_type=Path), help="The lapbell to start (default: this one)."
)
@root_option
def command(
    dry_run: bool, user: bool, config_path: Path | None, program: Path | None, root: Path | None
) -> None:
    """Make a service of it: write the systemd unit, and say what is still to do.

    Nothing is started. A unit that is not lapbell's own, or was changed, stays as it is.

    Example: lapbell install --dry-run
    """
    machine = this_machine(root=root, user=user)
    path = (config_path or (first_place() if user else SYSTEM_CONFIG)).absolute()
    words = [program.absolute()] if program else this_program()
    text = unit(words, path, user=user)
    hidden = "" if user else _hidden(path, *words, *([] if program else [Path(sys.base_prefix)]))
    if dry_run:
        click.echo(hidden, nl=bool(hidden), err=True)
        click.echo(text, nl=False)
        return
    machine.require("install")
    if hidden:
        raise InstallError(hidden)
    before = machine.written()
    config = load(machine.here(path)) if machine.here(path).exists() else None
    if text != before:
        machine.write(text)
    _explain(machine, path, config, is_new=before is None)


def this_program() -> list[str | Path]:
    """Return the words that start this very lapbell, from wherever it was installed."""
    script = Path(sys.executable).with_name("lapbell")
    return [script] if script.exists() else [Path(sys.executable), "-m", "lapbell"]


def _hidden(*needed: str | Path) -> str:
    """Return what is wrong where the service needs something that is in a home; it sees none."""
    for path in needed:
        if isinstance(path, Path) and is_hidden(path):
            return (
                f"{path} is in a home, and the service sees none\n"
                "  Install lapbell into /opt/lapbell and the config into /etc/lapbell, as\n"
                "  docs/install.md says; or make it a service of your own: "
                "`lapbell install --user`."
            )
    return ""


def _explain(machine: Machine, path: Path, config: Config | None, *, is_new: bool) -> None:
    out = console()
    say(out, f"{machine.unit} is {'written' if is_new else 'up to date'}.", "bold")
    say(out, _OWN if machine.user else _ALONE)
    say(out, "\nNow:")
    for number, (what, lines) in enumerate(_steps(machine, path, config), start=1):
        say(out, what, indent=5, first=Text(f"  {number}  "))
        for line in lines:
            out.print(f"     {line}", soft_wrap=True, highlight=False, markup=False)


def _steps(machine: Machine, path: Path, config: Config | None) -> Iterator[tuple[str, list[str]]]:
    """Yield what a person still has to do: a sentence, and lines to copy."""
    sudo = "" if machine.user else "sudo "
    named = "" if machine.user and path == first_place() else f" --config {shlex.quote(str(path))}"
    if config is None:
        where = "" if machine.user else " --folder /home/YOU/runs"  # `~` would be root's
        yield f"There is no {path} yet. Make one:", [f"{sudo}lapbell init{named}{where}"]
    if not machine.user:
        yield from _rights(machine.here(path), config)
    if machine.root != ROOT:
        root = shlex.quote(str(machine.root))
        yield "Let it start with the machine:", [f"systemctl --root={root} enable lapbell"]
        return
    yield "Start it, now and with the machine:", [f"{machine.scope} enable --now lapbell"]
    if machine.user:
        yield "To keep it running while you are logged out:", ["loginctl enable-linger"]
    yield "See how it is:", [f"{sudo}lapbell status{named}"]


def _rights(path: Path, config: Config | None) -> Iterator[tuple[str, list[str]]]:
    """Yield what the service must be given, since it is nobody and sees nothing."""
    if config is None:
        again = "Then call `lapbell install` again: it says what the service needs for that config."
        yield again, []
        return
    shut = not path.stat().st_mode & 0o004
    groups = [*_groups(config)] or ["YOUR-GROUP"] * shut
    if lines := [*_drop_in(config, groups)]:
        what = "Give it your folders and secrets: `sudo systemctl edit lapbell`, and write"
        yield what, ["[Service]", *lines]
    if shut:
        file = shlex.quote(str(path))
        lines = [f"sudo chgrp {groups[0]} {file}", f"sudo chmod 640 {file}"]
        yield "Let it read the config, and no one else:", lines


def _drop_in(config: Config, groups: list[str]) -> Iterator[str]:
    files = [path for one in config.athletes for path in _files(one)]
    yield from folder_lines(files)
    yield from (f"SupplementaryGroups={group}" for group in groups)
    for name in dict.fromkeys(_credentials(config)):
        yield f"LoadCredential={name}:/etc/lapbell/{name}"


def _files(athlete: Athlete) -> Iterator[Path]:
    yield from athlete.folders
    if athlete.calendar and isinstance(athlete.calendar.source, Path):
        yield athlete.calendar.source


def _groups(config: Config) -> Iterator[str]:
    """Yield the groups of the run folders, each once; root's is nobody's to join."""
    found: dict[str, None] = {}
    for folder in (folder for one in config.athletes for folder in one.folders):
        try:
            found[folder.group()] = None
        except (OSError, KeyError):  # not there, or of a group that has no name
            continue
    yield from (group for group in found if group != "root")


def _credentials(config: Config) -> Iterator[str]:
    for athlete in config.athletes:
        for settings in athlete.channels.values():
            yield from (str(at) for key, at in settings if key.endswith("_credential") and at)
    if config.web and config.web.key and config.web.key.kind == "credential":
        yield config.web.key.where
