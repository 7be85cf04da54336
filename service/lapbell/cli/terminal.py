"""How the terminal looks: at most 80 columns, colour only where it is one."""

import json
from datetime import date
from textwrap import fill
from typing import Any

import click
from rich.console import Console
from rich.text import Text

DONE = "green"
LOOK = "yellow"
HURT = "red"
WIDTH = 80


def console() -> Console:
    """Return a console of the terminal's width, 80 columns at most."""
    return Console(width=min(Console().width, WIDTH), highlight=False)


def say(
    out: Console, text: str, style: str = "", *, indent: int = 0, first: Text | None = None
) -> None:
    """Print a paragraph per line of the text, wrapped between words, so that paths stay whole.

    `first` takes the place of the first line's indent.
    """
    room = {"width": out.width, "break_long_words": False, "break_on_hyphens": False}
    gap = " " * indent
    lines = [
        fill(line, initial_indent=gap, subsequent_indent=gap, **room)  # type: ignore[arg-type]
        for line in text.splitlines()
    ]
    body = Text("\n".join(lines), style)
    whole = Text.assemble(first, body[indent:]) if first else body
    out.print(whole, soft_wrap=True)


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object, for programs."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
