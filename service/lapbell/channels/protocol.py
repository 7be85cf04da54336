"""What every kind of channel does, and the answers it can give.

A channel makes one attempt and says what is known of it. It never sleeps, never retries and
never raises for what a server or a network does; when to try again is decided in `jobs`.
Reasons are for people: they name host and status, never a token, a topic or a whole URL.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: plain text. `priority` is ntfy's 1 to 5; `key` fits [-_A-Za-z0-9]{1,64}."""

    key: str
    title: str
    body: str
    priority: int = 3
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The server has it. `keyed` tells whether the server keeps the key (a resend replaces)."""

    server_id: str = ""
    keyed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Not now. `maybe_sent`: the request may have got through; look before sending again.

    `after` is the server's own wish for the next attempt; without it the caller backs off.
    """

    reason: str
    maybe_sent: bool = False
    after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No attempt will ever get this message taken."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconfigured:
    """No message will be taken until a person mends something; keep messages, try rarely."""

    reason: str


Outcome = Sent | Retry | Refused | Misconfigured


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The server has the message of an ambiguous attempt."""

    server_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """The server answered and does not have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotTell:
    """The server could not be asked. `lasting`: it never can (no right to read, no such call)."""

    reason: str
    lasting: bool = False


Trace = Found | Absent | CannotTell


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of `lapbell check`: what was tried, whether it is fine, and what to do if not.

    `advice` on a fine finding is a hint: what would be even better.
    """

    what: str
    ok: bool
    advice: str = ""


class Channel(Protocol):
    """A way to a phone. `name` is the one in the config."""

    @property
    def name(self) -> str:
        """The channel's name in the config."""
        ...

    def send(self, message: Message) -> Outcome:
        """Make one attempt; blocks at most some 20 s."""
        ...

    def find(self, message: Message, within: timedelta) -> Trace:
        """Look for a message that may have been sent at most `within` ago."""
        ...

    def probe(self) -> list[Finding]:
        """Find out whether sending would work, without sending anything."""
        ...
