"""Every kind of channel, by the key of the config that holds its address."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from lapbell.channels.protocol import Channel, Home
from lapbell.channels.settings import ChannelSettings


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel: the model its table must fit, and what makes a channel of it."""

    settings: type[ChannelSettings]
    channel: Callable[[str, Any, Home], Channel]


_CHANNELS = {
    "inbox": "Inbox",
    "ntfy": "Ntfy",
    "home_assistant": "HomeAssistant",
    "telegram": "Telegram",
    "mail": "Mail",
    "webhook": "Webhook",
    "apprise": "Apprise",
}


class _Kinds(Mapping[str, Kind]):
    """The kinds by key, each imported when it is asked for: most configs have one or two."""

    def __getitem__(self, key: str) -> Kind:
        channel = _CHANNELS[key]
        module = import_module(f"lapbell.channels.{key}")
        return Kind(module.Settings, getattr(module, channel))

    def __iter__(self) -> Iterator[str]:
        return iter(_CHANNELS)

    def __len__(self) -> int:
        return len(_CHANNELS)

    def __contains__(self, key: object) -> bool:
        return key in _CHANNELS


KINDS: Mapping[str, Kind] = _Kinds()


def open_channel(
    name: str, settings: ChannelSettings, secret: bytes = b"", web_url: str = ""
) -> Channel:
    """Return the channel for settings of one of the `KINDS`; opens no connection.

    `secret` is lapbell's own: without it there are no buttons. `web_url` is the address of its
    pages as a phone sees it.
    """
    key = next(key for key in KINDS if key in type(settings).model_fields)
    return KINDS[key].channel(name, settings, Home(secret=secret, web_url=web_url))
