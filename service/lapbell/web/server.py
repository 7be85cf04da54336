"""Serving the pages in a thread of this process. What the pages are is `app`'s."""

import errno
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from functools import partial
from threading import Thread
from typing import Any
from wsgiref.types import WSGIApplication

import waitress.wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server

from lapbell.errors import LapbellError
from lapbell.web.add import LARGEST

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8377

_LONGEST_STOP_S = 0.4
_LARGEST_FORM = 16 * 1024
"""Bytes of a body; the server reads it all before the pages can refuse it."""

_MOST_CONNECTIONS = 50
_TAKES_FILES = "/add"
_ANYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared only


Admits = Callable[[str, str], bool]
"""Tells by the headers Cookie and Authorization whether somebody may send a whole run file."""


def everybody(cookies: str, authorization: str) -> bool:  # noqa: ARG001 - as `Admits` has them
    """Admit all, where nobody is asked for a key."""
    return True


class PageServer:
    """Serves a WSGI application on one address, from `start` until `close`."""

    def __init__(
        self,
        app: WSGIApplication,
        host: str = DEFAULT_HOST,
        port: int = DEFAULT_PORT,
        admits: Admits = everybody,
    ) -> None:
        self._app = app
        self._admits = admits
        self._host = host
        self._port = port
        self._sockets: dict[int, Any] = {}
        self._server: Any = None
        self._thread: Thread | None = None

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the pages; with port 0, only after `start`."""
        host = _ANYWHERE.get(self._host, self._host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}/"

    def start(self) -> None:
        """Listen and serve in a daemon thread; raise LapbellError where that cannot be."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # browsers ask in bursts
        listener = self._listen()
        self._port = listener.getsockname()[1]
        self._server = create_server(
            self._app,
            map=self._sockets,
            sockets=[listener],
            ident=None,
            max_request_body_size=_LARGEST_FORM,
            connection_limit=_MOST_CONNECTIONS,
        )
        parser = staticmethod(partial(_Request, self._admits))
        self._server.channel_class = type("Channel", (HTTPChannel,), {"parser_class": parser})
        self._thread = Thread(target=self._server.run, name="pages", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and drop every connection, open or idle; takes less than a second."""
        if self._thread is None:
            return
        # The serving loop ends when it has no sockets left, and only its own thread may close
        # them: waitress has no call for that, but runs what is handed to its trigger.
        with suppress(OSError):
            self._server.trigger.pull_trigger(self._drop_everything)
        self._thread.join(_LONGEST_STOP_S)
        self._server.task_dispatcher.shutdown(timeout=_LONGEST_STOP_S)
        self._thread = None

    def _drop_everything(self) -> None:
        waitress.wasyncore.close_all(self._sockets, ignore_all=True)

    def _listen(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(
                self._host or None, self._port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )
            family, _, _, _, where = min(found, key=lambda info: info[0] != socket.AF_INET)
            return socket.create_server(where[:2], family=family)
        except (OSError, UnicodeError) as error:
            raise LapbellError(self._cannot_listen(error)) from None

    def _cannot_listen(self, error: Exception) -> str:
        match error:
            case OSError(errno=errno.EADDRINUSE):
                why = "another program has this port; stop it or choose another port"
            case OSError(errno=errno.EACCES):
                why = "ports below 1024 are for root; choose one from 1024 on"
            case OSError(errno=errno.EADDRNOTAVAIL) | socket.gaierror() | UnicodeError():
                why = "this machine has no such address; 127.0.0.1 always works"
            case _:
                why = f"{error}; 127.0.0.1 always works"
        return f"the pages cannot be served at {self.address}: {why} (`listen` under [web])"


class _Request(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request as it comes in: room for a run file only where one is taken, and from whom."""

    def __init__(self, admits: Admits, adj: Any) -> None:
        super().__init__(adj)
        self.adj: Any = adj
        self._admits = admits

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers, which say how much may follow."""
        super().parse_header(header_plus)
        if self.command == "POST" and self.path.endswith(_TAKES_FILES):
            get = self.headers.get
            if self._admits(get("COOKIE", ""), get("AUTHORIZATION", "")):
                self.adj = copy(self.adj)
                self.adj.max_request_body_size = LARGEST
