"""The table of a Home Assistant channel: the house, the phone in it, and a token."""

import re
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from lapbell.channels.address import split_bare_server
from lapbell.channels.secret import (
    SecretCredential,
    SecretEnv,
    SecretFile,
    bearer,
    find_secret,
    need,
    secret_field,
)
from lapbell.channels.settings import ChannelSettings

_SERVICE = re.compile(r"notify\.[a-z0-9_]+")


def _is_server(text: str) -> str:
    split_bare_server(text)
    return text.rstrip("/")


def _is_service(text: str) -> str:
    if not _SERVICE.fullmatch(text):
        raise ValueError("write the phone's action, such as notify.mobile_app_annas_phone")
    return text


class Settings(ChannelSettings):
    """An address of Home Assistant, the phone to ring, a token, and whether pushes have buttons."""

    home_assistant: Annotated[str, AfterValidator(_is_server)] = Field(
        examples=["http://homeassistant.local:8123"]
    )
    service: Annotated[str, AfterValidator(_is_service)] = Field(
        examples=["notify.mobile_app_annas_phone"]
    )
    token_file: SecretFile | None = secret_field("file", "home-assistant-token")
    token_env: SecretEnv | None = secret_field("env", "home-assistant-token")
    token_credential: SecretCredential | None = secret_field("credential", "home-assistant-token")
    buttons: bool = Field(default=False, examples=[True])

    @model_validator(mode="after")
    def _has_a_token(self) -> Self:
        need(self, "token")
        return self

    @property
    def host(self) -> str:
        """The server's name and port, for reasons."""
        return urlsplit(self.home_assistant).netloc

    @property
    def action(self) -> str:
        """The phone's name among the actions of `notify`."""
        return self.service.partition(".")[2]

    def authorization(self) -> str:
        """Read the token and return the header's value; raises SecretError with advice."""
        secret = find_secret(self, "token")
        assert secret is not None  # noqa: S101 - checked above
        return bearer(secret)
