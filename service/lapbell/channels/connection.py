"""Connections that can be cut from another thread, and sessions of `requests` over them.

What is asked over them, and what an answer means, belongs to `wire`, `stream` and the channels.
"""

import logging
import socket
from contextlib import suppress
from threading import Timer
from typing import Any, Self, cast

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool

# Its debug lines, and its warning about headers it cannot read, carry whole addresses: a topic
# is a secret.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class Line:
    """The connections of one request or conversation."""

    def __init__(self) -> None:
        self.is_cut = False
        self._sockets: list[socket.socket] = []

    @property
    def connected(self) -> bool:
        """Tell whether a connection stood: whether anything can have been sent."""
        return bool(self._sockets)

    def watch(self, connection: socket.socket) -> None:
        """Take a connection that has just been made; shut it at once on a line that is cut."""
        self._sockets.append(connection)
        if self.is_cut:
            _shut(connection)

    def cut(self) -> None:
        """Shut every connection: whoever reads or writes gets an error or an end."""
        self.is_cut = True
        for connection in self._sockets:
            _shut(connection)


class Deadline(Line):
    """A line that is cut when its time is over.

    The time-outs of `requests` and `smtplib` count from byte to byte: a server that sends one a
    second, in the header lines even, would hold the caller for days.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._timer = Timer(seconds, self.cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        # Not SSLSocket's own shutdown, which pulls its state from under the thread that reads.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def open_session(line: Line) -> requests.Session:
    """Return a session whose connections belong to `line`, and which tries nothing twice."""
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(line))
    return session


def cause(error: BaseException) -> str:
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


class Login(AuthBase):
    """Sets the header it was given, or none: without it, requests would ask ~/.netrc."""

    def __init__(self, authorization: str | None) -> None:
        self._authorization = authorization

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the header into the request, as `requests` asks for it."""
        if self._authorization is not None:
            request.headers["Authorization"] = self._authorization
        return request


class _Connection(HTTPConnection):
    """A connection that its line can cut. `connect` ends after the TLS handshake."""

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line

    def connect(self) -> None:
        """Connect, and have the line watch the socket."""
        super().connect()
        self._line.watch(self.sock)


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Adapter(HTTPAdapter):
    """Makes connections that the line knows of, and never tries twice."""

    def __init__(self, line: Line) -> None:
        super().__init__(max_retries=0)
        self._line = line

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        """Return the pool for a request, of connections that the line watches."""
        pool = cast("HTTPConnectionPool", super().get_connection_with_tls_context(*args, **kwargs))
        pool.ConnectionCls = _TlsConnection if pool.scheme == "https" else _Connection
        pool.conn_kw["line"] = self._line
        return pool
