"""A chat with a bot as a channel: one attempt, and changing what was sent.

How a message is written is in `posts`, what an answer means in `bot`, the preflight in
`preflight`. Retries and deadlines of a message belong to `jobs`.
"""

from dataclasses import replace
from datetime import timedelta

from lapbell.channels.protocol import (
    NO_HOME,
    Abilities,
    CannotTell,
    Finding,
    Home,
    Message,
    Outcome,
    Refused,
    Sent,
)
from lapbell.channels.render import fit
from lapbell.channels.telegram.bot import Bot, is_about_the_message, outcome
from lapbell.channels.telegram.posts import (
    BODY_BYTES_BESIDE_PICTURE,
    Post,
    Posts,
    abilities,
    fields_of,
    words_of,
)
from lapbell.channels.telegram.preflight import findings
from lapbell.channels.telegram.replies import Replies
from lapbell.channels.telegram.settings import Settings
from lapbell.channels.wire import PATIENCE, Answer, NoAnswer, Patience


class Telegram:
    """A chat with a bot."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        home: Home = NO_HOME,
        *,
        patience: Patience = PATIENCE,
    ) -> None:
        self.name = name
        self._chat = settings.telegram
        self._settings = settings
        self._bot = Bot(settings, patience)
        self._posts = Posts()
        has_buttons = settings.buttons and bool(home.secret)
        self._answers = Replies(settings, home.secret, self._posts) if has_buttons else None

    def __repr__(self) -> str:
        return f"Telegram({self.name!r})"

    @property
    def abilities(self) -> Abilities:
        """What a chat shows."""
        return abilities(buttons=self._answers is not None)

    @property
    def answers(self) -> Replies | None:
        """The taps that the bot hears of; None without buttons."""
        return self._answers

    def send(self, message: Message) -> Outcome:
        """Post the message; where its picture is not taken, it is posted without it at once."""
        fitted = self._fit(message, beside_picture=message.picture is not None)
        answer = self._post(fitted)
        if fitted.picture and isinstance(answer, Answer) and is_about_the_message(answer):
            fitted = self._fit(replace(message, picture=None), beside_picture=False)
            answer = self._post(fitted)
        result = outcome(answer, self._bot.host)
        if isinstance(result, Sent):
            post = Post(number=int(result.server_id), has_picture=fitted.picture is not None)
            self._posts.remember(message.key, post)
        return result

    def update(self, message: Message) -> Outcome:
        """Change the words of what was sent, and take its buttons away.

        Only what was sent or answered since the start: Telegram knows messages by its own numbers.
        """
        post = self._posts.find(message.key)
        if post is None:
            return Refused(reason="the message was sent before lapbell started")
        method = "editMessageCaption" if post.has_picture else "editMessageText"
        fitted = self._fit(message, beside_picture=post.has_picture)
        words = words_of(fitted, beside_picture=post.has_picture)
        place = {"chat_id": self._chat, "message_id": post.number}
        return outcome(self._bot.call(method, {**place, **words}), self._bot.host)

    def find(self, message: Message, within: timedelta) -> CannotTell:  # noqa: ARG002
        """Answer that a bot cannot be asked what it wrote."""
        return CannotTell(reason="a bot of Telegram's cannot look at its own chat", lasting=True)

    def probe(self) -> list[Finding]:
        """Ask for the bot, its chat and the way home; posts nothing."""
        return findings(self._bot, self._settings)

    def _fit(self, message: Message, *, beside_picture: bool) -> Message:
        able = self.abilities
        if beside_picture:
            able = replace(able, body_bytes=BODY_BYTES_BESIDE_PICTURE)
        return fit(message, able)

    def _post(self, message: Message) -> Answer | NoAnswer:
        fields = fields_of(message, self._chat)
        if message.picture is None:
            return self._bot.call("sendMessage", fields)
        return self._bot.upload("sendPhoto", fields, message.picture)
