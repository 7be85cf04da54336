"""A mailbox as a channel: one attempt, and what its failure means."""

import smtplib
from collections.abc import Callable
from datetime import timedelta

from lapbell.channels.connection import Deadline, cause
from lapbell.channels.mail.conversation import Conversation, NoEncryptionError
from lapbell.channels.mail.letter import as_bytes
from lapbell.channels.mail.settings import Settings
from lapbell.channels.protocol import (
    NO_HOME,
    Abilities,
    CannotTell,
    Finding,
    Home,
    Message,
    Misconfigured,
    Outcome,
    Refused,
    Retry,
    Sent,
)
from lapbell.channels.render import fit
from lapbell.channels.secret import SecretError
from lapbell.channels.wire import PATIENCE, Patience

_LOGIN_CODES = (530, 534, 535, 538)
_NO_ENCRYPTION = (
    "offers no encryption (STARTTLS), and out of the house a letter and its password would go in "
    "the clear; try smtps://"
)

Trouble = Retry | Refused | Misconfigured


class Mail:
    """A mailbox that a mail server takes letters for."""

    abilities = Abilities(title_bytes=250, body_bytes=20_000, picture="inline")

    def __init__(
        self,
        name: str,
        settings: Settings,
        _: Home = NO_HOME,
        *,
        patience: Patience = PATIENCE,
    ) -> None:
        self.name = name
        self._settings = settings
        self._patience = patience

    def __repr__(self) -> str:
        return f"Mail({self.name!r})"

    def send(self, message: Message) -> Outcome:
        """Hand one letter over. A resend has the same Message-ID."""
        to, sender = self._settings.to, self._settings.from_address
        letter = as_bytes(fit(message, self.abilities), sender, to)
        return self._visit(lambda talk: talk.hand_over(letter)) or Sent()

    def find(self, message: Message, within: timedelta) -> CannotTell:  # noqa: ARG002
        """Answer that a mailbox cannot be looked into."""
        return CannotTell(reason="a mailbox cannot be looked into", lasting=True)

    def probe(self) -> list[Finding]:
        """Find out whether the server would take a letter; hands none over."""
        what = f"{self._settings.host} takes mail to {self._settings.to}"
        trouble = self._visit(lambda _: None)
        if trouble:
            return [Finding(what=what, ok=False, advice=trouble.reason)]
        return [Finding(what=what, ok=True)]

    def _visit(self, business: Callable[[Conversation], None]) -> Trouble | None:
        with Deadline(self._patience.whole_s) as deadline:
            talk = Conversation(self._settings, deadline, self._patience)
            try:
                talk.greet(self._password())
                talk.address()
                business(talk)
            except SecretError as error:
                return Misconfigured(reason=str(error))
            except smtplib.SMTPResponseException as error:
                return _said_no(error.smtp_code, self._settings.host, let_in=talk.let_in)
            except (OSError, NoEncryptionError) as error:
                return self._failed(error, talk, deadline)
            finally:
                talk.close()
        return None

    def _password(self) -> str | None:
        if self._settings.secret is None:
            return None
        password = self._settings.secret.read()
        if not password.isascii():
            raise SecretError(
                f"{self._settings.secret} holds more than ASCII, which no login takes"
            )
        return password

    def _failed(self, error: Exception, talk: Conversation, deadline: Deadline) -> Trouble:
        host = self._settings.host
        if isinstance(error, NoEncryptionError):
            return Misconfigured(reason=f"{host} {_NO_ENCRYPTION}")
        if _is_no_login(error):
            return Misconfigured(reason=f"{host} offers no login; leave user and password out")
        if not deadline.connected:
            return Retry(reason=f"no connection to {host}: {cause(error)}")
        if deadline.is_cut:
            return Retry(reason=f"{host} took too long to answer", maybe_sent=talk.handed_over)
        return Retry(reason=f"{host} broke off: {_cause(error)}", maybe_sent=talk.handed_over)


def _is_no_login(error: Exception) -> bool:
    """Tell smtplib's own two from the connections that broke, which are of their family."""
    is_theirs = isinstance(error, smtplib.SMTPException)
    return is_theirs and not isinstance(error, smtplib.SMTPServerDisconnected)


def _cause(error: Exception) -> str:
    words = cause(error)
    return "it closed the connection" if words == "SMTPServerDisconnected" else words


def _said_no(code: int, host: str, *, let_in: bool) -> Trouble:
    """Tell what a reply means that is not the expected one (RFC 5321, RFC 4954)."""
    says = f"{host} answered {code}"
    if code < 200:
        return Misconfigured(reason=f"{host} does not speak SMTP; are server and port right?")
    if 400 <= code < 500:
        return Retry(reason=f"{says}: not now")
    if code in _LOGIN_CODES:
        return Misconfigured(reason=f"{says}: the login is not accepted; renew user and password")
    if not let_in:
        return Misconfigured(reason=f"{says}: it does not let lapbell in; is it the right server?")
    return Refused(reason=f"{says}: it does not take this letter; are `to` and `from` right?")
