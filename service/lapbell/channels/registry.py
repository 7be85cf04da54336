"""Every kind of channel, by the key of the config that holds its address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from lapbell.channels import apprise, home_assistant, inbox, mail, ntfy, telegram, webhook
from lapbell.channels.protocol import Channel, Home
from lapbell.channels.settings import ChannelSettings


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel: the model its table must fit, and what makes a channel of it."""

    settings: type[ChannelSettings]
    channel: Callable[[str, Any, Home], Channel]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "inbox": Kind(inbox.Settings, inbox.Inbox),
        "ntfy": Kind(ntfy.Settings, ntfy.Ntfy),
        "home_assistant": Kind(home_assistant.Settings, home_assistant.HomeAssistant),
        "telegram": Kind(telegram.Settings, telegram.Telegram),
        "mail": Kind(mail.Settings, mail.Mail),
        "webhook": Kind(webhook.Settings, webhook.Webhook),
        "apprise": Kind(apprise.Settings, apprise.Apprise),
    }
)


def open_channel(
    name: str, settings: ChannelSettings, secret: bytes = b"", web_url: str = ""
) -> Channel:
    """Return the channel for settings of one of the `KINDS`; opens no connection.

    `secret` is lapbell's own: without it there are no buttons. `web_url` is the address of its
    pages as a phone sees it.
    """
    kind = next(kind for kind in KINDS.values() if type(settings) is kind.settings)
    return kind.channel(name, settings, Home(secret=secret, web_url=web_url))
