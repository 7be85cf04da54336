"""Every kind of channel, by the key of the config that holds its address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from lapbell.channels import inbox, ntfy
from lapbell.channels.protocol import Channel
from lapbell.channels.settings import ChannelSettings


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel: the model its table must fit, and what makes a channel of it."""

    settings: type[ChannelSettings]
    channel: Callable[[str, Any], Channel]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "inbox": Kind(inbox.Settings, inbox.Inbox),
        "ntfy": Kind(ntfy.Settings, ntfy.Ntfy),
    }
)


def open_channel(name: str, settings: ChannelSettings) -> Channel:
    """Return the channel for settings of one of the `KINDS`; opens no connection."""
    kind = next(kind for kind in KINDS.values() if type(settings) is kind.settings)
    return kind.channel(name, settings)
