"""A household in the terminal: its weeks, for `week`, and what they still lack, for `check`."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lapbell.cli.terminal import console, print_json, say
from lapbell.config import Athlete, Config
from lapbell.core.household import Member, one_sided
from lapbell.jobs.household import as_json, members, wishes_of
from lapbell.store.database import Store

ALONE = "There is no athlete to share with: each has a file of their own in athletes/."


def tell_household(
    config: Config, viewer: Athlete, store: Store, now: datetime, *, wants_json: bool
) -> None:
    """Print this week and last of all who share with an athlete, or what it takes to share."""
    with store.read() as db:
        found = members(db, viewer.name, [one.plan for one in config.athletes], now)
    if wants_json:
        print_json(as_json(viewer.name, found))
    elif found:
        _show(console(), found)
    else:
        for line in _how(config, viewer):
            say(console(), line)


def halves(config: Config, of: str | None = None) -> Iterator[str]:
    """Yield a line for each athlete, or the one given, who would share with one that would not."""
    files = {athlete.name: athlete.file for athlete in config.athletes}
    for who, whom in one_sided(wishes_of(one.plan for one in config.athletes)):
        if of in (None, who):
            yield (
                f"{who} would share with {whom}: nothing is shared until {files[whom]} names {who} "
                f'as well, with share_with = ["{who}"] below [summary]'
            )


def _how(config: Config, viewer: Athlete) -> Iterator[str]:
    others = [one.name for one in config.athletes if one.name != viewer.name]
    if not others:
        yield ALONE
        return
    yield (
        f"Nobody shares with {viewer.name}. It takes both: share_with = "
        f'["{others[0]}"] below [summary] in {viewer.file}, and the other way round in theirs.'
    )
    yield from halves(config, viewer.name)


def _show(out: Console, found: Sequence[Member]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(overflow="fold")
    table.add_column("this week", no_wrap=True)
    table.add_column("last week", no_wrap=True)
    for one in found:
        table.add_row(Text(one.shown_as, "bold"), str(one.this_week), str(one.last_week))
    out.print(table)
