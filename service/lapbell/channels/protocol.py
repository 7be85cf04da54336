"""What every kind of channel does, and the answers it can give.

A channel makes one attempt and says what is known of it. It never sleeps, never retries and
never raises for what a server or a network does; when to try again is decided in `jobs`.
Reasons are for people: they name host and status, never a token, a topic or a whole URL.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing to tap. `body` is the signed text that is posted home: ASCII, up to 200 bytes."""

    label: str
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG, the name of its file, and what it shows in words."""

    png: bytes = field(repr=False)
    name: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: plain text. `priority` is ntfy's 1 to 5; `key` fits [-_A-Za-z0-9]{1,64}.

    `kind` is one word for programs, such as "after" or "week". `click` is the http(s) address
    that a tap opens, up to 300 bytes. A channel shows what it can of buttons and picture: text
    alone says everything.
    """

    key: str
    title: str
    body: str
    priority: int = 3
    tags: tuple[str, ...] = ()
    kind: str = ""
    buttons: tuple[Button, ...] = ()
    click: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a channel can show. Sizes are UTF-8 bytes; without a title, it becomes the first line.

    `picture`: "inline" in the text, "upload" as an attachment that leaves room for one button,
    "link" behind `click` alone. `markdown`: the phones could show it, though lapbell sends none.
    `replaces`: the server keeps the key, so that a resend replaces what is shown.
    """

    title_bytes: int
    body_bytes: int
    buttons: int = 0
    picture: Literal["none", "inline", "upload", "link"] = "none"
    markdown: bool = False
    replaces: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a channel may know of where lapbell runs.

    `secret` was made at first start, empty where it was not yet. `web_url` is the address of
    lapbell's pages as a phone sees it, empty where there is none.
    """

    secret: bytes = field(default=b"", repr=False)
    web_url: str = ""


NO_HOME = Home()


class Channel(Protocol):
    """A way to a phone. `name` is the one in the config."""

    @property
    def name(self) -> str:
        """The channel's name in the config."""
        ...

    @property
    def abilities(self) -> Abilities:
        """What it can show; `send` cuts every message to it."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A button's body, as it came home. `id` is a cursor to go on from; `at` is aware UTC.

    Anybody may have written it: the signature inside `text` is the caller's to check. One with a
    `name`, which is the same over whichever channel it is heard, may be heard over another's
    channel alone: it is to be kept, whoever's it is.
    """

    id: str
    text: str = field(repr=False)
    at: datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Connected, and nothing new: time to look whether one should stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The last of the replies. `after` is the shortest wait; without it the caller backs off."""

    reason: str
    after: timedelta | None = None


Heard = Reply | Quiet | Broken

UNTIL_MENDED = timedelta(minutes=15)
"""How long to leave a server alone where nothing changes until a person mends something."""


class Answers(Protocol):
    """The way home of the buttons. One connection at a time."""

    def replies(self, cursor: str) -> Iterator[Heard]:
        """Yield what comes after the reply `cursor`, as it comes; `Broken` is the end.

        "" begins with what the server kept of the last hours, and so does a cursor that it has
        forgotten: the caller knows which replies it had. Who asks for the next item has written
        the last one down. Blocks up to some 90 s between items.
        """
        ...

    def hang_up(self) -> None:
        """End `replies` under way, from any thread."""
        ...


@runtime_checkable
class Answering(Protocol):
    """A channel of a kind whose buttons may have a way home."""

    @property
    def answers(self) -> Answers | None:
        """The way home, or None where its settings give none."""
        ...


@runtime_checkable
class Updating(Protocol):
    """A channel that can change in silence what it sent."""

    def update(self, message: Message) -> Outcome:
        """Put the message in the place of the one with its key, without a sound.

        `Refused` where that one cannot be named any more: it would be a second push.
        """
        ...


def answers_of(channel: Channel) -> Answers | None:
    """Return the way home of a channel's buttons; None where it has none."""
    return channel.answers if isinstance(channel, Answering) else None
