"""A config may be right and still not be ready.

The sample's topic belongs to everybody, and a secret may not be where the config says.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from lapbell.channels.ntfy import Settings as NtfySettings
from lapbell.channels.secret import SECRET_KINDS, Secret, SecretError
from lapbell.channels.settings import ChannelSettings
from lapbell.config import Athlete, Broken, Config, ConfigProblems, Problem, load


def load_ready(path: Path) -> Config:
    """Load a config that can be put to work: athletes with the sample's topic count as broken.

    Raises ConfigProblems where the file itself cannot be used, or has that topic.
    """
    config = load(path)
    first, *others = config.athletes
    if problems := placeholders(first):
        raise ConfigProblems(problems)
    broken = [
        Broken(name=one.name, problems=ConfigProblems(problems))
        for one in others
        if (problems := placeholders(one))
    ]
    stopped = {one.name for one in broken}
    athletes = tuple(one for one in config.athletes if one.name not in stopped)
    return replace(config, athletes=athletes, broken=(*config.broken, *broken))


def placeholders(athlete: Athlete) -> list[Problem]:
    """Return a problem for each channel of an athlete that has the sample's topic."""
    return [
        Problem(
            file=athlete.file,
            key=f"channels.{name}.ntfy",
            message="this still has the sample's topic, which strangers would share",
            advice=f'write "{settings.server}/run-{token_hex(6)}", say, which nobody can guess, '
            "and subscribe to it in the ntfy app on the phone",
        )
        for name, settings in athlete.channels.items()
        if isinstance(settings, NtfySettings) and settings.is_placeholder
    ]


def missing_secrets(config: Config) -> list[Problem]:
    """Return a problem for each secret that cannot be had by whoever runs this process."""
    named = [
        (athlete.file, f"channels.{name}.{key}", secret)
        for athlete in config.athletes
        for name, settings in athlete.channels.items()
        for key, secret in _secrets(settings)
    ]
    if config.web and (key := config.web.key):
        named.append((config.path, f"web.key_{key.kind}", key))
    return [
        Problem(file=file, key=name, message=why)
        for file, name, secret in named
        if (why := _trouble(secret))
    ]


def _secrets(settings: ChannelSettings) -> Iterator[tuple[str, Secret]]:
    """Yield where the secrets of a channel stand, each with the key that says so."""
    for key, where in settings:
        for kind in SECRET_KINDS:
            if where is not None and key.endswith(f"_{kind}"):
                yield key, Secret(kind=kind, where=where)


def _trouble(secret: Secret) -> str:
    try:
        secret.read()
    except SecretError as error:
        return str(error)
    return ""
