"""How the terminal looks: at most 80 columns, colour only where it is one."""

import json
from typing import Any

import click
from rich.console import Console

DONE = "green"
LOOK = "yellow"
HURT = "red"


def console() -> Console:
    """Return a console of the terminal's width, 80 columns at most."""
    width = Console().width
    return Console(width=min(width, 80), highlight=False, soft_wrap=False)


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object, for programs."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
