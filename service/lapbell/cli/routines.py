"""`lapbell routines`: the catalogue, to read."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lapbell.cli.places import config_option, the_config
from lapbell.cli.terminal import console, print_json, say
from lapbell.core.routine import Form, Routine
from lapbell.core.texts import NOT_ADVICE, STOP_RULE
from lapbell.core.words import clock
from lapbell.errors import LapbellError


@click.command("routines")
@click.argument("routine_id", metavar="[ROUTINE]", required=False)
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@config_option
def command(routine_id: str | None, wants_json: bool, config_path: Path | None) -> None:
    """List the routines, or show one with its steps.

    Example: lapbell routines calf-pump
    """
    config, _ = the_config(config_path)
    known = config.athletes[0].plan.routines
    if routine_id is not None and routine_id not in known:
        raise LapbellError(f"there is no routine {routine_id!r}; there are: {', '.join(known)}")
    chosen = [known[routine_id]] if routine_id else list(known.values())
    if wants_json:
        print_json({"routines": [asdict(one, dict_factory=_without_figures) for one in chosen]})
    elif routine_id:
        _show(console(), chosen[0])
    else:
        _list(console(), chosen)


def _without_figures(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """Leave out the pictures, which are of no use to a program and longer than all the rest."""
    return {name: value for name, value in fields if name != "figure"}


def _list(out: Console, routines: list[Routine]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("routine", "when", "takes", "variants"):
        table.add_column(heading, header_style="dim")
    for routine in routines:
        when = ", ".join(routine.phases)
        takes = _length(routine.form)
        table.add_row(routine.id, when, takes, ", ".join(routine.variants))
    out.print(table)
    say(out, f"\n{NOT_ADVICE}", "dim")


def _show(out: Console, routine: Routine) -> None:
    say(out, routine.name, "bold")
    say(out, f"{', '.join(routine.phases)}; {_length(routine.form)}; evidence {routine.evidence}")
    _steps(out, routine.form)
    for name, form in routine.variants.items():
        say(out, f"\n{name}", "bold")
        _steps(out, form)
    say(out, f"\n{routine.cautions} {STOP_RULE}", "dim")


def _steps(out: Console, form: Form) -> None:
    for number, step in enumerate(form.steps, start=1):
        say(out, f"{step.text} ({step.seconds:g} s)", indent=5, first=Text(f"{number:>3}. "))


def _length(form: Form) -> str:
    return clock(timedelta(seconds=form.seconds))
