"""`lapbell pause`: away, ill or resting."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import click

from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_config,
    find_state,
    state_option,
)
from lapbell.cli.terminal import console, say
from lapbell.config import load
from lapbell.core.expected import on
from lapbell.core.plan import Plan
from lapbell.core.words import pause_end
from lapbell.errors import ConfigError
from lapbell.store import answers, outbox
from lapbell.store.database import Store

UNTIL_I_RUN = "until-i-run"
MOST_DAYS = 365


@click.command("pause")
@click.argument("how_long", metavar="[DAYS | until-i-run]", default="7")
@athlete_option
@config_option
@state_option
def command(how_long: str, athlete_name: str, config_path: Path | None, state: Path | None) -> None:
    """Ring for nothing, for some days (7) or until you run; `lapbell resume` ends it.

    Runs are counted, and the weekly summary comes as ever.

    Example: lapbell pause 10
    """
    path = find_config(config_path)
    plan, now = load(path).athlete(athlete_name).plan, datetime.now(UTC)
    until = _until(how_long, plan, now)
    store = Store(find_state(state, path), guest=True)
    with store.write() as db:
        answers.begin_pause(db, plan.athlete, now, until)
        called_back = outbox.cancel_all(db, plan.athlete, "paused", now)
    say(
        console(),
        f"Paused {pause_end(until, plan.timezone)}."
        + (" What waited is called back." * bool(called_back)),
    )


def _until(how_long: str, plan: Plan, now: datetime) -> datetime | None:
    """Return the midnight (aware UTC) before which nothing rings; None until the next run."""
    if how_long == UNTIL_I_RUN:
        return None
    days = re.fullmatch(r"([0-9]{1,3})( ?d(ays?)?)?", how_long)
    if not days or not 1 <= int(days[1]) <= MOST_DAYS:
        raise ConfigError(
            f"{how_long!r} is no pause; write a number of days (1 to {MOST_DAYS}) or {UNTIL_I_RUN}"
        )
    first = now.astimezone(plan.timezone).date() + timedelta(days=int(days[1]))
    return on(first, time(0), plan.timezone)
