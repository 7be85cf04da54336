"""Where the config and the state are, when nobody says."""

import os
from pathlib import Path

import click

from lapbell.config import ME, Config, load, sample_path
from lapbell.errors import ConfigError

CONFIG = "lapbell.toml"
SYSTEM_CONFIG = Path("/etc/lapbell") / CONFIG

config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    help=f"The config file (default: ./{CONFIG}, then ~/.config/lapbell, then /etc/lapbell).",
)
state_option = click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="The folder for the database (default: $STATE_DIRECTORY, /var/lib/lapbell for a "
    "config under /etc, else ~/.local/state/lapbell).",
)
athlete_option = click.option(
    "--athlete",
    "athlete_name",
    metavar="NAME",
    default=ME,
    help=f"Whose: the name of a file in athletes/ (default: {ME}, who is {CONFIG} itself).",
)


def find_config(given: Path | None) -> Path:
    """Return the config to use; raise ConfigError with the places looked at where there is none."""
    if given is not None:
        return given
    places = [Path(CONFIG).absolute(), first_place(), SYSTEM_CONFIG]
    for place in places:
        if place.exists():
            return place
    looked = "\n".join(f"    {place}" for place in places)
    raise ConfigError(
        f"there is no config yet; looked for\n{looked}\n"
        "  Make one: `lapbell init`. See it work without one: `lapbell demo`. Name one with "
        "--config FILE."
    )


def first_place() -> Path:
    """Return where a user's own config is."""
    return _xdg("XDG_CONFIG_HOME", ".config") / CONFIG


def the_config(given: Path | None) -> tuple[Config, list[str]]:
    """Load the config to use, or the sample where there is none; and a note if it is that."""
    try:
        path = find_config(given)
    except ConfigError:
        return load(sample_path()), ["no config here: these are the sample's triggers"]
    return load(path), []


def find_state(given: Path | None, config: Path | None) -> Path:
    """Return the state folder: as given, systemd's, the system's, or the user's own."""
    if given is not None:
        return given
    if directory := os.environ.get("STATE_DIRECTORY"):
        return Path(directory.split(":")[0])
    if config is not None and is_system(config):
        return Path("/var/lib/lapbell")
    return _xdg("XDG_STATE_HOME", ".local/state")


def is_system(config: Path) -> bool:
    """Tell whether a config is the system's, and so the service systemd's."""
    return config.resolve().is_relative_to("/etc")


def _xdg(variable: str, otherwise: str) -> Path:
    base = os.environ.get(variable)
    return (Path(base) if base else Path.home() / otherwise) / "lapbell"
