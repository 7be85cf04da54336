"""`lapbell web-key`: the access key of the pages."""

from pathlib import Path

import click
from rich.text import Text

from lapbell.cli.places import config_option, find_config, find_state, state_option
from lapbell.cli.terminal import LOOK, console, print_json, say
from lapbell.config import load
from lapbell.errors import ConfigError
from lapbell.web.pages import key_of, needs_key


@click.command("web-key")
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@config_option
@state_option
def command(wants_json: bool, config_path: Path | None, state: Path | None) -> None:
    """Print the access key of the pages, which a browser is asked for once.

    Whoever has it sees all runs and can answer for you. It stands in no log.

    Example: lapbell web-key
    """
    path = find_config(config_path)
    web = load(path).web
    if web is None:
        raise ConfigError('the pages are off: write listen = "127.0.0.1:8377" below [web]')
    key = key_of(web, find_state(state, path)) if needs_key(web) else ""
    address = web.url or f"http://{f'[{web.host}]' if ':' in web.host else web.host}:{web.port}"
    if wants_json:
        print_json({"key": key or None, "address": address})
    elif key:
        say(console(), key, LOOK, indent=9, first=Text("    key  ", "dim"))
        say(console(), address, indent=9, first=Text("   page  ", "dim"))
    else:
        click.echo(f"{address} is open to this machine alone and asks for no key.")
