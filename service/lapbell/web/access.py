"""Who may see whose pages: each athlete's access key, asked for once, and a signed pass after that.

Whether a key is asked for at all is `pages`' to say, and who the athletes are the config's.
"""

import hmac
from base64 import b32encode
from collections.abc import Callable, Sequence
from hashlib import sha256
from threading import Lock

AT_ONCE = 10
ONE_MORE_S = 6.0
"""So many wrong keys at once, and one more every so many seconds, whoever sends them."""

SHORTEST = 16
"""Letters and digits of a key; a made one has 20, which are 100 bits."""

MOST = 100
"""Passes of one browser: its cookie stays below the 4 kB that browsers keep."""

_BETWEEN = "."


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
    """The doors of the pages: who has a key gets a pass for later. Safe between threads.

    A pass opens one athlete's pages, and nothing once there is no such athlete.
    """

    def __init__(self, key: str, secret: bytes, steady: Callable[[], float]) -> None:
        self._key = key
        self._secret = secret
        self._own = own_pass(secret)
        self._patience = Patience(steady)

    def wait_s(self) -> float:
        """Return how long until a key is looked at again; 0 for now."""
        return self._patience.wait_s()

    def try_key(self, text: str, athletes: Sequence[str]) -> str | None:
        """Return whose key this is, None for a wrong one; ask `wait_s` first."""
        keys = keys_of(self._key, self._secret, athletes)
        found = [name for name, key in keys.items() if _same(plain(text), plain(key))]
        if not found:
            self._patience.spend()
        return next(iter(found), None)

    def opened(self, passes: str, athletes: Sequence[str]) -> frozenset[str]:
        """Return whose pages these passes open; that of this machine's own commands opens all."""
        given = passes.split(_BETWEEN, MOST)[:MOST]
        if _is_among(given, self._own):
            return frozenset(athletes)
        known = self._passes(athletes).items()
        return frozenset(name for name, one in known if _is_among(given, one))

    def with_pass(self, passes: str, athlete: str, athletes: Sequence[str]) -> str:
        """Return a browser's passes with one more; those that open nothing are left out."""
        still = self.opened(passes, athletes) - {athlete}
        known = self._passes(athletes)
        names = [athlete, *(name for name in athletes if name in still)]
        return _BETWEEN.join(known[name] for name in names[:MOST])

    def _passes(self, athletes: Sequence[str]) -> dict[str, str]:
        return {
            name: _signature(self._secret, f"v1.pages.{plain(key)}")
            for name, key in keys_of(self._key, self._secret, athletes).items()
        }


def keys_of(key: str, secret: bytes, athletes: Sequence[str]) -> dict[str, str]:
    """Return the access key of each athlete, as it is shown.

    The first one's is the service's `key`. The others' are derived from it, so that none is to be
    kept, and that a new one is new for all.
    """
    first, *others = athletes
    return {first: key, **{name: _derived(key, secret, name) for name in others}}


def own_pass(secret: bytes) -> str:
    """Return the pass of whoever can read the state folder; it opens what any key opens."""
    return _signature(secret, "v1.own")


def plain(key: str) -> str:
    """Return a key as it counts: spaces, hyphens and capitals make no difference."""
    return "".join(key.split()).replace("-", "").casefold()


def _derived(key: str, secret: bytes, athlete: str) -> str:
    letters = _signature(secret, f"v1.key.{plain(key)}.{athlete}")[:20]
    return "-".join(letters[at : at + 4] for at in range(0, 20, 4))


def _is_among(given: Sequence[str], known: str) -> bool:
    return sum(_same(one, known) for one in given) > 0  # `any` would tell by its time where


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


def _signature(secret: bytes, text: str) -> str:
    digest = hmac.digest(secret, text.encode(), sha256)
    return b32encode(digest).decode()[:32].lower()
