"""Files that are added on the page: a folder of the service's own, watched like the others.

A file is written aside and then renamed, so that nobody reads half of it. What it holds is for
the reading process: here only its name and its size are looked at.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from werkzeug.utils import secure_filename

from lapbell.config import Config
from lapbell.errors import LapbellError
from lapbell.folder.listing import SUFFIXES
from lapbell.store import files
from lapbell.web.source import Dropped
from lapbell.web.texts import texts

LONGEST_NAME = 80


def folder_of(state: Path, athlete: str) -> Path:
    """Return the folder for what an athlete adds on the page."""
    return state.absolute() / "added" / athlete


def with_uploads(config: Config, state: Path) -> Config:
    """Return the config with each athlete's folder of added files among the watched ones.

    The folders are made where they are missing. Nothing changes where the pages are off.
    """
    if config.web is None:
        return config
    athletes = []
    for athlete in config.athletes:
        folder = folder_of(state, athlete.name)
        with _explained(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        athletes.append(replace(athlete, folders=(*athlete.folders, folder)))
    return replace(config, athletes=tuple(athletes))


class UploadFolder:
    """The folder of one athlete."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def check_listed(self, db: sqlite3.Connection, athlete: str) -> None:
        """Raise LapbellError while a new file would still count as history, and not ring."""
        if not files.is_listed(db, athlete, str(self.path)):
            raise LapbellError(texts()["add"]["not_yet"])

    def begin(self, name: str) -> "Upload":
        """Return an upload under a name that a browser gave; raise LapbellError where it cannot be.

        Whatever the name holds, the file lands in this folder and nowhere else.
        """
        kept = file_name(name)
        with _explained(self.path):
            return Upload(self.path, kept)

    def added(self, db: sqlite3.Connection, athlete: str, zone: ZoneInfo) -> list[Dropped]:
        """Return the files of the folder, newest first."""
        known = {noted.name: (noted, run_id) for noted, run_id in self._noted(db, athlete)}
        found = []
        for name, at in self._names():
            noted, run_id = known.get(name, (None, None))
            found.append(
                Dropped(
                    name=name,
                    at=at.astimezone(zone),
                    state=noted.state if noted else "",
                    reason=noted.reason if noted else "",
                    run_id=run_id,
                )
            )
        return sorted(found, key=lambda one: one.at, reverse=True)

    def _noted(
        self, db: sqlite3.Connection, athlete: str
    ) -> list[tuple[files.NotedFile, str | None]]:
        return files.in_folder(db, athlete, str(self.path))

    def _names(self) -> Iterator[tuple[str, datetime]]:
        with suppress(FileNotFoundError), os.scandir(self.path) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
                    yield entry.name, datetime.fromtimestamp(entry.stat().st_mtime, UTC)


class Upload:
    """One file on its way into the folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        handle, aside = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
        self._aside = Path(aside)
        self.file: IO[bytes] = os.fdopen(handle, "w+b")

    def land(self) -> str:
        """Put the file in place under a name that is free; return that name."""
        with _explained(self._folder):
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            for name in _names_like(self._name):
                with suppress(FileExistsError):
                    (self._folder / name).hardlink_to(self._aside)
                    self._aside.unlink()
                    return name
        raise AssertionError("names never end")

    def drop(self) -> None:
        """Forget what came; nothing happens after `land`."""
        self.file.close()
        self._aside.unlink(missing_ok=True)


def file_name(given: str) -> str:
    """Return a plain file name for one that a browser gave; raise LapbellError for no run file's.

    What a path could hide in (separators, dots in front, control characters) is not kept.
    """
    name = secure_filename(given.replace("\\", "/").rpartition("/")[2])
    suffix = next((one for one in reversed(SUFFIXES) if f".{name}".lower().endswith(one)), None)
    if suffix is None:
        words = texts()["add"]["no_suffix"]
        raise LapbellError(words.format(name=given[:LONGEST_NAME], suffixes=", ".join(SUFFIXES)))
    stem = f".{name}"[: -len(suffix)].strip("._")[:LONGEST_NAME]
    return f"{stem or 'run'}{suffix}"


def _names_like(name: str) -> Iterator[str]:
    stem, suffix = name[: name.index(".")], name[name.index(".") :]
    yield name
    for number in range(2, 10_000):
        yield f"{stem}-{number}{suffix}"


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise LapbellError(texts()["add"]["cannot"].format(folder=folder, why=why)) from error
