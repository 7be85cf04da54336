"""The bytes of one file, taken without trusting the folder it lies in."""

import errno
import os
import stat
from pathlib import Path

MOST_BYTES = 32 * 1024 * 1024
"""Far above a day of running at one record a second."""

NOT_ALLOWED = "lapbell's user may not read it"

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class CannotOpenError(Exception):
    """The file may not or cannot be read. `lasting`: only a change of the file can help."""

    def __init__(self, reason: str, *, lasting: bool) -> None:
        super().__init__(reason)
        self.lasting = lasting


def read_file(root: Path, path: str) -> bytes:
    """Return the bytes of the regular file `path` below `root`; at most 32 MB.

    Every step below `root` is opened relative to the one before and follows no symlink, so a
    name that is exchanged meanwhile leads nowhere else. O_NONBLOCK: a FIFO does not hang us.
    Raises CannotOpenError.
    """
    *folders, name = path.split("/")
    try:
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for folder in folders:
            handle = _step(handle, folder, _DIRECTORY)
        handle = _step(handle, name, _FILE)
    except OSError as error:
        raise _refusal(error) from error
    try:
        return _read_whole(handle)
    finally:
        os.close(handle)


def _step(parent: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=parent)
    finally:
        os.close(parent)


def _read_whole(handle: int) -> bytes:
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise CannotOpenError("not a regular file", lasting=True)
        if before.st_size > MOST_BYTES:
            raise CannotOpenError(f"larger than {MOST_BYTES >> 20} MB", lasting=True)
        data = _read_all(handle, MOST_BYTES + 1)
        after = os.fstat(handle)
    except OSError as error:
        raise _refusal(error) from error
    if len(data) != after.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise CannotOpenError("it is being written", lasting=False)
    return data


def _read_all(handle: int, most: int) -> bytes:
    pieces = []
    while most > 0 and (piece := os.read(handle, min(most, 1 << 20))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _refusal(error: OSError) -> CannotOpenError:
    match error.errno:
        case errno.ELOOP:
            return CannotOpenError("a symbolic link; lapbell follows none", lasting=True)
        case errno.EACCES | errno.EPERM:
            return CannotOpenError(NOT_ALLOWED, lasting=False)
        case errno.ENXIO | errno.ENODEV:
            return CannotOpenError("not a regular file", lasting=True)
        case _:
            return CannotOpenError((error.strerror or str(error)).lower(), lasting=False)
