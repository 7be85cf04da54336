"""`lapbell back`: how to set up the tap that says "I'm back"."""

from pathlib import Path

import click

from lapbell.channels.ntfy import Settings as NtfySettings
from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_config,
    find_state,
    state_option,
)
from lapbell.cli.terminal import console, print_json, say
from lapbell.config import load
from lapbell.core.answers import sign
from lapbell.core.offers import Verb
from lapbell.errors import LapbellError
from lapbell.store.secret import the_secret


@click.command("back")
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@athlete_option
@config_option
@state_option
def command(
    wants_json: bool, athlete_name: str, config_path: Path | None, state: Path | None
) -> None:
    """Show what a phone has to post to say "I'm back", for a shortcut or an NFC tag.

    For watches whose files come late: one tap rings at once, and the file that comes later does
    not ring again. The text is a secret: whoever has it can make your phone ring.

    Example: lapbell back
    """
    path = find_config(config_path)
    athlete = load(path).athlete(athlete_name)
    secret = the_secret(find_state(state, path))
    settings = (one for one in athlete.channels.values() if isinstance(one, NtfySettings))
    addresses = [address for one in settings if (address := one.reply_address(secret))]
    if not addresses:
        raise LapbellError(
            "no channel brings anything home; add `buttons = true` to the one with `ntfy`"
        )
    text = sign(secret, Verb.BACK, athlete.name)
    if wants_json:
        print_json({"method": "POST", "url": addresses[0], "body": text})
        return
    out = console()
    say(out, "Have your phone post this text")
    say(out, text, "bold", indent=2)
    say(out, "to this address")
    say(out, addresses[0], "bold", indent=2)
    say(out, "docs/im-back.md has the steps for Android, iPhone and an NFC tag.", "dim")
