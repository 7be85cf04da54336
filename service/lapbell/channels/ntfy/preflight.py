"""What `lapbell check` finds out about an ntfy channel. It publishes nothing.

The right to write is asked for with a priority that ntfy refuses, after it has granted the right.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from lapbell.channels.address import is_this_machine
from lapbell.channels.ntfy.codes import error_code, says, what_is_wrong
from lapbell.channels.ntfy.settings import Settings, server_of, topic_of
from lapbell.channels.objects import as_json
from lapbell.channels.protocol import Finding, Home
from lapbell.channels.secret import SecretError
from lapbell.channels.wire import Answer, NoAnswer, Patience, Request, ask

_NO_PRIORITY = 9
_PRIORITY_INVALID = 40007

_WRITE_ONLY = (
    "pushes work; after a broken connection one may come twice, since lapbell cannot look. "
    "With the right to read it never does"
)
_OWN_REPLY_TOPIC = (
    'name a topic of your own, answers = "https://SERVER/TOPIC", and on the server let everyone '
    "write to it and only lapbell's user read it"
)
_NOT_YET = "buttons need lapbell's own secret; `lapbell run` makes it at its first start"
_STALE = "in ntfy's app for the iPhone, the buttons of an older push may do nothing"
_NO_PAGE = "where [web] has a `url`, a tap on the push opens lapbell's page instead"
_NO_WAY_BACK = (
    "{host} is this machine: a phone that taps a button cannot reach it; "
    'set answers = "https://SERVER/TOPIC" with the address that the phone knows'
)

Authorization = Callable[[], str | None]


class Preflight:
    """The questions about one channel."""

    def __init__(self, settings: Settings, home: Home, patience: Patience) -> None:
        self._settings = settings
        self._home = home
        self._patience = patience

    def findings(self) -> list[Finding]:
        """Ask for the server, then for the rights to read and to write, then for the buttons."""
        server = self._server_found()
        if not server.ok:
            return [server]
        login = self._settings.authorization
        reading = self._ask(_auth(self._settings.ntfy), login)
        if isinstance(reading, Answer) and reading.status == 401:
            # The same login once more would only count as one more wrong one.
            return [server, self._wrong("the login is accepted", reading)]
        return [server, self._may_write(login), self._may_read(reading), *self._buttons()]

    def _server_found(self) -> Finding:
        what = f"{self._settings.host} is an ntfy server and answers"
        health = Request(method="GET", url=f"{self._settings.server}/v1/health")
        answer = self._ask(health, _nobody)
        if _says(answer, "healthy"):
            return Finding(what=what, ok=True)
        return self._wrong(what, answer)

    def _may_write(self, login: Authorization) -> Finding:
        what = "lapbell may publish to the topic"
        answer = self._ask(_refused_publish(self._settings.ntfy), login)
        return Finding(what=what, ok=True) if _granted(answer) else self._wrong(what, answer)

    def _may_read(self, answer: Answer | NoAnswer) -> Finding:
        if _says(answer, "success"):
            return Finding(what="lapbell may read the topic", ok=True)
        if isinstance(answer, Answer) and answer.status == 403:
            return Finding(what="lapbell may not read the topic", ok=True, advice=_WRITE_ONLY)
        return self._wrong("lapbell may read the topic", answer)

    def _buttons(self) -> Iterator[Finding]:
        address = self._settings.reply_address(self._home.secret)
        if address is not None:
            yield from self._way_home(address)
            yield from self._hints(address)
        elif self._settings.buttons:
            yield Finding(what="buttons are not there yet", ok=True, advice=_NOT_YET)

    def _way_home(self, address: str) -> Iterator[Finding]:
        posted = self._ask(_refused_publish(address), _nobody)
        read = self._ask(_auth(address), self._settings.reply_authorization)
        for what, answer, ok in (
            ("a phone may post answers", posted, _granted(posted)),
            ("lapbell may read the answers", read, _says(read, "success")),
        ):
            if not ok and isinstance(answer, Answer) and answer.status == 403:
                yield Finding(what=what, ok=False, advice=_OWN_REPLY_TOPIC)
            else:
                yield Finding(what=what, ok=True) if ok else self._wrong(what, answer, address)

    def _hints(self, address: str) -> Iterator[Finding]:
        parts = urlsplit(address)
        if is_this_machine(parts.hostname or ""):
            advice = _NO_WAY_BACK.format(host=parts.netloc)
            yield Finding(what="buttons post to this machine", ok=True, advice=advice)
        url = self._home.web_url
        instead = f"a tap on the push opens {url}" if url else _NO_PAGE
        yield Finding(what="buttons are on", ok=True, advice=f"{_STALE}; {instead}")

    def _wrong(self, what: str, answer: Answer | NoAnswer, address: str = "") -> Finding:
        host = urlsplit(address).netloc or self._settings.host
        advice = what_is_wrong(answer, host) if isinstance(answer, Answer) else answer.reason
        return Finding(what=what, ok=False, advice=advice)

    def _ask(self, request: Request, login: Authorization) -> Answer | NoAnswer:
        try:
            authorization = login()
        except SecretError as error:
            return NoAnswer(reason=str(error), hopeless=True)
        return ask(replace(request, authorization=authorization), self._patience)


def _says(answer: Answer | NoAnswer, key: str) -> bool:
    return isinstance(answer, Answer) and says(answer, key)


def _granted(answer: Answer | NoAnswer) -> bool:
    return isinstance(answer, Answer) and error_code(answer) == _PRIORITY_INVALID


def _nobody() -> str | None:
    """No login: as a phone asks that taps a button."""
    return None


def _auth(address: str) -> Request:
    return Request(method="GET", url=f"{address}/auth")


def _refused_publish(address: str) -> Request:
    body = as_json({"topic": topic_of(address), "priority": _NO_PRIORITY})
    return Request(method="POST", url=f"{server_of(address)}/", body=body)
