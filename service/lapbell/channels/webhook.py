"""Push to a program of one's own: a signed JSON object by POST.

What the program does with it is its own business. A resend has the same `Idempotency-Key`.
"""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from hmac import digest
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from lapbell.channels.address import split_address
from lapbell.channels.objects import as_json
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
from lapbell.channels.secret import (
    SecretCredential,
    SecretEnv,
    SecretError,
    SecretFile,
    find_secret,
    secret_field,
    the_one_of,
)
from lapbell.channels.settings import ChannelSettings
from lapbell.channels.silent import unsent
from lapbell.channels.wire import PATIENCE, Answer, NoAnswer, Patience, Request, ask

LONGEST_WAIT = timedelta(hours=1)
"""Of what a server can ask for with Retry-After."""

_HAS_IT = 409
_TO_MEND = {
    401: "it asks for a login or another signature; mend the secret",
    403: "it does not let lapbell in; mend the secret or the address",
    404: "there is nothing at this address; mend it",
    405: "it takes no POST; mend the address",
    410: "this address has been given up; mend it",
}
_UNSIGNED = (
    "whoever knows the address can post to it; with secret_file, secret_env or "
    "secret_credential every post is signed"
)


def _is_web_address(text: str) -> str:
    if "@" in text.partition("?")[0]:
        raise ValueError("leave user and password out of the address; sign with secret_file")
    split_address(text, query=True)
    return text


class Settings(ChannelSettings):
    """An address that takes JSON, and the secret that signs it."""

    webhook: Annotated[str, AfterValidator(_is_web_address)] = Field(
        repr=False, examples=["https://home.example/lapbell"]
    )
    secret_file: SecretFile | None = secret_field("file", "webhook-secret")
    secret_env: SecretEnv | None = secret_field("env", "webhook-secret")
    secret_credential: SecretCredential | None = secret_field("credential", "webhook-secret")

    @model_validator(mode="after")
    def _is_one_secret(self) -> Self:
        the_one_of(self, "secret")
        return self

    @property
    def host(self) -> str:
        """The server's name and port, for reasons."""
        return urlsplit(self.webhook).netloc

    def signature(self, body: bytes) -> str | None:
        """Return `sha256=` and the hex HMAC-SHA256 of the body; raises SecretError with advice."""
        if (secret := find_secret(self, "secret")) is None:
            return None
        return f"sha256={digest(secret.read().encode(), body, 'sha256').hex()}"


class Webhook:
    """A program that listens at a web address."""

    abilities = Abilities(title_bytes=250, body_bytes=4000, buttons=5, picture="link")

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
        return f"Webhook({self.name!r})"

    def send(self, message: Message) -> Outcome:
        """Post the message once. 2xx and 409 ("had it already") are success."""
        try:
            request = self._request(fit(message, self.abilities))
        except SecretError as error:
            return Misconfigured(reason=str(error))
        answer = ask(request, self._patience)
        if isinstance(answer, NoAnswer):
            return unsent(answer)
        return outcome(answer, self._settings.host)

    def find(self, message: Message, within: timedelta) -> CannotTell:  # noqa: ARG002
        """Answer that a webhook cannot be asked what it had."""
        return CannotTell(reason="a webhook cannot be asked what it had", lasting=True)

    def probe(self) -> list[Finding]:
        """Find out whether the server answers and the secret can be read; posts nothing."""
        return [self._reached(), self._signed()]

    def _reached(self) -> Finding:
        what = f"{self._settings.host} answers"
        # What it says to HEAD tells nothing about POST; that it says something is enough.
        answer = ask(Request(method="HEAD", url=self._settings.webhook), self._patience)
        if isinstance(answer, NoAnswer):
            return Finding(what=what, ok=False, advice=answer.reason)
        return Finding(what=what, ok=True)

    def _signed(self) -> Finding:
        try:
            signature = self._settings.signature(b"")
        except SecretError as error:
            return Finding(what="posts are signed", ok=False, advice=str(error))
        if signature is None:
            return Finding(what="posts are not signed", ok=True, advice=_UNSIGNED)
        return Finding(what="posts are signed", ok=True)

    def _request(self, message: Message) -> Request:
        body = as_json(_fields(message))
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        if signature := self._settings.signature(body):
            headers["Lapbell-Signature"] = signature
        return Request(method="POST", url=self._settings.webhook, headers=headers, body=body)


def _fields(message: Message) -> dict[str, object]:
    """Return what is posted: every key is always there."""
    return {
        "key": message.key,
        "kind": message.kind,
        "title": message.title,
        "body": message.body,
        "priority": message.priority,
        "tags": message.tags,
        "click": message.click,
        "buttons": [{"label": one.label, "body": one.body} for one in message.buttons],
    }


def outcome(answer: Answer, host: str) -> Outcome:
    """Tell what became of a message by the status alone: the body is the program's own."""
    status = answer.status
    says = f"{host} answered {status}"
    if 200 <= status < 300 or status == _HAS_IT:
        return Sent()
    if status in (429, 503):
        return Retry(reason=f"{says}: too much at once", after=_wait(answer))
    if status == 408 or status >= 500:
        return Retry(reason=f"{says}: a fault of the server", maybe_sent=True)
    if status in _TO_MEND:
        return Misconfigured(reason=f"{says}: {_TO_MEND[status]}")
    if status < 400:
        return Misconfigured(reason=f"{says}: a redirect; write the final address")
    return Refused(reason=f"{says}: it does not take this message")


def _wait(answer: Answer) -> timedelta | None:
    """Return what Retry-After asks for, in seconds or as a date, within 0 s and `LONGEST_WAIT`."""
    text = answer.retry_after.strip()
    try:
        if text.isdecimal():
            wait = timedelta(seconds=int(text[:9]))
        else:
            wait = parsedate_to_datetime(text) - parsedate_to_datetime(answer.date)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
