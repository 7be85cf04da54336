"""One bot's way home, for all channels that write through it: Telegram gives each tap to one poll.

The first ear on a line polls, and hands every tap to those whose it may be. It confirms a tap when
they have written it down, and the next ear takes over where it leaves. What a tap says, and how
Telegram is asked, is not known here.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import Condition, Lock
from threading import Event as Flag
from weakref import WeakValueDictionary

from lapbell.channels.protocol import Broken
from lapbell.channels.telegram.posts import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A tap on a button: `id` is the query's, `data` what the button carried."""

    number: int
    at: datetime
    id: str
    data: str
    chat: int
    post: Post
    label: str


class Ear:
    """A channel that listens: taps of its chat are for it, and others where nobody has theirs."""

    def __init__(self, chat: int) -> None:
        self.chat = chat
        self.taps: deque[Tap] = deque()
        self.over: Broken | None = None

    @property
    def tap(self) -> Tap | None:
        """The one to take next; None where there is none."""
        return self.taps[0] if self.taps else None


class PartyLine:
    """The ears of one bot, in the order in which they came. Safe between threads."""

    def __init__(self) -> None:
        self._news = Condition()
        self._ears: list[Ear] = []
        self._lost = False

    @contextmanager
    def joined(self, ear: Ear) -> Iterator[None]:
        """Be on the line; what was handed to an ear that leaves is lost, and comes again."""
        with self._news:
            ear.over = None
            self._ears.append(ear)
        try:
            yield
        finally:
            with self._news:
                self._ears.remove(ear)
                self._lost = self._lost or bool(ear.taps)
                ear.taps.clear()
                self._news.notify_all()

    def polls(self, ear: Ear) -> bool:
        """Tell whether it is this ear's turn to ask the bot."""
        with self._news:
            return self._ears[0] is ear

    def hand(self, tap: Tap) -> None:
        """Give a tap to every ear of its chat; to all where it has none. It says itself whose."""
        with self._news:
            theirs = [ear for ear in self._ears if ear.chat == tap.chat]
            for ear in theirs or self._ears:
                ear.taps.append(tap)
            self._lost = False
            self._news.notify_all()

    def wait_for_tap(self, ear: Ear, wait_s: float, hung_up: Flag) -> bool:
        """Wait until this ear has a tap to take or is to poll; tell whether there is a tap."""
        with self._news:
            self._news.wait_for(
                lambda: ear.taps or ear.over or self._ears[0] is ear or hung_up.is_set(), wait_s
            )
            return bool(ear.taps)

    def taken(self, ear: Ear) -> None:
        """Say that the tap was written down."""
        with self._news:
            ear.taps.popleft()
            self._news.notify_all()

    def wait_for_others(self, wait_s: float) -> bool:
        """Wait until nobody has a tap left to take; tell whether that is so."""
        with self._news:
            return self._news.wait_for(lambda: not any(ear.taps for ear in self._ears), wait_s)

    @property
    def lost(self) -> bool:
        """Tell whether somebody left without the last tap: it must not be confirmed."""
        with self._news:
            return self._lost

    def end(self, why: Broken) -> None:
        """Let everybody leave: the bot would refuse each of them, and asks to be left alone."""
        with self._news:
            for ear in self._ears:
                ear.over = why
            self._news.notify_all()

    def wake(self) -> None:
        """Let whoever waits look up."""
        with self._news:
            self._news.notify_all()


_LINES: WeakValueDictionary[bytes, PartyLine] = WeakValueDictionary()
_LOCK = Lock()


def line_of(address: str) -> PartyLine:
    """Return the line of the bot with this address, which holds its token and is not kept."""
    with _LOCK:
        return _LINES.setdefault(sha256(address.encode()).digest(), PartyLine())
