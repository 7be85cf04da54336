"""A real mail server on loopback, and a listener that speaks SMTP as badly as it is told."""

import socket
import ssl
from asyncio import Server
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from importlib import resources
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from lapbell.channels.mail import Mail, Settings
from lapbell.channels.wire import PATIENCE, Patience

PASSWORD = "geheim: % lang"


@dataclass
class Mailroom:
    """What a mail server does with letters: keeps them, or answers a command as told."""

    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str | None, list[str]]] = field(default_factory=list)
    were_secret: list[bool] = field(default_factory=list)
    answers: Mapping[str, str] = field(default_factory=dict)
    """By command (MAIL, RCPT, DATA), instead of taking it."""

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.raw.append(envelope.content)
        letter = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        assert server.transport is not None
        self.were_secret.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 Message accepted for delivery"


def _knows_anna(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    good = (data.login, data.password) == (b"anna", PASSWORD.encode())
    return AuthResult(success=good, handled=good)


def _tls() -> ssl.SSLContext:
    """The certificate that aiosmtpd ships for its own tests: nobody vouches for it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificates = resources.files("aiosmtpd.tests.certs")
    with (
        resources.as_file(certificates / "server.crt") as certificate,
        resources.as_file(certificates / "server.key") as key,
    ):
        context.load_cert_chain(certificate, key)
    return context


class _OnAnyPort(Controller):
    """A controller whose port the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(
    room: Mailroom, *, starttls: bool = False, smtps: bool = False, login: bool = False
) -> Iterator[int]:
    """Run aiosmtpd for the room; yield its port."""
    controller = _OnAnyPort(
        room,
        hostname="127.0.0.1",
        port=0,
        tls_context=_tls() if starttls else None,
        ssl_context=_tls() if smtps else None,
        authenticator=_knows_anna,
        auth_required=login,
        auth_require_tls=starttls,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def rude_server(*lines: bytes | None) -> Iterator[int]:
    """Answer each thing said with the next line; None stays silent; after the last, hang up."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        Thread(target=_be_rude, args=(listener, lines), daemon=True).start()
        yield listener.getsockname()[1]


def _be_rude(listener: socket.socket, lines: tuple[bytes | None, ...]) -> None:
    connection, _ = listener.accept()
    with connection:
        for number, line in enumerate(lines):
            if number and not connection.recv(65536):
                return
            if line is None:
                connection.recv(65536)
                return
            connection.sendall(line)


def mailbox(
    port: int, *, patience: Patience = PATIENCE, server: str = "", sender: str = "", **more: str
) -> Mail:
    """Anna's mailbox behind the server at this port of loopback."""
    table = {
        "mail": server.format(port=port) or f"smtp://127.0.0.1:{port}",
        "to": "anna@example.org",
    }
    if sender:
        table["from"] = sender
    return Mail("post", Settings.model_validate(table | more), patience=patience)
