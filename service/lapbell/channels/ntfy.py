"""Push through an ntfy server: settings, one attempt, looking for it, and the preflight.

What an answer means is in `ntfy_answers`. Retries and deadlines of a message belong to `jobs`.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from lapbell.channels.address import split_address
from lapbell.channels.ntfy_answers import error_code, outcome, says, trace, what_is_wrong
from lapbell.channels.protocol import (
    CannotTell,
    Finding,
    Message,
    Misconfigured,
    Outcome,
    Retry,
    Trace,
)
from lapbell.channels.secret import (
    SECRET_KINDS,
    Secret,
    SecretCredential,
    SecretEnv,
    SecretError,
    SecretFile,
)
from lapbell.channels.settings import ChannelSettings
from lapbell.channels.wire import PATIENCE, Answer, NoAnswer, Patience, Request, ask

PLACEHOLDER = "CHANGE-ME"
TITLE_BYTES = 250
MESSAGE_BYTES = 4095
"""One more, and ntfy turns the text into an attachment."""

_JSON_BYTES = 8191
_ELLIPSIS = "…"
_POLL_BYTES = 1024 * 1024
_POLL_MARGIN_S = 60

_NO_PRIORITY = 9
_PRIORITY_INVALID = 40007
"""What ntfy answers to priority 9, once it has granted the right to write."""

_WRITE_ONLY = (
    "pushes work; after a broken connection one may come twice, since lapbell cannot look. "
    "With the right to read it never does"
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_TOKEN = re.compile(r"[!-~]+")
_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_RESERVED = (
    "docs", "static", "file", "app", "metrics", "account", "settings", "signup", "login", "v1",
)  # fmt: skip


def _is_topic_address(text: str) -> str:
    topic = split_address(text).path.rpartition("/")[2]
    if not topic:
        raise ValueError("the topic is missing; write https://SERVER/TOPIC, with no / at its end")
    if not _TOPIC.fullmatch(topic):
        raise ValueError("a topic is 1 to 64 letters, digits, - and _, without ä or spaces")
    if topic in _RESERVED:
        raise ValueError(f"`{topic}` is a word that ntfy keeps for itself; choose another topic")
    return text


def _is_user(text: str) -> str:
    if not text or ":" in text:
        raise ValueError("a user's name is not empty and has no colon")
    return text


class Settings(ChannelSettings):
    """A topic on an ntfy server, and how to log in there, if at all."""

    ntfy: Annotated[str, AfterValidator(_is_topic_address)] = Field(
        repr=False, examples=["https://ntfy.sh/YOUR-TOPIC"]
    )
    token_file: SecretFile | None = None
    token_env: SecretEnv | None = None
    token_credential: SecretCredential | None = None
    user: Annotated[str, AfterValidator(_is_user)] | None = None
    password_file: SecretFile | None = None
    password_env: SecretEnv | None = None
    password_credential: SecretCredential | None = None

    @model_validator(mode="after")
    def _is_one_login(self) -> Self:
        names = [f"{what}_{kind}" for what in ("token", "password") for kind in SECRET_KINDS]
        given = [name for name in names if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} exclude each other; keep one of them")
        password = given[0] if given and given[0].startswith("password") else None
        if password and self.user is None:
            raise ValueError(f"{password} needs `user`, the name it belongs to")
        if self.user is not None and not password:
            raise ValueError("`user` needs password_file, password_env or password_credential")
        return self

    @property
    def is_placeholder(self) -> bool:
        """Tell whether the topic is the sample's, which strangers would share."""
        return self.topic == PLACEHOLDER

    @property
    def server(self) -> str:
        """The address without the topic: where JSON is published."""
        return self.ntfy.rpartition("/")[0]

    @property
    def topic(self) -> str:
        """The last part of the address."""
        return self.ntfy.rpartition("/")[2]

    @property
    def host(self) -> str:
        """The server's name and port, for reasons."""
        return urlsplit(self.ntfy).netloc

    @property
    def secret(self) -> Secret | None:
        """Where the token or password stands."""
        for kind in SECRET_KINDS:
            for what in ("token", "password"):
                if where := getattr(self, f"{what}_{kind}"):
                    return Secret(kind=kind, where=where)
        return None

    def authorization(self) -> str | None:
        """Read the secret and return the header's value; raises SecretError with advice."""
        if self.secret is None:
            return None
        secret = self.secret.read()
        if self.user is not None:
            return f"Basic {b64encode(f'{self.user}:{secret}'.encode()).decode()}"
        if not _TOKEN.fullmatch(secret):
            raise SecretError(f"{self.secret} holds something else than one token")
        return f"Bearer {secret}"


class Ntfy:
    """A topic on an ntfy server."""

    def __init__(self, name: str, settings: Settings, *, patience: Patience = PATIENCE) -> None:
        self.name = name
        self._settings = settings
        self._patience = patience

    def __repr__(self) -> str:
        return f"Ntfy({self.name!r})"

    def send(self, message: Message) -> Outcome:
        """Publish the message under its key; the caller decides what comes after."""
        topic = self._settings.topic
        answer = self._publish(_fields(fit(message, topic), topic))
        if isinstance(answer, Answer):
            return outcome(answer, self._settings.host, message.key)
        if answer.hopeless:
            return Misconfigured(reason=answer.reason)
        return Retry(reason=answer.reason, maybe_sent=answer.maybe_sent)

    def find(self, message: Message, within: timedelta) -> Trace:
        """Poll the topic for what was published at most `within` ago.

        A server before 2.16 does not keep the key: there title and text tell, as decided in 10.
        """
        topic = self._settings.topic
        since_s = ceil(within.total_seconds()) + _POLL_MARGIN_S
        answer = self._ask(
            replace(
                self._read(f"{topic}/json"),
                params={"poll": "1", "since": f"{since_s}s"},
                most_bytes=_POLL_BYTES,
            )
        )
        if isinstance(answer, Answer):
            return trace(answer, self._settings.host, fit(message, topic))
        return CannotTell(reason=answer.reason)

    def probe(self) -> list[Finding]:
        """Ask for the server, then for the rights to read and to write; publishes nothing."""
        server = self._server_found()
        if not server.ok:
            return [server]
        reading = self._ask(self._read(f"{self._settings.topic}/auth"))
        if isinstance(reading, Answer) and reading.status == 401:
            # The same login once more would only count as one more wrong one.
            return [server, self._wrong("the login is accepted", reading)]
        return [server, self._may_write(), self._may_read(reading)]

    def _server_found(self) -> Finding:
        what = f"{self._settings.host} is an ntfy server and answers"
        answer = self._ask(self._read("v1/health"), login=False)
        if isinstance(answer, Answer) and says(answer, "healthy"):
            return Finding(what=what, ok=True)
        return self._wrong(what, answer)

    def _may_write(self) -> Finding:
        what = "lapbell may publish to the topic"
        answer = self._publish({"topic": self._settings.topic, "priority": _NO_PRIORITY})
        if isinstance(answer, Answer) and error_code(answer) == _PRIORITY_INVALID:
            return Finding(what=what, ok=True)
        return self._wrong(what, answer)

    def _may_read(self, answer: Answer | NoAnswer) -> Finding:
        if isinstance(answer, Answer) and says(answer, "success"):
            return Finding(what="lapbell may read the topic", ok=True)
        if isinstance(answer, Answer) and answer.status == 403:
            return Finding(what="lapbell may not read the topic", ok=True, advice=_WRITE_ONLY)
        return self._wrong("lapbell may read the topic", answer)

    def _wrong(self, what: str, answer: Answer | NoAnswer) -> Finding:
        if isinstance(answer, NoAnswer):
            return Finding(what=what, ok=False, advice=answer.reason)
        return Finding(what=what, ok=False, advice=what_is_wrong(answer, self._settings.host))

    def _publish(self, fields: Mapping[str, object]) -> Answer | NoAnswer:
        return self._ask(
            Request(method="POST", url=f"{self._settings.server}/", body=_as_json(fields))
        )

    def _read(self, path: str) -> Request:
        return Request(method="GET", url=f"{self._settings.server}/{path}")

    def _ask(self, request: Request, *, login: bool = True) -> Answer | NoAnswer:
        try:
            authorization = self._settings.authorization() if login else None
        except SecretError as error:
            return NoAnswer(reason=str(error), hopeless=True)
        return ask(replace(request, authorization=authorization), self._patience)


def fit(message: Message, topic: str) -> Message:
    """Shorten title and body to what ntfy keeps whole. Sizes are in UTF-8 bytes."""
    fitted = replace(
        message,
        title=shorten(message.title, TITLE_BYTES),
        body=shorten(message.body, MESSAGE_BYTES),
    )
    # JSON escapes a few characters; now none of them takes more than twice its room.
    excess = len(_as_json(_fields(fitted, topic))) - _JSON_BYTES
    if excess <= 0:
        return fitted
    return replace(fitted, body=shorten(fitted.body, len(fitted.body.encode()) - excess))


def shorten(text: str, most_bytes: int) -> str:
    """Return the text without white space around it, in at most `most_bytes` of UTF-8.

    It is cut after a word and ends in an ellipsis; a last word over 80 characters is cut itself.
    Control characters become blanks, and what no UTF-8 can hold a question mark.
    """
    raw = _CONTROL.sub(" ", text).strip().encode(errors="replace")
    if len(raw) <= most_bytes:
        return raw.decode()
    head = raw[: most_bytes - len(_ELLIPSIS.encode())].decode(errors="ignore")
    words = re.match(r"(.*\S)\s+\S{0,80}$", head, re.DOTALL)
    return (words[1] if words else head) + _ELLIPSIS


def _fields(message: Message, topic: str) -> dict[str, object]:
    fields = {
        "topic": topic,
        "title": message.title,
        "message": message.body,
        "priority": message.priority,
        "tags": list(message.tags),
        "sequence_id": message.key,
    }
    return {name: value for name, value in fields.items() if value}


def _as_json(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode(errors="replace")
