"""The secrets of one state folder: what signs answers, and the access key of the pages."""

import os
import secrets
from base64 import b32encode
from pathlib import Path

from lapbell.errors import StoreError

FILE_NAME = "secret"
WEB_KEY = "web-key"
_LENGTH = 32


def the_secret(folder: Path) -> bytes:
    """Return the folder's secret, made at the first call; 32 bytes that only the owner reads.

    Raises StoreError where it cannot be read or made.
    """
    path = folder / FILE_NAME
    secret = _read_or_make(path, secrets.token_bytes(_LENGTH))
    if len(secret) != _LENGTH:
        raise StoreError(f"{path} is damaged; remove it, and older buttons no longer count")
    return secret


def the_web_key(folder: Path) -> str:
    """Return the access key of the pages, made at the first call: five groups of four letters.

    Raises StoreError where it cannot be read or made.
    """
    path = folder / WEB_KEY
    letters = b32encode(secrets.token_bytes(13)).decode()[:20].lower()
    made = "-".join(letters[at : at + 4] for at in range(0, 20, 4))
    key = _read_or_make(path, f"{made}\n".encode()).decode("ascii", "replace").strip()
    if len(key) != len(made):
        raise StoreError(f"{path} is damaged; remove it, and every browser is asked for a new key")
    return key


def _read_or_make(path: Path, new: bytes) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make(path, new)
        return path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read or made: {error.strerror}") from error


def _make(path: Path, new: bytes) -> None:
    """Write a new secret aside and link it into place, so that two at once agree on one."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(new)
        file.flush()
        os.fsync(handle)
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
