"""The server itself: the socket it listens on, and how an answer is written."""

import sys
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Flag
from threading import Thread
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from loopback.faults import LOGIN_PAGE, Fault, misbehave
from loopback.replies import Asked, Reply, Stream

HERE = "127.0.0.1"


class Loopback:
    """The server; `closed` is set when it ends.

    `faults` is a queue, one for each request; `fault_for` decides request by request and goes
    first. `at` is the address by which others know this machine; any but loopback's lets them in.
    """

    def __init__(self, at: str = HERE) -> None:
        self.asked: list[Asked] = []
        self.faults: deque[Fault | Reply | None] = deque()
        self.fault_for: Callable[[Asked], Fault | Reply | None] = lambda _: None
        self._at = at
        self._server = _Server(self, at if at == HERE else "")
        self.closed = self._server.closed

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def host(self) -> str:
        return f"{self._at}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def reply(self, asked: Asked) -> Reply | Stream:
        """Do what was asked, and answer."""
        raise NotImplementedError

    def next_fault(self, asked: Asked) -> Fault | Reply | None:
        fault = self.fault_for(asked)
        return fault or (self.faults.popleft() if self.faults else None)

    def wake(self) -> None:
        """Let whoever waits see that the server has closed."""

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self.wake()
        self._server.shutdown()
        self._server.server_close()
        if self._server.bugs:
            raise self._server.bugs[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, double: Loopback, address: str) -> None:
        super().__init__((address, 0), _Handler)
        self.double = double
        self.closed = Flag()
        self.bugs: list[BaseException] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is normal; anything else is a bug of the double."""
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.bugs.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        asked = self._take()
        double = self.server.double
        fault = double.next_fault(asked)
        if isinstance(fault, Reply):
            self._answer(fault)
        elif fault is None:
            self._answer(double.reply(asked))
        else:
            self.close_connection = True
            reply = double.reply(asked) if fault.keeps else None
            whole = reply if isinstance(reply, Reply) else LOGIN_PAGE
            misbehave(fault, whole, self.connection, self.server.closed)

    do_POST = do_PUT = do_GET  # noqa: N815 - the names of http.server

    def _take(self) -> Asked:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionResetError("the client hung up before it had asked")
        asked = Asked(
            method=self.command,
            line=self.path,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            visitor=self.client_address[0],
        )
        self.server.double.asked.append(asked)
        return asked

    def _answer(self, reply: Reply | Stream) -> None:
        if isinstance(reply, Stream):
            self._stream(reply)
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.location:
            self.send_header("Location", reply.location)
        self.end_headers()
        self.wfile.write(reply.body)

    def _stream(self, stream: Stream) -> None:
        self.send_response(200)
        self.send_header("Content-Type", stream.content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in stream.pieces:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
