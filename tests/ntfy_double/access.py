"""Who may do what on an ntfy server, and how often."""

import base64
import binascii
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from ntfy_double.answers import Refusal


@dataclass
class Bucket:
    """A rate limit: so many at once, then one in so many seconds."""

    burst: int
    every_s: float
    tokens: float = field(init=False)
    seen_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens, self.seen_at = self.burst, time.monotonic()

    def left(self) -> float:
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.seen_at) / self.every_s)
        self.seen_at = now
        return self.tokens

    def take(self) -> bool:
        if self.left() < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may do what: `rights` by (user, topic) hold "r", "w" or "rw"; the user "*" is anyone."""

    tokens: Mapping[str, str] = field(default_factory=dict)
    passwords: Mapping[str, str] = field(default_factory=dict)
    rights: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def user_of(self, header: str) -> str:
        """The user that an Authorization header logs in; anything wrong is a 401."""
        kind, _, value = header.partition(" ")
        if kind.lower() == "bearer":
            name, secret = "", value.strip()
        else:
            name, _, secret = _base64(value).partition(":")
        user = name if name else self.tokens.get(secret, "")
        if not user or (name and self.passwords.get(name) != secret):
            raise Refusal(40101)
        return user

    def allows(self, user: str, topic: str, right: str) -> bool:
        return right in self.rights.get((user, topic), self.rights.get(("*", topic), ""))


def authorization(headers: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The header, or `?auth=`, which goes before it. Other kinds than these two count as none."""
    value = _base64(query["auth"]) if "auth" in query else headers.get("authorization", "")
    return value if value.lower().startswith(("basic ", "bearer ")) else ""


def _base64(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal(40101) from None
