"""One service for one state folder."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lapbell.errors import AlreadyRunningError, StoreError

FILE_NAME = "lapbell.lock"
LEAST_ROOM = 20 * 1024 * 1024
"""Bytes: the database and its log with some years of runs."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the lock of a state folder; the kernel lets go of it when the process ends.

    Raises AlreadyRunningError where another process holds it, StoreError where it cannot be made.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be used as state folder: {error.strerror}; choose another: --state"
        ) from error
    try:
        _lock(handle, path)
        yield
    finally:
        os.close(handle)


def is_running(folder: Path) -> bool:
    """Tell whether a service holds the lock of a state folder."""
    try:
        handle = os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _lock(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
        raise AlreadyRunningError(
            f"lapbell runs already on {path.parent}"
            + (f" (process {owner})" if owner else "")
            + "; stop it first, or choose another folder: --state"
        ) from None
    with suppress(OSError):  # a full disk: the lock holds, it only cannot say whose it is
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)


def probe_state(folder: Path) -> str | None:
    """Return what keeps this user from working in a state folder; None where nothing does."""
    try:
        there = next(place for place in (folder, *folder.parents) if place.exists())
    except PermissionError:
        return f"{folder} is closed to this user; try `sudo lapbell ...`"
    if not os.access(there, os.W_OK | os.X_OK):
        return f"{there} may not be written by this user; try `sudo lapbell ...`"
    if shutil.disk_usage(there).free < LEAST_ROOM:
        return f"the disk under {there} is nearly full; free some room"
    return None
