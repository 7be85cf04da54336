"""`lapbell backup FILE`: a copy of the database."""

from pathlib import Path

import click

from lapbell.cli.places import config_option, find_config, find_state, state_option
from lapbell.cli.terminal import console, say
from lapbell.errors import ConfigError
from lapbell.store.database import Store


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
@state_option
def command(file: Path, config_path: Path | None, state: Path | None) -> None:
    """Copy the database into a new file, whole, whatever the service is at.

    Example: lapbell backup ~/lapbell-2026-11-22.sqlite3
    """
    Store(_state(config_path, state), read_only=True).back_up(file)
    say(console(), f"{file}: {file.stat().st_size // 1024} kB")


def _state(config_path: Path | None, state: Path | None) -> Path:
    """Find the state folder; a backup must not fail for want of a config."""
    try:
        return find_state(state, find_config(config_path))
    except ConfigError:
        return find_state(state, None)
