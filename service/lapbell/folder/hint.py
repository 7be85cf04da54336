"""Change events, as a hint to look now. Missing events are normal: a full scan decides.

They are silent on NFS, SMB and FUSE, may overflow, and stop when a mount comes or goes.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread

STEP_MS = 200
"""Events within this time make one hint; a rename needs no longer."""

_AT_MOST_MS = 1600
_LOOK_AGAIN_MS = 5000


class Hints:
    """A thread that calls `on_change` when something below one of the folders changed."""

    def __init__(self, folders: Sequence[Path], on_change: Callable[[], None]) -> None:
        self._folders = folders
        self._on_change = on_change
        self._stop = Event()
        self._thread = Thread(target=self._run, name="hints", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; returns at once."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            here = {folder: _identity(folder) for folder in self._folders}
            there = [folder for folder, identity in here.items() if identity]
            if there:
                self._watch(there, here)
            self._stop.wait(_LOOK_AGAIN_MS / 1000)

    def _watch(self, there: list[Path], here: dict[Path, tuple[int, int] | None]) -> None:
        """Watch until a folder comes, goes, or is another one under the same name."""
        from watchfiles._rust_notify import RustNotify  # noqa: PLC0415 - costs 40 ms to import

        paths = [str(folder) for folder in there]
        try:
            with RustNotify(paths, False, False, 0, True, True) as watcher:
                self._on_change()  # for what came before the watch began
                while {folder: _identity(folder) for folder in here} == here:
                    found = watcher.watch(_AT_MOST_MS, STEP_MS, _LOOK_AGAIN_MS, self._stop)
                    if isinstance(found, str) and found != "timeout":
                        return
                    if found != "timeout":
                        self._on_change()
        except Exception as error:  # too many watches, a folder gone: the next scan sees
            logging.getLogger("lapbell").debug("hints: %s", error)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
