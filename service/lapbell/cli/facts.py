"""`lapbell facts`: what a condition can ask for."""

from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lapbell.cli.terminal import console, print_json, say
from lapbell.core.fact_table import FACTS, facts_by_phases
from lapbell.core.facts import Fact


@click.command("facts")
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
def command(wants_json: bool) -> None:
    """List the facts that `only_if` can ask for, with their units and what they need.

    A comparison with a fact that a run does not have is neither true nor false;
    `lapbell explain FILE` says which were missing, and why.

    Example: lapbell facts
    """
    if wants_json:
        print_json({"facts": [_plain(fact) for fact in FACTS.values()]})
        return
    out = console()
    for heading, facts in facts_by_phases():
        say(out, heading, "bold")
        _print(out, facts)
        say(out, "")
    say(out, "Joined with and, or, not; compared with ==, !=, <, <=, >, >=, in:")
    say(out, "only_if = \"distance_km >= 10 and weekday in ['sat', 'sun']\"", indent=2)


def _print(out: Console, facts: Sequence[Fact]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=_NAME_WIDTH)
    table.add_column(no_wrap=True, min_width=_UNIT_WIDTH, style="dim")
    table.add_column(overflow="fold")
    for fact in facts:
        table.add_row(fact.name, fact.unit or fact.type, _words(fact))
    out.print(table)


_NAME_WIDTH = max(map(len, FACTS))
_UNIT_WIDTH = max(len(fact.unit or fact.type) for fact in FACTS.values())


def _words(fact: Fact) -> Text:
    words = Text(fact.help)
    if fact.values:
        words.append(f" One of {', '.join(fact.values)}.")
    if fact.needs:
        words.append(f" Needs {fact.needs}.", "dim")
    return words


def _plain(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "type": fact.type,
        "unit": fact.unit or None,
        "values": list(fact.values) or None,
        "phases": sorted(fact.phases),
        "help": fact.help,
        "needs": fact.needs or None,
    }
