"""The local page as a channel: it shows what the database holds, so nothing is left to send."""

from datetime import timedelta
from typing import Literal

from lapbell.channels.protocol import Finding, Found, Message, Sent
from lapbell.channels.settings import ChannelSettings


class Settings(ChannelSettings):
    """`inbox = true`."""

    inbox: Literal[True]


class Inbox:
    """A channel that is always there and always right."""

    def __init__(self, name: str, _: Settings) -> None:
        self.name = name

    def send(self, message: Message) -> Sent:
        """Answer that the message is there; it will not be there twice."""
        return Sent(server_id=message.key, keyed=True)

    def find(self, message: Message, within: timedelta) -> Found:  # noqa: ARG002 - the protocol's
        """Answer that the message is there, whenever it came."""
        return Found(server_id=message.key)

    def probe(self) -> list[Finding]:
        """Answer that nothing can be wrong with it."""
        return [Finding(what="the inbox page needs no server", ok=True)]
