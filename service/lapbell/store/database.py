"""One connection, one writer, and errors a person can read.

WAL with synchronous=FULL: an acknowledged commit survives a power cut. Writers take the write
lock at once (BEGIN IMMEDIATE), since a transaction that turns writer later can fail at any
time, whatever the time-out.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

from lapbell.errors import StoreError
from lapbell.store.schema import SCHEMA, Schema

FILE_NAME = "lapbell.sqlite3"
_INDEX_BYTES = 32 * 1024
"""What SQLite takes at once for the index of its log."""

_CACHE_KIB = 512
"""A quarter of what SQLite holds by itself. What is read each minute is a few pages, and the
others are a read away, in the memory that the system keeps of its files."""


class Store:
    """The database of one state folder. Safe to share between threads.

    `read_only` opens beside a running service and never writes, not even a checkpoint. `guest`
    is for commands that write beside it: two that fold the log into the database at once can
    damage it before SQLite 3.51.3, so a guest leaves that to the service.
    Raises StoreError where the database is missing (read only), damaged or from a newer lapbell.
    """

    def __init__(
        self,
        folder: Path,
        *,
        read_only: bool = False,
        guest: bool = False,
        schema: Schema = SCHEMA,
    ) -> None:
        self.path = folder / FILE_NAME
        self._lock = RLock()
        with _explained(self.path):
            self._db = _connect(self.path, read_only=read_only)
            if read_only:
                _check_version(self._db, self.path, schema)
            else:
                _prepare(self._db, self.path, schema)
                if guest:
                    self._db.execute("PRAGMA wal_autocheckpoint = 0")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one transaction: all of it is kept, or nothing."""
        with self._lock, _explained(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for reading one consistent state."""
        with self._lock, _explained(self.path):
            self._db.execute("BEGIN")
            try:
                yield self._db
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def trouble(self) -> str | None:
        """Look through all pages; return what is wrong and what to do, None where all is well."""
        with self.read() as db:
            return _trouble(db, self.path)

    def back_up(self, target: Path) -> None:
        """Copy the database into a new file; raise StoreError where that cannot be."""
        if target.exists():
            raise StoreError(f"{target} is there already; name a new file")
        with self._lock, _explained(target):
            copy(self._db, target)

    def close(self) -> None:
        """Close the connection; the last writer's close folds the log into the database."""
        with self._lock:
            self._db.close()


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if read_only and not path.exists():
        raise StoreError(f"{path.parent} holds no database yet; `lapbell run` makes one")
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mode = "ro" if read_only else "rwc"
    db = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        timeout=5.0,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return db


def _prepare(db: sqlite3.Connection, path: Path, schema: Schema) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    version = _version(db)
    if version == 0:
        _run(db, schema.tables, schema.version)
    _check_version(db, path, schema)
    if trouble := _trouble(db, path):
        raise StoreError(trouble)
    if 0 < version < schema.version:
        _migrate(db, path, version, schema)


def _trouble(db: sqlite3.Connection, path: Path) -> str | None:
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    return None if found == "ok" else _damaged(path, found.splitlines()[-1])


def _migrate(db: sqlite3.Connection, path: Path, version: int, schema: Schema) -> None:
    """Bring an older database up to date, in one transaction after a copy was put aside."""
    copy(db, path.with_name(f"{path.name}.before-{schema.version}"))
    steps = (schema.migrations[step] for step in range(version + 1, schema.version + 1))
    _run(db, "\n".join(steps), schema.version)


def _run(db: sqlite3.Connection, statements: str, version: int) -> None:
    """Run statements and set the version, all or nothing."""
    try:
        db.executescript(f"BEGIN IMMEDIATE; {statements} PRAGMA user_version = {version}; COMMIT;")
    except sqlite3.Error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def copy(db: sqlite3.Connection, target: Path) -> None:
    """Copy a database, whatever is being written to it, into a file of its own."""
    with closing(sqlite3.connect(target)) as there:
        db.backup(there)


def edition(db: sqlite3.Connection) -> tuple[int, int]:
    """Return a value that changes with whatever is written, here or by another process."""
    (by_others,) = db.execute("PRAGMA data_version").fetchone()
    return by_others, db.total_changes


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _check_version(db: sqlite3.Connection, path: Path, schema: Schema) -> None:
    version = _version(db)
    if version == 0:
        raise StoreError(f"{path.parent} holds no database yet; `lapbell run` makes one")
    if version > schema.version:
        raise StoreError(
            f"{path} was written by a newer lapbell (schema {version}, this one knows "
            f"{schema.version}); install that version again, or start with another --state"
        )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into what a person can do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_advice(path, error)) from error
    except OSError as error:
        if error.filename is None or not str(error.filename).startswith(str(path.parent)):
            raise
        advice = "; try `sudo lapbell ...`" if isinstance(error, PermissionError) else ""
        raise StoreError(f"{path.parent} cannot be used: {error.strerror}{advice}") from error


def _advice(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_IOERR and _is_full(path.parent):
        code = sqlite3.SQLITE_FULL  # the index of the log found no room
    match code:
        case sqlite3.SQLITE_FULL:
            return f"the disk under {path.parent} is full; free some room, nothing is lost"
        case sqlite3.SQLITE_IOERR:
            return (
                f"the disk under {path.parent} does not answer as it should ({error}); "
                "`dmesg` may say why"
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return (
                f"{path} cannot be opened for this ({error}); "
                "it belongs to the user who runs the service: try `sudo lapbell ...`"
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return _damaged(path, str(error))
        case sqlite3.SQLITE_BUSY:
            return f"{path} is in use by another program; try again"
        case _:
            return f"{path}: {error}"


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _INDEX_BYTES
    except OSError:
        return False


def _damaged(path: Path, found: str) -> str:
    return (
        f"{path} is damaged ({found}); move it aside, keep it, and start again: "
        "the runs are read from the folders anew, and none of them rings"
    )
