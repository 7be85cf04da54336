"""What can go wrong with an answer. A fault of its own kind is any `Reply` put in the queue."""

import os
import socket
import struct
from enum import StrEnum
from http import HTTPStatus
from threading import Event

from loopback.replies import Reply, json_reply

LOGIN_PAGE = Reply(
    body=b"<!DOCTYPE html><title>Log in</title><p>Welcome to the hotel's WiFi",
    content_type="text/html; charset=utf-8",
)
REDIRECT = Reply(
    status=302, location="/login", body=LOGIN_PAGE.body, content_type=LOGIN_PAGE.content_type
)
DRIP_EVERY_S = 0.03


class Fault(StrEnum):
    """How the server misbehaves. KEEP: it does what it was asked, and the answer goes wrong."""

    DROP = "closes the connection, having done nothing"
    STALL = "never answers, having done nothing"
    KEEP_THEN_DROP = "keeps the message, then closes the connection"
    KEEP_THEN_STALL = "keeps the message, then never answers"
    KEEP_THEN_500 = "keeps the message, then answers with an error"
    KEEP_THEN_DRIP = "keeps the message, then sends its answer a byte at a time, head included"
    KEEP_THEN_DRIP_BODY = "keeps the message, then sends the body a byte at a time, without an end"
    KEEP_THEN_BREAK_OFF = "keeps the message, then closes in the middle of the body"
    KEEP_THEN_END_EARLY = "keeps the message, then ends the body early, with no length given"
    KEEP_THEN_FLOOD = "keeps the message, then sends a body without an end"

    @property
    def keeps(self) -> bool:
        return self.name.startswith("KEEP")


def _drop(_: Reply, connection: socket.socket, __: Event) -> None:
    """Close with a reset instead of a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())


def _stall(_: Reply, connection: socket.socket, closed: Event) -> None:
    connection.settimeout(0.05)
    while not closed.is_set():
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


def _fail(_: Reply, connection: socket.socket, __: Event) -> None:
    connection.sendall(_as_bytes(json_reply({"error": "internal server error"}, 500)))


def _drip(reply: Reply, connection: socket.socket, closed: Event) -> None:
    whole = _as_bytes(reply)
    for at in range(len(whole)):
        connection.sendall(whole[at : at + 1])
        if closed.wait(DRIP_EVERY_S):
            return


def _drip_body(reply: Reply, connection: socket.socket, closed: Event) -> None:
    connection.sendall(_head(reply, None))
    while not closed.wait(DRIP_EVERY_S):
        connection.sendall(b" ")


def _break_off(reply: Reply, connection: socket.socket, _: Event) -> None:
    connection.sendall(_as_bytes(reply)[: -len(reply.body) // 2])


def _end_early(reply: Reply, connection: socket.socket, _: Event) -> None:
    connection.sendall(_head(reply, None) + reply.body[: len(reply.body) // 2])


def _flood(reply: Reply, connection: socket.socket, closed: Event) -> None:
    connection.sendall(_head(reply, None))
    while not closed.is_set():
        connection.sendall(b" " * 65536)


_WAYS = {
    Fault.DROP: _drop,
    Fault.STALL: _stall,
    Fault.KEEP_THEN_DROP: _drop,
    Fault.KEEP_THEN_STALL: _stall,
    Fault.KEEP_THEN_500: _fail,
    Fault.KEEP_THEN_DRIP: _drip,
    Fault.KEEP_THEN_DRIP_BODY: _drip_body,
    Fault.KEEP_THEN_BREAK_OFF: _break_off,
    Fault.KEEP_THEN_END_EARLY: _end_early,
    Fault.KEEP_THEN_FLOOD: _flood,
}


def misbehave(fault: Fault, reply: Reply, connection: socket.socket, closed: Event) -> None:
    """Answer as badly as the fault says, until the client hangs up or the double ends."""
    _WAYS[fault](reply, connection, closed)


def _as_bytes(reply: Reply) -> bytes:
    return _head(reply, len(reply.body)) + reply.body


def _head(reply: Reply, length: int | None) -> bytes:
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"Content-Type: {reply.content_type}", "Connection: close"]
    lines += [] if length is None else [f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode()
