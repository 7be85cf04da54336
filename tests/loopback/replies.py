"""A request as it came in, and the answers to it."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came in. Header names are in lower case; `at` is Unix time.

    `line` is the whole target as it was spelt: a proxy may refuse a long one.
    """

    method: str
    line: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    visitor: str
    at: float = field(default_factory=time.time)

    @property
    def json(self) -> Any:
        """The body as JSON, or None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer. `location` is for redirects."""

    status: int = 200
    body: bytes
    content_type: str = "application/json"
    location: str = ""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """An answer without a length: it ends when its pieces do."""

    content_type: str
    pieces: Iterator[bytes]


def json_reply(value: object, status: int = 200) -> Reply:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Reply(status=status, body=text.encode() + b"\n")
