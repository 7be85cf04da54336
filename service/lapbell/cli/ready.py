"""A config may be right and still not be ready: the sample's topic belongs to everybody."""

from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from lapbell.channels.ntfy import Settings as NtfySettings
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
