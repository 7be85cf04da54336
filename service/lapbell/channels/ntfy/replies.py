"""Answers on their way home: what is posted to the reply topic, as it comes.

What a reply means, and when to listen again after a break, belongs to the caller.
"""

import re
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from lapbell.channels.connection import Line
from lapbell.channels.ntfy.codes import wait_after, what_is_wrong
from lapbell.channels.ntfy.settings import Settings
from lapbell.channels.objects import object_of
from lapbell.channels.protocol import UNTIL_MENDED, Broken, Heard, Quiet, Reply
from lapbell.channels.secret import SecretError
from lapbell.channels.silent import broken
from lapbell.channels.stream import JSON_LINES, listen
from lapbell.channels.wire import Answer, NoAnswer, Patience, Request

PATIENCE_TO_LISTEN = Patience(read_s=90)
"""Twice the 45 s between ntfy's signs of life."""

_KEPT_HERE = 500
"""Ids of the latest replies: ntfy gives one twice that comes while it sends the old ones."""

_KEPT_THERE = "12h"
_ID = re.compile("[A-Za-z0-9]{12}")


class Replies:
    """The reply topic of one channel."""

    def __init__(
        self, address: str, settings: Settings, *, patience: Patience = PATIENCE_TO_LISTEN
    ) -> None:
        self._address = address
        self._settings = settings
        self._patience = patience
        self._only_one = Lock()
        self._line = Line()

    def replies(self, cursor: str) -> Iterator[Heard]:
        """Yield what comes after `cursor`, as it comes; `Broken` is the end."""
        if not self._only_one.acquire(blocking=False):
            yield Broken(reason="the reply topic is being listened to already")
            return
        try:
            yield from self._replies(cursor)
        finally:
            self._only_one.release()

    def hang_up(self) -> None:
        """End `replies` under way, from any thread."""
        self._line.cut()

    def _replies(self, cursor: str) -> Iterator[Heard]:
        self._line = Line()
        try:
            request = self._request(cursor)
        except SecretError as error:
            yield Broken(reason=str(error), after=UNTIL_MENDED)
            return
        had: deque[str] = deque(maxlen=_KEPT_HERE)
        for item in listen(request, self._patience, self._line, JSON_LINES):
            if not isinstance(item, bytes):
                yield _broken(item, request.host)
            elif (reply := _reply(object_of(item))) is None or reply.id in had:
                yield Quiet()
            else:
                had.append(reply.id)
                yield reply

    def _request(self, cursor: str) -> Request:
        return Request(
            method="GET",
            url=f"{self._address}/json",
            authorization=self._settings.reply_authorization(),
            params={"since": cursor if _ID.fullmatch(cursor) else _KEPT_THERE},
        )


def _reply(event: dict[str, Any]) -> Reply | None:
    match event:
        case {"event": "message", "id": str(id_), "message": str(text), "time": int(time)}:
            try:
                return Reply(id=id_, text=text, at=datetime.fromtimestamp(time, UTC))
            except (OverflowError, ValueError, OSError):  # a time that no calendar has
                return None
    return None


def _broken(item: Answer | NoAnswer, host: str) -> Broken:
    if isinstance(item, NoAnswer):
        return broken(item)
    return Broken(reason=what_is_wrong(item, host), after=wait_after(item))
