"""Answers on their way home: the taps that the bot is asked for, in one long poll after another.

Telegram keeps a tap for 24 h, until a poll asks for what comes after it. That poll is made when
the caller comes back for more, so it has written the answer down. Who polls, where several
channels write through one bot, is in `line`. What a reply means, and when to ask again after a
break, belongs to the caller.
"""

from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Event as Flag
from threading import Lock
from typing import Any

from lapbell.channels.connection import Deadline, Line
from lapbell.channels.protocol import UNTIL_MENDED, Broken, Heard, Quiet, Reply
from lapbell.channels.secret import SecretError
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
from lapbell.channels.telegram.line import Ear, PartyLine, Tap, line_of
from lapbell.channels.telegram.posts import Post, Posts
from lapbell.channels.telegram.settings import Settings
from lapbell.channels.wire import PATIENCE, Answer, NoAnswer, Patience

POLL_S = 50
PATIENCE_TO_LISTEN = Patience(read_s=POLL_S + 10, whole_s=POLL_S + 20)

_AFTER_ANOTHER = timedelta(minutes=1)
"""Twice the time that a poll of a lapbell that has just ended can go on."""

_TWO_LISTEN = "another program asks for this bot's answers; give lapbell a bot of its own"
_CHANGED = "the bot is another one now"
_NOT_TAKEN = "a tap could not be written down by the channel it was for"
_HUNG_UP = "hung up"
_UPDATES = "getUpdates"
_LOOK_UP_S = 1.0
_WEBHOOK = "the bot's answers go to a webhook; take it away with deleteWebhook"
_NOT_OURS = "lapbell does not know this button."


class Replies:
    """The taps on the buttons of one channel."""

    def __init__(
        self,
        settings: Settings,
        secret: bytes,
        posts: Posts,
        *,
        patience: Patience = PATIENCE_TO_LISTEN,
        poll_s: int = POLL_S,
    ) -> None:
        self._settings = settings
        self._asking = Bot(settings, patience)
        self._mouth = Bot(settings, PATIENCE)
        self._ear = Ear(settings.telegram)
        self._secret = secret
        self._posts = posts
        self._patience = patience
        self._poll_s = poll_s
        self._only_one = Lock()
        self._hung_up = Flag()
        self._wire = Line()
        self._party = PartyLine()

    def __repr__(self) -> str:
        return "Replies()"

    def replies(self, cursor: str) -> Iterator[Heard]:  # noqa: ARG002 - Telegram knows it
        """Yield what was not yet confirmed, as it comes; `Broken` is the end."""
        if not self._only_one.acquire(blocking=False):
            yield Broken(reason="this channel is being listened to already")
            return
        try:
            self._hung_up.clear()
            self._party = party = self._line_now()
            with party.joined(self._ear):
                yield from self._replies(party)
        except SecretError as error:
            yield broken(NoAnswer(reason=str(error), hopeless=True))
        finally:
            self._only_one.release()

    def hang_up(self) -> None:
        """End `replies` under way, from any thread."""
        self._hung_up.set()
        self._wire.cut()
        self._party.wake()

    def _line_now(self) -> PartyLine:
        return line_of(self._settings.method_address(_UPDATES))

    def _replies(self, party: PartyLine) -> Iterator[Heard]:
        """Take what is handed over, and poll on and on where that is this channel's turn.

        Telegram itself knows where it stands, so no cursor is needed. Nor would one be right: after
        a week without a tap, ids go on at a random number. So each id is sent back once, at once,
        and the next poll asks for all that is left.
        """
        after: int | None = None
        while self._line_now() is party:
            if over := self._over():
                yield over
                return
            if not party.polls(self._ear):
                yield from self._follow(party)
                continue
            answer = self._poll(after)
            updates, at = _updates_of(answer), _time_of(answer)
            if updates is None or at is None:
                yield self._end(party, answer)
                return
            if not updates:
                yield Quiet()
            for number, update in updates.items():
                went_well = yield from self._pass_on(party, _tap_of(number, update, at))
                if not went_well:
                    yield Broken(reason=_NOT_TAKEN, after=_AFTER_ANOTHER)
                    return
            after = next(reversed(updates), None)
        yield Broken(reason=_CHANGED)

    def _poll(self, after: int | None) -> Answer | NoAnswer:
        self._wire = deadline = Deadline(self._patience.whole_s)
        if self._hung_up.is_set():
            return NoAnswer(reason=_HUNG_UP)
        fields: dict[str, object] = {"timeout": self._poll_s, "allowed_updates": ["callback_query"]}
        if after is not None:
            fields["offset"] = after + 1
        return self._asking.call(_UPDATES, fields, deadline)

    def _follow(self, party: PartyLine) -> Iterator[Heard]:
        """Take what another channel's poll has brought, or wait a while for that."""
        if not party.wait_for_tap(self._ear, self._poll_s, self._hung_up):
            yield Quiet()
        yield from self._take(party)

    def _pass_on(self, party: PartyLine, tap: Tap | None) -> Generator[Heard, None, bool]:
        """Let everybody take a tap that may be theirs, and tell whether they did."""
        if tap is None or answer_of(self._secret, tap.data) is None:
            yield Quiet()
            if tap is not None:
                self._tell(tap, _NOT_OURS)
            return True
        party.hand(tap)
        yield from self._take(party)
        while not party.wait_for_others(_LOOK_UP_S):
            yield Quiet()
        if party.lost:
            return False
        self._show(tap)
        return True

    def _take(self, party: PartyLine) -> Iterator[Heard]:
        """Yield what was handed over; who comes back for more has written it down.

        All of it: one from a poll of before, left lying, is what the next poll would wait for.
        """
        while tap := self._ear.tap:
            if answer := answer_of(self._secret, tap.data):
                text, key = answer
                if tap.chat == self._ear.chat:
                    self._posts.remember(key, tap.post)
                yield Reply(id=str(tap.number), text=text, at=tap.at, name=tap.id)
            party.taken(self._ear)

    def _show(self, tap: Tap) -> None:
        """Let the phone know that its tap was heard; a courtesy, tried once."""
        self._tell(tap, tap.label)
        place = {"chat_id": tap.chat, "message_id": tap.post.number}
        self._mouth.call("editMessageReplyMarkup", place)

    def _tell(self, tap: Tap, text: str) -> None:
        self._mouth.call("answerCallbackQuery", {"callback_query_id": tap.id, "text": text})

    def _over(self) -> Broken | None:
        """Tell why this channel is not to ask for more; None where it is."""
        return Broken(reason=_HUNG_UP) if self._hung_up.is_set() else self._ear.over

    def _end(self, party: PartyLine, answer: Answer | NoAnswer) -> Broken:
        """Say why a poll failed; what the bot itself says, it would say to the others as well."""
        if over := self._over():
            return over
        if isinstance(answer, NoAnswer):
            return broken(answer)
        why = self._refused(answer)
        party.end(why)
        return why

    def _refused(self, answer: Answer) -> Broken:
        if answer.status == 409 and "webhook" in description_of(answer):
            return Broken(reason=_WEBHOOK, after=UNTIL_MENDED)
        if answer.status == 409:
            return Broken(reason=_TWO_LISTEN, after=_AFTER_ANOTHER)
        passes = may_pass(answer) or not answer.whole
        after = wait_of(answer) if passes else UNTIL_MENDED
        return Broken(reason=what_is_wrong(answer, self._asking.host), after=after)


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


def _tap_of(number: int, update: Any, at: datetime) -> Tap | None:
    match update:
        case {
            "callback_query": {
                "id": str(id_),
                "data": str(data),
                "message": {"message_id": int(place), "chat": {"id": int(chat)}} as message,
            }
        } if id_.isascii():
            post = Post(number=place, has_picture="photo" in message)
            label = _label(message, data)
            return Tap(number=number, at=at, id=id_, data=data, chat=chat, post=post, label=label)
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
