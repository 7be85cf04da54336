"""Answers on their way home: the taps that the bot is asked for, in one long poll after another.

Telegram keeps a tap for 24 h, until a poll asks for what comes after it. That poll is made when
the caller comes back for more, so it has written the answer down. What a reply means, and when to
ask again after a break, belongs to the caller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Event as Flag
from threading import Lock
from typing import Any

from lapbell.channels.connection import Deadline, Line
from lapbell.channels.protocol import UNTIL_MENDED, Broken, Heard, Quiet, Reply
from lapbell.channels.silent import broken
from lapbell.channels.telegram.bot import (
    Bot,
    description_of,
    may_pass,
    result_of,
    wait_of,
    what_is_wrong,
)
from lapbell.channels.telegram.buttons import answer_of
from lapbell.channels.telegram.posts import Post, Posts
from lapbell.channels.telegram.settings import Settings
from lapbell.channels.wire import PATIENCE, Answer, NoAnswer, Patience

POLL_S = 50
PATIENCE_TO_LISTEN = Patience(read_s=POLL_S + 10, whole_s=POLL_S + 20)

_AFTER_ANOTHER = timedelta(minutes=1)
"""Twice the time that a poll of a lapbell that has just ended can go on."""

_TWO_LISTEN = (
    "somebody else asks for this bot's answers; give every channel, and every other program, a "
    "bot of its own"
)
_WEBHOOK = "the bot's answers go to a webhook; take it away with deleteWebhook"
_NOT_OURS = "lapbell does not know this button."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tap:
    """A tap on a button: `id` is the query's, `data` what the button carried."""

    id: str
    data: str
    chat: int
    post: Post
    label: str


class Replies:
    """The taps on one bot's buttons."""

    def __init__(
        self,
        settings: Settings,
        secret: bytes,
        posts: Posts,
        *,
        patience: Patience = PATIENCE_TO_LISTEN,
        poll_s: int = POLL_S,
    ) -> None:
        self._ear = Bot(settings, patience)
        self._mouth = Bot(settings, PATIENCE)
        self._chat = settings.telegram
        self._secret = secret
        self._posts = posts
        self._patience = patience
        self._poll_s = poll_s
        self._only_one = Lock()
        self._hung_up = Flag()
        self._line = Line()

    def __repr__(self) -> str:
        return "Replies()"

    def replies(self, cursor: str) -> Iterator[Heard]:  # noqa: ARG002 - see `_replies`
        """Yield what was not yet confirmed, as it comes; `Broken` is the end."""
        if not self._only_one.acquire(blocking=False):
            yield Broken(reason="the bot is being listened to already")
            return
        try:
            self._hung_up.clear()
            yield from self._replies()
        finally:
            self._only_one.release()

    def hang_up(self) -> None:
        """End `replies` under way, from any thread."""
        self._hung_up.set()
        self._line.cut()

    def _replies(self) -> Iterator[Heard]:
        """Poll on and on. Telegram itself knows where it stands, so no cursor is needed.

        Nor would one be right: after a week without a tap, ids go on at a random number. So each
        id is sent back once, at once, and the next poll asks for all that is left.
        """
        after: int | None = None
        while True:
            answer = self._poll(after)
            updates, at = _updates_of(answer), _time_of(answer)
            if updates is None or at is None:
                yield self._broken(answer)
                return
            if not updates:
                yield Quiet()
            for number, update in updates.items():
                yield from self._take(number, update, at)
            after = next(reversed(updates), None)

    def _poll(self, after: int | None) -> Answer | NoAnswer:
        self._line = deadline = Deadline(self._patience.whole_s)
        if self._hung_up.is_set():
            return NoAnswer(reason="hung up")
        fields: dict[str, object] = {"timeout": self._poll_s, "allowed_updates": ["callback_query"]}
        if after is not None:
            fields["offset"] = after + 1
        return self._ear.call("getUpdates", fields, deadline)

    def _take(self, number: int, update: object, at: datetime) -> Iterator[Heard]:
        tap = _tap_of(update)
        if tap is None:
            yield Quiet()
            return
        answer = answer_of(self._secret, tap.data)
        if answer is None:
            yield Quiet()
            self._tell(tap, _NOT_OURS)
            return
        text, key = answer
        if tap.chat == self._chat:
            self._posts.remember(key, tap.post)
        yield Reply(id=str(number), text=text, at=at)
        self._show(tap)

    def _show(self, tap: _Tap) -> None:
        """Let the phone know that its tap was heard; a courtesy, tried once."""
        self._tell(tap, tap.label)
        place = {"chat_id": tap.chat, "message_id": tap.post.number}
        self._mouth.call("editMessageReplyMarkup", place)

    def _tell(self, tap: _Tap, text: str) -> None:
        self._mouth.call("answerCallbackQuery", {"callback_query_id": tap.id, "text": text})

    def _broken(self, answer: Answer | NoAnswer) -> Broken:
        if self._hung_up.is_set():
            return Broken(reason="hung up")
        if isinstance(answer, NoAnswer):
            return broken(answer)
        if answer.status == 409 and "webhook" in description_of(answer):
            return Broken(reason=_WEBHOOK, after=UNTIL_MENDED)
        if answer.status == 409:
            return Broken(reason=_TWO_LISTEN, after=_AFTER_ANOTHER)
        passes = may_pass(answer) or not answer.whole
        after = wait_of(answer) if passes else UNTIL_MENDED
        return Broken(reason=what_is_wrong(answer, self._ear.host), after=after)


def _time_of(answer: Answer | NoAnswer) -> datetime | None:
    """Return the server's time, which is as near as one gets: a tap has no time of its own."""
    if isinstance(answer, NoAnswer):
        return None
    try:
        return parsedate_to_datetime(answer.date).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _updates_of(answer: Answer | NoAnswer) -> dict[int, Any] | None:
    """Return the updates by their ids, in order; None where it is not Telegram that answers."""
    updates = result_of(answer)
    if not isinstance(updates, list):
        return None
    try:
        return {int(one["update_id"]): one for one in updates}
    except (TypeError, ValueError, LookupError):
        return None


def _tap_of(update: Any) -> _Tap | None:
    match update:
        case {
            "callback_query": {
                "id": str(id_),
                "data": str(data),
                "message": {"message_id": int(number), "chat": {"id": int(chat)}} as message,
            }
        }:
            post = Post(number=number, has_picture="photo" in message)
            return _Tap(id=id_, data=data, chat=chat, post=post, label=_label(message, data))
    return None


def _label(message: dict[str, Any], data: str) -> str:
    """Return what stands on the button that was tapped; nothing where the message is too old."""
    match message:
        case {"reply_markup": {"inline_keyboard": [[*buttons]]}}:
            for one in buttons:
                match one:
                    case {"text": str(text), "callback_data": str(carried)} if carried == data:
                        return text
    return ""
