"""A web server of somebody's own: it remembers what came and answers as told."""

from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Flag
from threading import Thread
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Posted:
    """One request. Header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Told:
    """What to answer; `stalls` is no answer at all."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    stalls: bool = False


class Listener:
    """A server on loopback; `answers` is a queue, and 200 is what comes after it."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: deque[Told] = deque()
        self.closed = Flag()
        self._server = _Server(self)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, listener: Listener) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.listener = listener


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        listener = self.server.listener
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        listener.posted.append(
            Posted(
                method=self.command,
                path=self.path,
                headers=headers,
                body=self.rfile.read(length),
            )
        )
        told = listener.answers.popleft() if listener.answers else Told()
        if told.stalls:
            listener.closed.wait(10)
            return
        self.send_response_only(told.status)
        for name, value in told.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(told.body)))
        self.end_headers()
        self.wfile.write(told.body)

    do_HEAD = do_GET = do_POST  # noqa: N815 - the names of http.server

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
