"""Notice that the config changed, or that somebody asks to read it again.

Files are looked at, not watched: editors replace them, and network folders tell nothing. What a
new config changes is the service's.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from lapbell.config import Config, athlete_files
from lapbell.errors import ConfigError, LapbellError

LOOK_EVERY_S = 2.0
"""A change counts when it looks the same twice: by then the editor has written all of it."""

Stamp = tuple[int, int, int]


class Reloader:
    """A thread that hands on each config that was read anew, or why it cannot be used."""

    def __init__(
        self,
        path: Path,
        load: Callable[[], Config],
        take: Callable[[Config], None],
        refuse: Callable[[LapbellError], None],
    ) -> None:
        self._path = path
        self._load = load
        self._take = take
        self._refuse = refuse
        self._asked = Flag()
        self._stopping = False
        self._read = self._seen = _stamps(path)
        self._thread = Thread(target=self._run, name="config", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; one that is under way ends by itself."""
        self._stopping = True
        self._asked.set()

    def ask(self) -> None:
        """Have the config read again, changed or not; a signal may call this at any time."""
        self._asked.set()

    def _run(self) -> None:
        while not self._stopping:
            asked = self._asked.wait(LOOK_EVERY_S)
            self._asked.clear()
            before, self._seen = self._seen, _stamps(self._path)
            settled = before == self._seen != self._read
            if not self._stopping and (asked or settled):
                self._read = self._seen
                self._reload()

    def _reload(self) -> None:
        try:
            self._take(self._load())
        except LapbellError as error:
            self._refuse(error)
        except Exception as error:
            logging.getLogger("lapbell").exception("reading the config failed")
            self._refuse(ConfigError(f"reading it failed: {type(error).__name__}"))


def _stamps(path: Path) -> dict[Path, Stamp]:
    """Return what tells versions of the files of a config apart; none for a file that is gone."""
    files = [path, *athlete_files(path), *sorted((path.parent / "routines").glob("*.toml"))]
    return {file: stamp for file in files if (stamp := _stamp(file))}


def _stamp(file: Path) -> Stamp | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
