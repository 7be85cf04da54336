"""The secret of one state folder: what signs answers and names the topic they come home to."""

import os
import secrets
from pathlib import Path

from lapbell.errors import StoreError

FILE_NAME = "secret"
_LENGTH = 32


def the_secret(folder: Path) -> bytes:
    """Return the folder's secret, made at the first call; 32 bytes that only the owner reads.

    Raises StoreError where it cannot be read or made.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read or made: {error.strerror}") from error
    if len(secret) != _LENGTH:
        raise StoreError(f"{path} is damaged; remove it, and older buttons no longer count")
    return secret


def _make(path: Path) -> None:
    """Write a new secret aside and link it into place, so that two at once agree on one."""
    aside = path.with_name(f"{FILE_NAME}.{os.getpid()}.new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_LENGTH))
        file.flush()
        os.fsync(handle)
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
