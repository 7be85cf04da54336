"""`lapbell uninstall`: take the systemd unit away, keep the data, and say where it is."""

import shlex
from pathlib import Path

import click

from lapbell.cli.install import root_option, user_option
from lapbell.cli.machine import Machine, this_machine
from lapbell.cli.places import SYSTEM_CONFIG, find_state, first_place
from lapbell.cli.terminal import console, say


@click.command("uninstall")
@user_option
@root_option
def command(user: bool, root: Path | None) -> None:
    """Stop the service and take its unit away; config and data stay.

    A unit that is not lapbell's own, or was changed, stays as it is.

    Example: lapbell uninstall --user
    """
    machine = this_machine(root=root, user=user)
    machine.require("uninstall")
    out = console()
    if machine.written() is None:
        say(out, f"There is no {machine.unit}; nothing was to do.")
    else:
        machine.take_away()
        say(out, f"{machine.unit} is gone, and lapbell runs no more.", "bold")
    _say_what_stays(machine)


def _say_what_stays(machine: Machine) -> None:
    """Name what is still there, with the line that removes it."""
    config = machine.here((first_place() if machine.user else SYSTEM_CONFIG).parent)
    state = machine.here(find_state(None, None if machine.user else SYSTEM_CONFIG))
    there = [
        (what, path)
        for what, path in (
            ("your config", config),
            ("what it remembers", state),
            ("your changes to the unit", machine.drop_ins),
        )
        if path.exists()
    ]
    out = console()
    for what, path in there:
        say(out, f"{path} stays: {what}.")
    if there:
        sudo = "" if machine.user else "sudo "
        say(out, "To remove these too, for good:")
        both = dict.fromkeys(one for _, path in there for one in (path.resolve(), path))
        paths = " ".join(shlex.quote(str(path)) for path in both)  # of a link, what it leads to
        out.print(f"  {sudo}rm -r {paths}", soft_wrap=True, highlight=False, markup=False)
