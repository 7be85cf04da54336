"""The table of an ntfy channel: a topic, the login there, and the topic that answers come to."""

import re
from base64 import b32encode, b64encode
from hashlib import sha256
from hmac import digest
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from lapbell.channels.address import split_address
from lapbell.channels.secret import (
    Secret,
    SecretCredential,
    SecretEnv,
    SecretFile,
    bearer,
    find_secret,
    secret_field,
    the_one_of,
)
from lapbell.channels.settings import ChannelSettings

PLACEHOLDER = "CHANGE-ME"

_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_RESERVED = (
    "docs", "static", "file", "app", "metrics", "account", "settings", "signup", "login", "v1",
)  # fmt: skip


def _is_topic_address(text: str) -> str:
    topic = topic_of(split_address(text).path)
    if not topic:
        raise ValueError("the topic is missing; write https://SERVER/TOPIC, with no / at its end")
    if not _TOPIC.fullmatch(topic):
        raise ValueError("a topic is 1 to 64 letters, digits, - and _, without ä or spaces")
    if topic in _RESERVED:
        raise ValueError(f"`{topic}` is a word that ntfy keeps for itself; choose another topic")
    return text


def server_of(address: str) -> str:
    """Return a topic's address without the topic: where JSON is published."""
    return address.rpartition("/")[0]


def topic_of(address: str) -> str:
    """Return the last part of a topic's address."""
    return address.rpartition("/")[2]


def _is_user(text: str) -> str:
    if not text or ":" in text:
        raise ValueError("a user's name is not empty and has no colon")
    return text


class Settings(ChannelSettings):
    """A topic on an ntfy server, how to log in there, and whether pushes have buttons."""

    ntfy: Annotated[str, AfterValidator(_is_topic_address)] = Field(
        repr=False, examples=["https://ntfy.sh/YOUR-TOPIC"]
    )
    token_file: SecretFile | None = secret_field("file", "ntfy-token")
    token_env: SecretEnv | None = secret_field("env", "ntfy-token")
    token_credential: SecretCredential | None = secret_field("credential", "ntfy-token")
    user: Annotated[str, AfterValidator(_is_user)] | None = None
    password_file: SecretFile | None = secret_field("file", "ntfy-password")
    password_env: SecretEnv | None = secret_field("env", "ntfy-password")
    password_credential: SecretCredential | None = secret_field("credential", "ntfy-password")
    buttons: bool = Field(default=False, examples=[True])
    answers: Annotated[str, AfterValidator(_is_topic_address)] | None = Field(
        default=None, repr=False, examples=["https://ntfy.sh/ANOTHER-TOPIC"]
    )
    answers_token_file: SecretFile | None = secret_field("file", "answers-token")
    answers_token_env: SecretEnv | None = secret_field("env", "answers-token")
    answers_token_credential: SecretCredential | None = secret_field("credential", "answers-token")

    @model_validator(mode="after")
    def _is_one_login(self) -> Self:
        given = the_one_of(self, "token", "password")
        password = given if given and given.startswith("password") else None
        if password and self.user is None:
            raise ValueError(f"{password} needs `user`, the name it belongs to")
        if self.user is not None and not password:
            raise ValueError("`user` needs password_file, password_env or password_credential")
        return self

    @model_validator(mode="after")
    def _is_one_way_home(self) -> Self:
        token = the_one_of(self, "answers_token")
        if self.answers is None and token:
            raise ValueError(f"{token} needs `answers`, the topic it belongs to")
        if self.answers is not None and not self.buttons:
            raise ValueError("`answers` does nothing without `buttons = true`")
        if self.answers == self.ntfy:
            raise ValueError(
                "`answers` needs a topic of its own: pushes would come back as answers"
            )
        return self

    @property
    def is_placeholder(self) -> bool:
        """Tell whether the topic is the sample's, which strangers would share."""
        return self.topic == PLACEHOLDER

    @property
    def server(self) -> str:
        """The address without the topic: where JSON is published."""
        return server_of(self.ntfy)

    @property
    def topic(self) -> str:
        """The last part of the address."""
        return topic_of(self.ntfy)

    @property
    def host(self) -> str:
        """The server's name and port, for reasons."""
        return urlsplit(self.ntfy).netloc

    @property
    def secret(self) -> Secret | None:
        """Where the token or password stands."""
        return find_secret(self, "token", "password")

    def authorization(self) -> str | None:
        """Read the secret and return the header's value; raises SecretError with advice."""
        if self.secret is None:
            return None
        if self.user is not None:
            login = f"{self.user}:{self.secret.read()}"
            return f"Basic {b64encode(login.encode()).decode()}"
        return bearer(self.secret)

    def reply_address(self, secret: bytes) -> str | None:
        """Return where buttons post to; None without buttons.

        Without an address of its own it is a topic beside the channel's, which only who has both
        the channel's address and lapbell's secret can name (HMAC-SHA256); so it needs a secret.
        """
        if not self.buttons or self.answers is not None:
            return self.answers
        if not secret:
            return None
        name = b32encode(digest(secret, f"answers to {self.ntfy}".encode(), sha256)[:20])
        return f"{self.server}/{name.decode().lower()}"

    def reply_authorization(self) -> str | None:
        """Return the header to read answers with; the login never goes to another server.

        Raises SecretError with advice.
        """
        if own := find_secret(self, "answers_token"):
            return bearer(own)
        elsewhere = self.answers is not None and server_of(self.answers) != self.server
        return None if elsewhere else self.authorization()
