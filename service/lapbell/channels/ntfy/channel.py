"""A topic on an ntfy server as a channel: one attempt, looking for it, changing it.

How a message becomes a request is in `publish`, what an answer means in `codes`, the preflight
in `preflight`. Retries and deadlines of a message belong to `jobs`.
"""

from dataclasses import replace
from datetime import timedelta
from math import ceil

from lapbell.channels.ntfy.codes import error_code, outcome, trace
from lapbell.channels.ntfy.preflight import Preflight
from lapbell.channels.ntfy.publish import (
    BODY_BYTES_BESIDE_PICTURE,
    abilities,
    plainer,
    request_for,
)
from lapbell.channels.ntfy.replies import Replies
from lapbell.channels.ntfy.settings import Settings
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
    Trace,
)
from lapbell.channels.render import fit
from lapbell.channels.secret import SecretError
from lapbell.channels.silent import unsent
from lapbell.channels.wire import PATIENCE, Answer, NoAnswer, Patience, Request, ask

_POLL_BYTES = 1024 * 1024
_POLL_MARGIN_S = 60
_SILENT = 1


class Ntfy:
    """A topic on an ntfy server."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        home: Home = NO_HOME,
        *,
        patience: Patience = PATIENCE,
    ) -> None:
        self.name = name
        self._settings = settings
        self._home = home
        self._patience = patience
        self._reply_address = settings.reply_address(home.secret)
        self._answers = Replies(self._reply_address, settings) if self._reply_address else None
        self._keeps_keys = False

    def __repr__(self) -> str:
        return f"Ntfy({self.name!r})"

    @property
    def abilities(self) -> Abilities:
        """What a phone with ntfy's app shows."""
        return abilities(buttons=self._reply_address is not None)

    @property
    def answers(self) -> Replies | None:
        """The reply topic; None without buttons."""
        return self._answers

    def send(self, message: Message) -> Outcome:
        """Publish the message under its key; the caller decides what comes after.

        Where the server takes no files or no buttons, it is published without them at once.
        """
        fitted = self._fit(message)
        answer = self._publish(fitted)
        if isinstance(answer, Answer) and (less := plainer(fitted, answer, error_code(answer))):
            answer = self._publish(less)
        if isinstance(answer, NoAnswer):
            return unsent(answer)
        result = outcome(answer, self._settings.host, message.key)
        if isinstance(result, Sent):
            self._keeps_keys = result.keyed
        return result

    def update(self, message: Message) -> Outcome:
        """Publish the message under a key that was sent before, without a sound.

        Only where this server has echoed a key since the start: another would show a second push.
        """
        if not self._keeps_keys:
            return Refused(reason=f"{self._settings.host} has not shown that it keeps keys")
        return self.send(replace(message, priority=_SILENT))

    def find(self, message: Message, within: timedelta) -> Trace:
        """Poll the topic for what was published at most `within` ago.

        A server before 2.16 does not keep the key: there title and text tell, as decided in 10.
        """
        since_s = ceil(within.total_seconds()) + _POLL_MARGIN_S
        answer = self._ask(
            Request(
                method="GET",
                url=f"{self._settings.ntfy}/json",
                params={"poll": "1", "since": f"{since_s}s"},
                most_bytes=_POLL_BYTES,
            )
        )
        if isinstance(answer, Answer):
            return trace(answer, self._settings.host, self._fit(message))
        return CannotTell(reason=answer.reason)

    def probe(self) -> list[Finding]:
        """Ask for the server, the rights and the way home; publishes nothing."""
        return Preflight(self._settings, self._home, self._patience).findings()

    def _fit(self, message: Message) -> Message:
        able = self.abilities
        if message.picture:
            able = replace(able, body_bytes=BODY_BYTES_BESIDE_PICTURE)
        return fit(message, able)

    def _publish(self, message: Message) -> Answer | NoAnswer:
        return self._ask(request_for(message, self._settings.ntfy, self._reply_address))

    def _ask(self, request: Request) -> Answer | NoAnswer:
        try:
            authorization = self._settings.authorization()
        except SecretError as error:
            return NoAnswer(reason=str(error), hopeless=True)
        return ask(replace(request, authorization=authorization), self._patience)
