"""A config may be right and still not be ready: the sample's topic belongs to everybody."""

from secrets import token_hex

from lapbell.channels.ntfy import Settings as NtfySettings
from lapbell.config import Config
from lapbell.errors import ConfigError


def require_ready(config: Config) -> None:
    """Raise ConfigError where a channel still has the sample's topic."""
    problems = [
        problem
        for athlete in config.athletes
        for name, settings in athlete.channels.items()
        if (problem := placeholder(name, settings))
    ]
    if problems:
        raise ConfigError("\n".join(f"{config.path}: {problem}" for problem in problems))


def placeholder(name: str, settings: object) -> str | None:
    """Return what to do about a channel that has the sample's topic; None where all is well."""
    if not isinstance(settings, NtfySettings) or not settings.is_placeholder:
        return None
    return (
        f"channels.{name}.ntfy still has the sample's topic, which strangers would share\n"
        f"  Make up one nobody can guess, say {settings.server}/run-{token_hex(6)},\n"
        "  put it into the config, and subscribe to it in the ntfy app on the phone."
    )
