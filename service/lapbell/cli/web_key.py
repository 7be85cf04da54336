"""`lapbell web-key`: the access key of an athlete's pages."""

import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import click
from rich.text import Text

from lapbell.cli.places import (
    athlete_option,
    config_option,
    find_config,
    find_state,
    state_option,
)
from lapbell.cli.terminal import LOOK, console, print_json, say
from lapbell.config import ME, Config, Web, load
from lapbell.errors import ConfigError
from lapbell.store.secret import the_secret
from lapbell.web.access import keys_of
from lapbell.web.pages import key_of, needs_key


@click.command("web-key")
@click.option("--json", "wants_json", is_flag=True, help="One JSON object, for programs.")
@athlete_option
@config_option
@state_option
def command(
    wants_json: bool, athlete_name: str, config_path: Path | None, state: Path | None
) -> None:
    """Print the access key of an athlete's pages, which a browser is asked for once.

    Whoever has it sees all of the athlete's runs and can answer for them. It stands in no log.

    Example: lapbell web-key --athlete ben
    """
    path = find_config(config_path)
    config = load(path)
    web, athlete = config.web, config.athlete(athlete_name)
    if web is None:
        raise ConfigError('the pages are off: write listen = "127.0.0.1:8377" below [web]')
    key = _key(config, web, athlete.name, find_state(state, path))
    address = f"{_root(web)}{'' if athlete.name == ME else f'/athletes/{quote(athlete.name)}/'}"
    if wants_json:
        print_json({"key": key or None, "address": address})
    elif key:
        say(console(), key, LOOK, indent=9, first=Text("    key  ", "dim"))
        say(console(), address, indent=9, first=Text("   page  ", "dim"))
    else:
        click.echo(f"{address} is open to this machine alone and asks for no key.")


def _key(config: Config, web: Web, athlete: str, state: Path) -> str:
    """Return an athlete's key; empty where nobody is asked for one."""
    if not needs_key(web, config):
        return ""
    return keys_of(key_of(web, state), the_secret(state), config.names)[athlete]


def _root(web: Web) -> str:
    """Return the address at which others reach the pages."""
    host = own_address(web.host)
    return web.url or f"http://{f'[{host}]' if ':' in host else host}:{web.port}"


def own_address(host: str) -> str:
    """Return where others reach a server that listens at `host`.

    For "anywhere" it is the address by which this machine goes out, since the pages answer to an
    address and not to any name; without a network, the loopback address.
    """
    if host not in _ANYWHERE:
        return host
    family, outside, alone = _ANYWHERE[host]
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as peer:
        peer.connect((outside, 9))  # only looks for the way there: nothing is sent
        return str(peer.getsockname()[0])
    return alone


_ANYWHERE = {
    "0.0.0.0": (socket.AF_INET, "192.0.2.1", "127.0.0.1"),  # noqa: S104 - it is asked for
    "::": (socket.AF_INET6, "2001:db8::1", "::1"),
}
"""By what "anywhere" is written as: an address of the documentation (RFC 5737, RFC 3849)."""
