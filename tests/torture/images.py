"""File systems on loop devices, small enough to fill and simple to cut the power of."""

import fcntl
import os
import struct
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

MAKE = {"ext4": ("mkfs.ext4", "-q", "-m", "0"), "xfs": ("mkfs.xfs", "-q")}
LEAST_MB = {"ext4": 4, "xfs": 300}
"""What mkfs makes at least; the image is a sparse file."""

BALLAST = "ballast"
_SHUTDOWN = 0x8004587D
_NO_LOG_FLUSH = 2
"""FS_IOC_SHUTDOWN of Linux, with the journal in memory thrown away: what a power cut leaves."""


class Image:
    """A new file system, mounted within the `with` block."""

    def __init__(self, folder: Path, kind: str = "ext4", size_mb: int | None = None) -> None:
        self.root = folder / "mounted"
        self.root.mkdir()
        self._image = folder / "image"
        with self._image.open("wb") as file:
            file.truncate((size_mb or LEAST_MB[kind]) << 20)
        _run(*MAKE[kind], str(self._image))

    def __enter__(self) -> Self:
        self.mount()
        return self

    def __exit__(self, *_: object) -> None:
        self.unmount()

    def mount(self) -> None:
        _run("mount", "-o", "loop", str(self._image), str(self.root))

    def unmount(self) -> None:
        _run("umount", str(self.root))

    def cut_power(self) -> None:
        """Stop the file system as it is; nothing reaches the device any more."""
        handle = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _SHUTDOWN, struct.pack("I", _NO_LOG_FLUSH))
        finally:
            os.close(handle)

    def fill(self) -> None:
        """Take all the room there is."""
        with (self.root / BALLAST).open("ab", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                with suppress(OSError):
                    while True:
                        file.write(bytes(size))

    def make_room(self) -> None:
        (self.root / BALLAST).unlink()


@cache
def why_not(kind: str = "ext4") -> str:
    """Return what keeps this user from mounting an image; empty where nothing does."""
    with TemporaryDirectory() as folder:
        try:
            with Image(Path(folder), kind):
                return ""
        except FileNotFoundError as error:
            return f"there is no {error.filename}"
        except subprocess.CalledProcessError as error:
            return f"{error.cmd[0]}: {error.stderr.decode(errors='replace').strip()}"


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
