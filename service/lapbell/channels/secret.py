"""Where a secret stands, and reading it at the moment it is needed.

A changed file works at once, and nothing but the request ever holds the secret: it belongs in
no settings, no log, no reason and no database.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

SecretKind = Literal["file", "env", "credential"]
SECRET_KINDS: tuple[SecretKind, ...] = ("file", "env", "credential")
LONGEST_BYTES = 4096

_TOKEN = re.compile(r"[!-~]+")
_TOKEN_ITSELF = re.compile(r"tk_\w{20,}|\d{5,}:[\w-]{30,}|eyJ[\w-]+(\.[\w-]+){2}")
"""As ntfy, Telegram and Home Assistant make them."""


class SecretError(Exception):
    """A secret cannot be had; the text says which one and what to do, never what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """The place of a secret: a file, an environment variable or a credential of systemd."""

    kind: SecretKind
    where: str

    def __str__(self) -> str:
        """Name the place as a person would."""
        return self.where if self.kind == "file" else f"{_KINDS[self.kind]} {self.where}"

    def read(self) -> str:
        """Return the secret without the white space around it; raise SecretError with advice."""
        text = os.environ.get(self.where, "") if self.kind == "env" else _text(self._path())
        if not text.strip():
            raise SecretError(f"{self} is empty or not set; put the secret there")
        return text.strip()

    def _path(self) -> Path:
        if self.kind == "file":
            return Path(self.where)
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise SecretError(
                f"systemd passed no {self}; write LoadCredential={self.where}:/path/of/the/file "
                "into the service's unit"
            )
        return Path(folder, self.where)


def settings_of(what: str) -> tuple[str, ...]:
    """Return the names of the settings that can say where `what` stands: `token_file`, ..."""
    return tuple(f"{what}_{kind}" for kind in SECRET_KINDS)


def the_one_of(settings: BaseModel, *whats: str) -> str | None:
    """Return which of these secrets' settings is given, if any; raise ValueError for two."""
    names = [name for what in whats for name in settings_of(what)]
    given = [name for name in names if getattr(settings, name) is not None]
    if len(given) > 1:
        raise ValueError(f"{' and '.join(given)} exclude each other; keep one of them")
    return given[0] if given else None


def need(settings: BaseModel, what: str) -> None:
    """Raise ValueError where the settings do not say, in one way, where this secret stands."""
    if the_one_of(settings, what) is None:
        *others, last = settings_of(what)
        raise ValueError(f"the {what} is missing: write {', '.join(others)} or {last}")


def find_secret(settings: BaseModel, *whats: str) -> Secret | None:
    """Return where the secret stands that checked settings name; None where they name none."""
    for what in whats:
        for kind in SECRET_KINDS:
            if where := getattr(settings, f"{what}_{kind}"):
                return Secret(kind=kind, where=where)
    return None


def bearer(secret: Secret) -> str:
    """Read a token and return the Authorization header; raises SecretError with advice."""
    return f"Bearer {one_token(secret, _TOKEN)}"


def one_token(secret: Secret, form: re.Pattern[str]) -> str:
    """Read a token that should have this form; raises SecretError with advice."""
    token = secret.read()
    if not form.fullmatch(token):
        raise SecretError(f"{secret} holds something else than one token")
    return token


_KINDS = {"env": "environment variable", "credential": "credential"}


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_BYTES).decode()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SecretError(
            f"{path} cannot be read ({why}); it must be readable for lapbell's own user"
        ) from None
    except UnicodeDecodeError:
        raise SecretError(
            f"{path} is no text; it should hold the secret and nothing else"
        ) from None


def _is_whole_path(text: str) -> str:
    if not Path(_not_the_secret(text)).is_absolute():
        raise ValueError("write the whole path, from the first / on: a service has no home folder")
    return text


def _is_variable(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", _not_the_secret(text)):
        raise ValueError("write the name of an environment variable, such as NTFY_TOKEN")
    return text


def _is_credential(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}", _not_the_secret(text)):
        raise ValueError("write the name of a systemd credential, such as ntfy-token")
    return text


def _not_the_secret(text: str) -> str:
    if _TOKEN_ITSELF.fullmatch(text):
        raise ValueError("this looks like the secret itself; here stands only where to find it")
    return text


SecretFile = Annotated[str, AfterValidator(_is_whole_path)]
SecretEnv = Annotated[str, AfterValidator(_is_variable)]
SecretCredential = Annotated[str, AfterValidator(_is_credential)]


def secret_field(kind: SecretKind, name: str) -> Any:
    """Return a field that may say where a secret stands; `name` is an example, as "ntfy-token"."""
    places = {"file": f"/etc/lapbell/{name}", "env": name.upper().replace("-", "_")}
    return Field(default=None, examples=[places.get(kind, name)])
