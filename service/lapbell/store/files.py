"""Every file of a folder, by name, and what became of it."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lapbell.store.times import to_text, to_time

State = Literal["history", "waiting", "run", "not a run", "unreadable", "skipped"]

OF_ANOTHER_WATCH = "of another watch"
"""How the reason begins where somebody else's file lies in a shared folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file as it was last looked at. `name` is relative to its folder, and printable.

    "history" was there at the first listing and is not read yet; "waiting" is not whole yet;
    "skipped" is nothing that may be opened.
    """

    athlete: str
    folder: str
    name: str
    size: int
    mtime_ns: int
    state: State
    reason: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedFile:
    """A file, what became of it, and when."""

    folder: str
    name: str
    state: State
    reason: str
    noted_at: datetime


def is_listed(db: sqlite3.Connection, athlete: str, folder: str) -> bool:
    """Tell whether the folder's history is known, so that what is new in it is an arrival."""
    row = db.execute(
        "SELECT 1 FROM folders WHERE athlete = ? AND path = ?", (athlete, folder)
    ).fetchone()
    return row is not None


def first_listing(db: sqlite3.Connection, athlete: str) -> datetime | None:
    """Return when the first of the athlete's folders was first listed: the first start."""
    (text,) = db.execute(
        "SELECT min(first_listed_at) FROM folders WHERE athlete = ?", (athlete,)
    ).fetchone()
    return None if text is None else to_time(text)


def begin_folder(
    db: sqlite3.Connection, athlete: str, folder: str, history: Iterable[FileRow], now: datetime
) -> None:
    """Commit a folder's first listing as history."""
    db.execute("INSERT INTO folders VALUES (?, ?, ?)", (athlete, folder, to_text(now)))
    for row in history:
        note(db, row, now)


def note(db: sqlite3.Connection, row: FileRow, now: datetime) -> None:
    """Keep what became of a file, in place of what was kept before."""
    db.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.athlete,
            row.folder,
            row.name,
            row.size,
            row.mtime_ns,
            row.state,
            row.reason,
            row.sha256,
            to_text(now),
        ),
    )


def forget(db: sqlite3.Connection, athlete: str, folder: str, name: str) -> None:
    """Forget a file that nothing became of."""
    db.execute(
        "DELETE FROM files WHERE athlete = ? AND folder = ? AND name = ?",
        (athlete, folder, name),
    )


_FILES = (
    "SELECT athlete, folder, name, size, mtime_ns, state, reason, sha256 FROM files "
    "WHERE athlete = ? AND "
)


def of_folder(db: sqlite3.Connection, athlete: str, folder: str) -> Iterator[FileRow]:
    """Yield the files of a folder one by one: they may be too many to hold."""
    rows = db.execute(_FILES + "folder = ?", (athlete, folder))
    return (FileRow(**dict(row)) for row in rows)


def unread(db: sqlite3.Connection, athlete: str, folder: str) -> Iterator[str]:
    """Yield the names of what is left of a folder's history, newest first."""
    rows = db.execute(
        "SELECT name FROM files INDEXED BY files_by_state "
        "WHERE athlete = ? AND folder = ? AND state = 'history' "
        "ORDER BY mtime_ns DESC",
        (athlete, folder),
    )
    return (row["name"] for row in rows)


def named(db: sqlite3.Connection, athlete: str, folder: str, name: str) -> FileRow | None:
    """Return one file of a folder, None where nothing is noted of it."""
    row = db.execute(_FILES + "folder = ? AND name = ?", (athlete, folder, name)).fetchone()
    return FileRow(**dict(row)) if row else None


def same_content(db: sqlite3.Connection, athlete: str, sha256: str) -> FileRow | None:
    """Return a file of the same bytes that was read before, whatever its name."""
    row = db.execute(
        _FILES + "sha256 = ? AND state IN ('run', 'not a run', 'unreadable') LIMIT 1",
        (athlete, sha256),
    ).fetchone()
    return FileRow(**dict(row)) if row else None


def begin_attempt(db: sqlite3.Connection, athlete: str, sha256: str, now: datetime) -> int:
    """Note that this content is about to be read; return how often that began without an end."""
    db.execute(
        "INSERT INTO attempts VALUES (?, ?, 1, ?) "
        "ON CONFLICT DO UPDATE SET tries = tries + 1, began_at = excluded.began_at",
        (athlete, sha256, to_text(now)),
    )
    (tries,) = db.execute(
        "SELECT tries FROM attempts WHERE athlete = ? AND sha256 = ?", (athlete, sha256)
    ).fetchone()
    return int(tries)


def end_attempt(db: sqlite3.Connection, athlete: str, sha256: str) -> None:
    """Note that the reading of this content came to an end."""
    db.execute("DELETE FROM attempts WHERE athlete = ? AND sha256 = ?", (athlete, sha256))


def count_by_state(
    db: sqlite3.Connection, athlete: str, folder: str | None = None
) -> dict[str, int]:
    """Return how many files are in each state, in one folder or in all."""
    rows = db.execute(
        "SELECT state, count(*) FROM files WHERE athlete = ?1 AND coalesce(?2, folder) = folder "
        "GROUP BY state ORDER BY state",
        (athlete, folder),
    )
    return dict(rows.fetchall())


def latest(db: sqlite3.Connection, athlete: str) -> NotedFile | None:
    """Return the file that was dealt with last.

    Those of the first listing are left out, and those of another's watch in a shared folder.
    """
    row = db.execute(
        "SELECT folder, name, state, reason, noted_at FROM files WHERE athlete = ? "
        "AND state != 'history' AND reason NOT LIKE ? || '%' ORDER BY noted_at DESC LIMIT 1",
        (athlete, OF_ANOTHER_WATCH),
    ).fetchone()
    return _noted(row) if row else None


def unreadable(
    db: sqlite3.Connection, athlete: str, folder: str | None = None
) -> tuple[NotedFile, ...]:
    """Return the files that could not be read, the latest first, in one folder or in all."""
    rows = db.execute(
        "SELECT folder, name, state, reason, noted_at FROM files WHERE athlete = ?1 "
        "AND coalesce(?2, folder) = folder AND state IN ('unreadable', 'skipped', 'waiting') "
        "ORDER BY noted_at DESC",
        (athlete, folder),
    )
    return tuple(map(_noted, rows))


def in_folder(
    db: sqlite3.Connection, athlete: str, folder: str
) -> list[tuple[NotedFile, str | None]]:
    """Return the files of a folder, each with the id of the run it became, where that is known."""
    rows = db.execute(
        "SELECT folder, name, state, reason, noted_at, (SELECT run_id FROM recordings "
        "WHERE recordings.athlete = files.athlete AND recordings.sha256 = files.sha256 "
        "ORDER BY session LIMIT 1) AS run_id FROM files WHERE athlete = ? AND folder = ?",
        (athlete, folder),
    )
    return [(_noted(row), row["run_id"]) for row in rows]


def reasons(db: sqlite3.Connection, athlete: str, folder: str, state: State) -> list[str]:
    """Return the reason of every file of a folder in one state."""
    rows = db.execute(
        "SELECT reason FROM files WHERE athlete = ? AND folder = ? AND state = ?",
        (athlete, folder, state),
    )
    return [row["reason"] for row in rows]


def _noted(row: sqlite3.Row) -> NotedFile:
    return NotedFile(
        folder=row["folder"],
        name=row["name"],
        state=row["state"],
        reason=row["reason"],
        noted_at=to_time(row["noted_at"]),
    )
