"""The `[channels.NAME]` tables, each checked by the model of its kind.

What an address may be is said in the models, in the room of the channels.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from secrets import token_hex

from lapbell.channels.ntfy import Settings as NtfySettings
from lapbell.channels.registry import KINDS
from lapbell.channels.settings import ChannelSettings
from lapbell.config.models import MainTable
from lapbell.config.places import Loc
from lapbell.config.problems import MOST, Problem
from lapbell.config.rules import lacks
from lapbell.config.source import Source
from lapbell.config.wording import validate

NAME = re.compile(r"[\w-]{1,40}")
_ADDRESS = 'ntfy = "https://ntfy.sh/YOUR-TOPIC"'


def read_channels(source: Source) -> tuple[Mapping[str, ChannelSettings], list[Problem]]:
    """Return the settings of all channels that can be used, and what is wrong with the others."""
    settings: dict[str, ChannelSettings] = {}
    problems: list[Problem] = []
    if lacks(source, ("channels",)):
        advice = f"write [channels.phone] and below it {_ADDRESS}, or inbox = true"
        message = "there is no channel, so nothing would ring"
        problems.append(source.problem(("channels",), message, advice))
    for name in source.get(("channels",), dict) or {}:
        if len(problems) > MOST:
            break
        loc: Loc = ("channels", name)
        kind = _kind(source, loc)
        if isinstance(kind, Problem):
            problems.append(kind)
            continue
        model = KINDS[kind].settings
        checked, wrong = validate(model, source, loc, whole=MainTable)
        problems += wrong
        if checked is not None:
            settings[name] = checked
    return settings, problems


def placeholder_problems(
    source: Source, channels: Mapping[str, ChannelSettings]
) -> Iterator[Problem]:
    """Yield a problem for each channel that has the sample's topic."""
    for name, settings in channels.items():
        if isinstance(settings, NtfySettings) and settings.is_placeholder:
            yield source.problem(
                ("channels", name, "ntfy"),
                "this still has the sample's topic, which strangers would share",
                f'write "{settings.server}/run-{token_hex(6)}", say, which nobody can guess, '
                "and subscribe to it in the ntfy app on the phone",
            )


def _kind(source: Source, loc: Loc) -> str | Problem:
    """Return the key that holds the channel's address, or what is wrong with it."""
    table = source.get(loc, dict)
    if table is None:
        advice = f"write [channels.phone] and below it {_ADDRESS}"
        return source.key_problem(loc, "a channel has a name of its own", advice)
    if not NAME.fullmatch(str(loc[-1])):
        advice = "use up to 40 letters, digits, - and _"
        return source.key_problem(loc, "this is no name for a channel", advice)
    given = [kind for kind in KINDS if kind in table]
    if len(given) == 1:
        return given[0]
    if given:
        both = " and ".join(given)
        return source.problem(loc, f"{both} are two channels", "give each a table of its own")
    for key in table:
        if close := get_close_matches(key.lower(), KINDS, n=1, cutoff=0.7):
            advice = f"did you mean `{close[0]}`?"
            return source.key_problem((*loc, key), f"there is no key `{key}` here", advice)
    return source.problem(loc, "this channel has no address", f"write {_ADDRESS}, or inbox = true")
