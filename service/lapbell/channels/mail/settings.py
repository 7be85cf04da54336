"""The table of a mail channel: a mail server, the login there, and two addresses."""

import re
from typing import Annotated, Self
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import AfterValidator, Field, model_validator

from lapbell.channels.address import is_at_home, split_server
from lapbell.channels.secret import (
    Secret,
    SecretCredential,
    SecretEnv,
    SecretFile,
    find_secret,
    secret_field,
    settings_of,
    the_one_of,
)
from lapbell.channels.settings import ChannelSettings

_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[!#-'*+./0-9=?A-Z^_`a-z{|}~-]+@[A-Za-z0-9.-]+")


def _is_mail_server(text: str) -> str:
    parts = split_server(text, tuple(_PORTS))
    if parts.password is not None:
        raise ValueError("leave the password out of the address; write password_file instead")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("leave out everything behind the server's name and port")
    return text


def _is_mail_address(text: str) -> str:
    if not _ADDRESS.fullmatch(text) or len(text) > 254:
        raise ValueError("write one plain mail address, such as anna@example.org")
    return text


MailAddress = Annotated[str, AfterValidator(_is_mail_address)]


class Settings(ChannelSettings):
    """A mail server, and from whom to whom."""

    mail: Annotated[str, AfterValidator(_is_mail_server)] = Field(
        examples=["smtp://anna@mail.example.org:587"]
    )
    to: MailAddress = Field(examples=["anna@example.org"])
    sender: MailAddress | None = Field(default=None, alias="from", examples=["lapbell@example.org"])
    password_file: SecretFile | None = secret_field("file", "mail-password")
    password_env: SecretEnv | None = secret_field("env", "mail-password")
    password_credential: SecretCredential | None = secret_field("credential", "mail-password")

    @model_validator(mode="after")
    def _is_one_login(self) -> Self:
        password = the_one_of(self, "password")
        if password and self.user is None:
            raise ValueError(f"{password} needs a user: write smtp://USER@SERVER")
        if self.user is not None and not password:
            raise ValueError(f"the user needs {' or '.join(settings_of('password'))}")
        return self

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.mail)

    @property
    def host(self) -> str:
        """The server's name."""
        return self._parts.hostname or ""

    @property
    def port(self) -> int:
        """The server's port."""
        return self._parts.port or _PORTS[self._parts.scheme]

    @property
    def user(self) -> str | None:
        """The name to log in with."""
        return unquote(self._parts.username) if self._parts.username else None

    @property
    def is_tls_from_the_start(self) -> bool:
        """Tell whether the server speaks TLS before SMTP (smtps)."""
        return self._parts.scheme == "smtps"

    @property
    def is_at_home(self) -> bool:
        """Tell whether the server is this machine or in a private network."""
        return is_at_home(self.host)

    @property
    def from_address(self) -> str:
        """The sender: `from`, or the user where that is an address, or the recipient."""
        if self.sender is not None:
            return self.sender
        return self.user if self.user and _ADDRESS.fullmatch(self.user) else self.to

    @property
    def secret(self) -> Secret | None:
        """Where the password stands."""
        return find_secret(self, "password")
