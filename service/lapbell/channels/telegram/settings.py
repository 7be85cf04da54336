"""The table of a Telegram channel: a chat, and the bot that writes to it."""

import re
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from lapbell.channels.address import split_bare_server
from lapbell.channels.secret import (
    SecretCredential,
    SecretEnv,
    SecretFile,
    find_secret,
    need,
    one_token,
    secret_field,
)
from lapbell.channels.settings import ChannelSettings

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_SERVER = "https://api.telegram.org"


def _is_chat(number: int) -> int:
    if number == 0 or abs(number) >= 2**52:  # Telegram promises 52 bits
        raise ValueError("this is no chat of Telegram's; docs/channels.md says how to find it out")
    return number


def _is_server(text: str) -> str:
    split_bare_server(text)
    return text.rstrip("/")


class Settings(ChannelSettings):
    """A chat, the token of a bot, and whether pushes have buttons."""

    telegram: Annotated[int, AfterValidator(_is_chat)] = Field(examples=[123456789])
    token_file: SecretFile | None = secret_field("file", "telegram-token")
    token_env: SecretEnv | None = secret_field("env", "telegram-token")
    token_credential: SecretCredential | None = secret_field("credential", "telegram-token")
    buttons: bool = Field(default=False, examples=[True])
    server: Annotated[str, AfterValidator(_is_server)] = Field(default=_SERVER, examples=[_SERVER])

    @model_validator(mode="after")
    def _has_a_token(self) -> Self:
        need(self, "token")
        return self

    @property
    def host(self) -> str:
        """The server's name and port, for reasons."""
        return urlsplit(self.server).netloc

    def method_address(self, method: str) -> str:
        """Return where to call a method; it holds the token. Raises SecretError with advice."""
        secret = find_secret(self, "token")
        assert secret is not None  # noqa: S101 - checked above
        return f"{self.server}/bot{one_token(secret, _TOKEN)}/{method}"
