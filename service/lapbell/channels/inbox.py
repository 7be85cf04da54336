"""The local page as a channel: it shows what the database holds, so nothing is left to send."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from lapbell.channels.protocol import (
    NO_HOME,
    Abilities,
    Finding,
    Found,
    Home,
    Message,
    Sent,
)
from lapbell.channels.settings import ChannelSettings


def _is_true(value: bool) -> bool:
    if not value:
        raise ValueError("write `inbox = true`, or leave this channel out")
    return value


class Settings(ChannelSettings):
    """`inbox = true`."""

    inbox: Annotated[bool, AfterValidator(_is_true)] = Field(examples=[True])


class Inbox:
    """A channel that is always there and always right."""

    abilities = Abilities(title_bytes=10_000, body_bytes=100_000, replaces=True)
    """The page has no limits, and its own buttons."""

    def __init__(self, name: str, _: Settings, __: Home = NO_HOME) -> None:
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
