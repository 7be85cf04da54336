"""Answers on their way home: taps in Home Assistant's event stream, as they happen.

The stream has no memory: what is tapped while nobody listens is lost, and lapbell's page is the
other way to answer. What a reply means, and when to listen again, belongs to the caller.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Lock

from lapbell.channels.connection import Line
from lapbell.channels.home_assistant.api import may_pass, request_for, what_is_wrong
from lapbell.channels.home_assistant.settings import Settings
from lapbell.channels.objects import object_of
from lapbell.channels.protocol import UNTIL_MENDED, Broken, Heard, Quiet, Reply
from lapbell.channels.secret import SecretError
from lapbell.channels.silent import broken
from lapbell.channels.stream import SERVER_SENT_EVENTS, listen
from lapbell.channels.wire import Answer, NoAnswer, Patience
from lapbell.core.answers import understand

STREAM = "stream?restrict=mobile_app_notification_action"
NO_RIGHT = "the token is not accepted, or not an administrator's, who alone may listen for taps"
PATIENCE_TO_LISTEN = Patience(read_s=90)
"""Home Assistant gives a sign of life every 50 s."""

_DATA = b"data:"


class Replies:
    """The taps on one house's pushes."""

    def __init__(
        self, settings: Settings, secret: bytes, *, patience: Patience = PATIENCE_TO_LISTEN
    ) -> None:
        self._settings = settings
        self._secret = secret
        self._patience = patience
        self._only_one = Lock()
        self._line = Line()

    def __repr__(self) -> str:
        return "Replies()"

    def replies(self, cursor: str) -> Iterator[Heard]:  # noqa: ARG002 - there is nothing to go on from
        """Yield what is tapped from now on, as it comes; `Broken` is the end."""
        if not self._only_one.acquire(blocking=False):
            yield Broken(reason="the event stream is being listened to already")
            return
        try:
            yield from self._replies()
        finally:
            self._only_one.release()

    def hang_up(self) -> None:
        """End `replies` under way, from any thread."""
        self._line.cut()

    def _replies(self) -> Iterator[Heard]:
        self._line = Line()
        try:
            request = request_for(self._settings, STREAM)
        except SecretError as error:
            yield Broken(reason=str(error), after=UNTIL_MENDED)
            return
        for item in listen(request, self._patience, self._line, SERVER_SENT_EVENTS):
            if isinstance(item, bytes):
                yield self._heard(item)
            else:
                yield _broken(item, self._settings.host)

    def _heard(self, line: bytes) -> Heard:
        """Read one line: other programs' taps are in the stream too, and none of our business."""
        match object_of(line.removeprefix(_DATA)):
            case {
                "event_type": "mobile_app_notification_action",
                "data": {"action": str(text)},
                "time_fired": str(time),
                "context": {"id": str(id_)},
            } if self._is_ours(text) and (at := _moment(time)):
                return Reply(id=id_, text=text, at=at)
        return Quiet()

    def _is_ours(self, text: str) -> bool:
        return text.isascii() and understand(self._secret, text) is not None


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _broken(item: Answer | NoAnswer, host: str) -> Broken:
    if isinstance(item, NoAnswer):
        return broken(item)
    if item.status == 401:
        return Broken(reason=f"{host} answered 401: {NO_RIGHT}", after=UNTIL_MENDED)
    return Broken(reason=what_is_wrong(item, host), after=None if may_pass(item) else UNTIL_MENDED)
