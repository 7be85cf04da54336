"""One HTTP request, bounded in time and size, and what is known of it when it fails.

Everything awkward about `requests` in a service that runs for years stands here: redirects,
netrc, endless answers, and whether a request left. What an answer means to a service, and
whether to try again, belongs elsewhere.
"""

import logging
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import Any, Self, cast

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError

MOST_BYTES = 64 * 1024
_CHUNK_BYTES = 8 * 1024

# Its debug lines, and its warning about headers it cannot read, carry whole addresses: a topic
# is a secret.
logging.getLogger("urllib3").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds: for a connection, for each read, and for the whole."""

    connect_s: float = 3.05
    read_s: float = 15
    whole_s: float = 20


PATIENCE = Patience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask. `authorization` is the whole header; without one, none is sent.

    At most `most_bytes` of the answer are read.
    """

    method: str
    url: str = field(repr=False)
    authorization: str | None = field(default=None, repr=False)
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    most_bytes: int = MOST_BYTES

    @property
    def host(self) -> str:
        """The server's name and port, even of an address that cannot be read."""
        return self.url.partition("//")[2].partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said. `whole` is False where the body broke off, was too long or too slow."""

    status: int
    content_type: str
    date: str
    body: bytes
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Why there is no answer, in words that name host and cause alone.

    `maybe_sent`: a connection stood, so the request may have got through. `hopeless`: the
    request cannot even be written, whatever the network does.
    """

    reason: str
    maybe_sent: bool = False
    hopeless: bool = False


def ask(request: Request, patience: Patience) -> Answer | NoAnswer:
    """Make one request and read its answer; never raises for what a network does.

    The time for the whole counts neither the look-up of the host's name nor the TLS handshake.
    """
    with _Deadline(patience.whole_s) as deadline, requests.Session() as session:
        session.mount("http://", _Adapter(deadline))
        session.mount("https://", _Adapter(deadline))
        try:
            response = session.request(
                request.method,
                request.url,
                params=request.params,
                data=request.body,
                headers={"Accept-Encoding": "identity"},
                auth=_Login(request.authorization),
                timeout=(patience.connect_s, patience.read_s),
                allow_redirects=False,
                stream=True,
            )
            return _answer(response, request.most_bytes, deadline)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            return _no_answer(error, request.host, deadline)


def _answer(response: requests.Response, most_bytes: int, deadline: "_Deadline") -> Answer:
    body, whole = _read(response, most_bytes)
    return Answer(
        status=response.status_code,
        content_type=response.headers.get("Content-Type", ""),
        date=response.headers.get("Date", ""),
        body=body,
        whole=whole and not deadline.passed,
    )


def _read(response: requests.Response, most_bytes: int) -> tuple[bytes, bool]:
    """Return the body and whether it is all of it; a body that breaks off is no error."""
    body = b""
    try:
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > most_bytes:
                return body[:most_bytes], False
    except (requests.RequestException, HTTPError, OSError):
        return body, False
    return body, True


def _no_answer(error: Exception, host: str, deadline: "_Deadline") -> NoAnswer:
    if deadline.passed:
        return NoAnswer(reason=f"{host} took too long to answer", maybe_sent=deadline.connected)
    if isinstance(error, ValueError) and not deadline.connected:
        kind = type(error).__name__
        return NoAnswer(reason=f"no request to {host} can be written ({kind})", hopeless=True)
    if not deadline.connected:
        return NoAnswer(reason=f"no connection to {host}: {_cause(error)}")
    return NoAnswer(reason=f"no answer from {host}: {_cause(error)}", maybe_sent=True)


def _cause(error: BaseException) -> str:
    """Return the system's own words where there are any, else the kind of the first error.

    An exception's text is never used: it holds addresses and headers.
    """
    first = error
    while not (isinstance(first, OSError) and first.strerror):
        earlier = first.__cause__ or first.__context__
        if earlier is None:
            return type(first).__name__
        first = earlier
    return first.strerror.partition(" (_ssl.c")[0]


class _Login(AuthBase):
    """Sets the header it was given, or none: without it, requests would ask ~/.netrc."""

    def __init__(self, authorization: str | None) -> None:
        self._authorization = authorization

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._authorization is not None:
            request.headers["Authorization"] = self._authorization
        return request


class _Deadline:
    """Shuts a request's connections down when its time is over.

    The time-out of `requests` counts from byte to byte: a server that sends one a second, in
    the header lines even, would hold the caller for days.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._timer = Timer(seconds, self._pass)
        self._timer.daemon = True

    @property
    def connected(self) -> bool:
        """Tell whether a connection stood: whether anything can have been sent."""
        return bool(self._sockets)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, connection: socket.socket) -> None:
        """Take a connection that has just been made; shut it at once where time is over."""
        self._sockets.append(connection)
        if self.passed:
            _shut(connection)

    def _pass(self) -> None:
        self.passed = True
        for connection in self._sockets:
            _shut(connection)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        # Not SSLSocket's own shutdown, which pulls its state from under the thread that reads.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Connection(HTTPConnection):
    """A connection that a deadline can cut. `connect` ends after the TLS handshake."""

    def __init__(self, *args: Any, deadline: _Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline = deadline

    def connect(self) -> None:
        """Connect, and have the deadline watch the socket."""
        super().connect()
        self._deadline.watch(self.sock)


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Adapter(HTTPAdapter):
    """Makes connections that the deadline knows of, and never tries twice."""

    def __init__(self, deadline: _Deadline) -> None:
        super().__init__(max_retries=0)
        self._deadline = deadline

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        """Return the pool for a request, of connections that the deadline watches."""
        pool = cast("HTTPConnectionPool", super().get_connection_with_tls_context(*args, **kwargs))
        pool.ConnectionCls = _TlsConnection if pool.scheme == "https" else _Connection
        pool.conn_kw["deadline"] = self._deadline
        return pool
