"""`lapbell resume`: the end of a pause, or of a routine's rest."""

from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

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
from lapbell.core.offers import Verb
from lapbell.errors import LapbellError
from lapbell.jobs import answer
from lapbell.store import answers
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store


@click.command("resume")
@click.argument("routine_id", metavar="[ROUTINE]", required=False)
@athlete_option
@config_option
@state_option
def command(
    routine_id: str | None, athlete_name: str, config_path: Path | None, state: Path | None
) -> None:
    """End a pause; with a routine, take back that it hurts.

    Example: lapbell resume calf-pump
    """
    path = find_config(config_path)
    plan, now = load(path).athlete(athlete_name).plan, datetime.now(UTC)
    if routine_id is not None and routine_id not in plan.routines:
        known = ", ".join(plan.routines)
        raise LapbellError(f"there is no routine {routine_id!r}; there are: {known}")
    store = Store(find_state(state, path), guest=True)
    if routine_id is None:
        with store.write() as db:
            was_on = answers.end_pause(db, plan.athlete, now)
        say(console(), "The pause is over." if was_on else "There is no pause.")
    else:
        undone = _take_back(store, plan.athlete, routine_id, now)
        said = "rings again" if undone else "does not rest"
        say(console(), f"{plan.routines[routine_id].name} {said}.")


def _take_back(store: Store, athlete: str, routine_id: str, now: datetime) -> bool:
    """Undo every answer that says this routine hurts; tell whether there was one."""
    with store.write() as db:
        hurt = [
            offer
            for offer in answers.offers_since(db, athlete, now)
            if offer.answer is Verb.HURTS and routine_id in offer.routines
        ]
        for offer in hurt:
            row = AnswerRow(
                athlete=athlete,
                id=f"command:{token_hex(8)}",
                key=offer.key,
                verb=Verb.UNDO,
                at=now,
                via="command",
            )
            answer.take(db, row, now)
    return bool(hurt)
