"""What is said to a mail server, up to the point from which a letter may be on its way.

What a failure means for the message belongs to `channel`.
"""

import re
import smtplib
import socket
import ssl
from contextlib import suppress

from lapbell.channels.connection import Line
from lapbell.channels.mail.settings import Settings
from lapbell.channels.wire import Patience

_MY_NAME = "[127.0.0.1]"
"""To ask for this machine's whole name can take seconds."""


class NoEncryptionError(Exception):
    """A server out on the internet offers no TLS."""


class Conversation:
    """One visit to a mail server. Raises OSError, smtplib's errors among it.

    `let_in` tells whether it listens to lapbell; `handed_over` whether a whole letter has left:
    from there on it may arrive.
    """

    def __init__(self, settings: Settings, line: Line, patience: Patience) -> None:
        self.let_in = False
        self.handed_over = False
        self._settings = settings
        self._client = _Client(settings, line, patience)

    def greet(self, password: str | None) -> None:
        """Connect, encrypt and log in. Raises NoEncryptionError before anything is told."""
        client = self._client
        _expect(client.connect(self._settings.host, self._settings.port), 220)
        client.ehlo_or_helo_if_needed()
        if not self._settings.is_tls_from_the_start:
            self._encrypt()
        if self._settings.user is not None and password is not None:
            client.login(self._settings.user, password)
        self.let_in = True

    def address(self) -> None:
        """Name sender and recipient."""
        _expect(self._client.mail(self._settings.from_address), 250)
        _expect(self._client.rcpt(self._settings.to), 250, 251)

    def hand_over(self, letter: bytes) -> None:
        """Give the letter, its lines ended by CR LF, and wait for the receipt."""
        _expect(self._client.docmd("DATA"), 354)
        # An error here comes before the final dot has left, and without it no letter counts.
        self._client.send(re.sub(rb"(?m)^\.", b"..", letter) + b".\r\n")
        self.handed_over = True
        _expect(self._client.getreply(), 250)

    def close(self) -> None:
        """Say goodbye, and wait for no answer."""
        with suppress(OSError):
            self._client.putcmd("QUIT")
        self._client.close()

    def _encrypt(self) -> None:
        if self._client.has_extn("starttls"):
            self._client.encrypt()
        elif not self._settings.is_at_home:
            raise NoEncryptionError


class _Client(smtplib.SMTP):
    """The client of the standard library, over connections that a line can cut."""

    def __init__(self, settings: Settings, line: Line, patience: Patience) -> None:
        super().__init__(local_hostname=_MY_NAME, timeout=patience.connect_s)
        self._host = settings.host
        self._line = line
        self._read_s = patience.read_s
        self._tls = ssl.create_default_context()
        self._tls_first = settings.is_tls_from_the_start
        if settings.is_at_home:
            # There nobody can vouch for a name, and what may go in the clear may go so too.
            self._tls.check_hostname = False
            self._tls.verify_mode = ssl.CERT_NONE

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect: the place that smtplib keeps for its own variant with TLS."""
        connection = socket.create_connection((host, port), timeout)
        connection.settimeout(self._read_s)
        self._line.watch(connection)
        return self._wrapped(connection) if self._tls_first else connection

    def encrypt(self) -> None:
        """Change to TLS, and ask anew what the server can."""
        self.starttls(context=self._tls)
        if self.sock:
            self._line.watch(self.sock)
        self.ehlo_or_helo_if_needed()

    def _wrapped(self, connection: socket.socket) -> socket.socket:
        wrapped = self._tls.wrap_socket(connection, server_hostname=self._host)
        self._line.watch(wrapped)
        return wrapped


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    if reply[0] not in codes:
        raise smtplib.SMTPResponseException(*reply)
