"""A phone with Home Assistant's app as a channel: one attempt, and taking it back.

How a push is written and what an answer means is in `api`, the preflight in `preflight`. Retries
and deadlines of a message belong to `jobs`.
"""

from datetime import timedelta

from lapbell.channels.home_assistant.api import ask_home, clearing_of, outcome, push_of
from lapbell.channels.home_assistant.preflight import findings
from lapbell.channels.home_assistant.replies import Replies
from lapbell.channels.home_assistant.settings import Settings
from lapbell.channels.protocol import (
    NO_HOME,
    Abilities,
    CannotTell,
    Finding,
    Home,
    Message,
    Outcome,
)
from lapbell.channels.render import fit
from lapbell.channels.wire import PATIENCE, Patience

_SHOWN = Abilities(title_bytes=250, body_bytes=2000, picture="link", replaces=True)
"""With three buttons, 3 kB: Google and Apple take 4 kB."""

_WITH_BUTTONS = Abilities(
    title_bytes=250, body_bytes=2000, buttons=3, picture="link", replaces=True
)


class HomeAssistant:
    """A phone that Home Assistant knows."""

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
        self._patience = patience
        has_buttons = settings.buttons and bool(home.secret)
        self._answers = Replies(settings, home.secret) if has_buttons else None

    def __repr__(self) -> str:
        return f"HomeAssistant({self.name!r})"

    @property
    def abilities(self) -> Abilities:
        """What a phone with the app shows; Android has room for three buttons."""
        return _SHOWN if self._answers is None else _WITH_BUTTONS

    @property
    def answers(self) -> Replies | None:
        """The event stream; None without buttons."""
        return self._answers

    def send(self, message: Message) -> Outcome:
        """Call the phone's action once. A resend has the same `tag`, and replaces what is shown."""
        return self._call(push_of(fit(message, self.abilities)))

    def update(self, message: Message) -> Outcome:
        """Take the message with this key away: another in its place would ring where it is gone."""
        return self._call(clearing_of(message.key))

    def find(self, message: Message, within: timedelta) -> CannotTell:  # noqa: ARG002
        """Answer that Home Assistant cannot be asked what a phone shows."""
        return CannotTell(reason="Home Assistant does not know what a phone shows", lasting=True)

    def probe(self) -> list[Finding]:
        """Ask for the house, the phone's action and the way home; rings nothing."""
        return findings(self._settings, self._patience)

    def _call(self, body: bytes) -> Outcome:
        path = f"services/notify/{self._settings.action}"
        answer = ask_home(self._settings, self._patience, path, body)
        return outcome(answer, self._settings.host)
