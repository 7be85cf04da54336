"""Who may see the pages: an access key, asked for once, and a signed cookie after that.

Whether a key is asked for at all follows from where the pages listen; that is `pages`' to say.
"""

import hmac
from base64 import b32encode
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

AT_ONCE = 10
ONE_MORE_S = 6.0
"""So many wrong keys at once, and one more every so many seconds, whoever sends them."""

SHORTEST = 16
"""Letters and digits of a key; a made one has 20, which are 100 bits."""


class Patience:
    """Lets some guesses through at once and others slowly; `steady` counts seconds."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._left = float(AT_ONCE)
        self._at = steady()
        self._lock = Lock()

    def wait_s(self) -> float:
        """Return how long until the next guess may be looked at; 0 for now."""
        with self._lock:
            self._refill()
            return max(0.0, (1 - self._left) * ONE_MORE_S)

    def spend(self) -> None:
        """Count a wrong guess."""
        with self._lock:
            self._refill()
            self._left = max(0.0, self._left - 1)

    def _refill(self) -> None:
        now = self._steady()
        self._left = min(AT_ONCE, self._left + (now - self._at) / ONE_MORE_S)
        self._at = now


class Access:
    """The door of the pages: who has the key gets a pass for later. Safe between threads."""

    def __init__(self, key: str, secret: bytes, steady: Callable[[], float]) -> None:
        self._key = plain(key)
        self._pass = _signature(secret, f"v1.pages.{self._key}")
        self._own = own_pass(secret)
        self._patience = Patience(steady)

    def wait_s(self) -> float:
        """Return how long until a key is looked at again; 0 for now."""
        return self._patience.wait_s()

    def try_key(self, text: str) -> str | None:
        """Return a pass for the right key, None for a wrong one; ask `wait_s` first."""
        if hmac.compare_digest(plain(text).encode(), self._key.encode()):
            return self._pass
        self._patience.spend()
        return None

    def knows(self, text: str) -> bool:
        """Tell whether this is the pass of a browser, or of a command of this very machine."""
        given = text.encode()
        return hmac.compare_digest(given, self._pass.encode()) or hmac.compare_digest(
            given, self._own.encode()
        )


def own_pass(secret: bytes) -> str:
    """Return the pass of whoever can read the state folder; it opens what the key opens."""
    return _signature(secret, "v1.own")


def plain(key: str) -> str:
    """Return a key as it counts: spaces, hyphens and capitals make no difference."""
    return "".join(key.split()).replace("-", "").casefold()


def _signature(secret: bytes, text: str) -> str:
    digest = hmac.new(secret, text.encode(), sha256).digest()
    return b32encode(digest).decode()[:32].lower()
