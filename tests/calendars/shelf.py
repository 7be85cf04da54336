"""A server that gives out what stands on its shelf, and remembers who asked for what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Thread
from typing import Self


@dataclass(frozen=True)
class Reply:
    """One answer. `body` is sent as it is, whatever the headers say of it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request; names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]


Raw = Callable[[socket], None]


class Shelf:
    """Each path has its reply, or a way to misbehave on the bare socket."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply | Raw] = {}
        self.asked: list[Asked] = []
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                shelf.asked.append(Asked(self.path, headers))
                reply = shelf.replies.get(self.path, Reply(404))
                if isinstance(reply, Reply):
                    self._send(reply)
                else:
                    reply(self.connection)
                    self.close_connection = True

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                length = {"Content-Length": str(len(reply.body))}
                for name, value in {**length, **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = _Server(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Whoever asked may have hung up."""
