import sqlite3
from pathlib import Path
from threading import Thread

import pytest

from lapbell.errors import AlreadyRunningError, StoreError
from lapbell.store.database import FILE_NAME, Store, edition
from lapbell.store.lock import only_one
from lapbell.store.schema import SCHEMA, Schema


def test_a_new_database_is_durable_and_strict(tmp_path: Path) -> None:
    store = Store(tmp_path / "state")
    with store.read() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA.version
        loose = db.execute(
            "SELECT name FROM pragma_table_list WHERE NOT strict AND schema = 'main' "
            "AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    assert loose == []


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(RuntimeError), store.write() as db:
        db.execute("INSERT INTO folders VALUES ('me', '/runs', 'now')")
        raise RuntimeError
    with store.read() as db:
        assert db.execute("SELECT count(*) FROM folders").fetchone()[0] == 0


def test_a_reader_sees_what_the_service_wrote_and_writes_nothing(tmp_path: Path) -> None:
    service = Store(tmp_path)
    with service.write() as db:
        db.execute("INSERT INTO folders VALUES ('me', '/runs', 'now')")
    reader = Store(tmp_path, read_only=True)
    with reader.read() as db:
        assert db.execute("SELECT path FROM folders").fetchone()[0] == "/runs"
    with pytest.raises(StoreError, match="sudo"), reader.write() as db:
        db.execute("DELETE FROM folders")


def test_reading_where_nothing_ever_ran_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no database yet"):
        Store(tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA.version + 1}")
    db.close()
    with pytest.raises(StoreError, match="written by a newer lapbell"):
        Store(tmp_path)


@pytest.mark.parametrize("damage", ["all of it", "a page"])
def test_a_damaged_database_is_refused_with_advice(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path)
    with store.write() as db:
        db.executemany(
            "INSERT INTO folders VALUES ('me', ?, 'now')", [(f"/runs/{n}",) for n in range(500)]
        )
    store.close()
    path = tmp_path / FILE_NAME
    data = bytearray(path.read_bytes())
    where = slice(0, len(data)) if damage == "all of it" else slice(4096, 3 * 4096)
    data[where] = b"\xa5" * len(data[where])
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"is damaged .*move it aside, keep it"):
        Store(tmp_path)


def test_a_full_disk_says_so_and_nothing_is_kept_by_halves(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.read() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to run out of room
    with pytest.raises(StoreError, match=r"the disk under .* is full; free some room"):  # noqa: SIM117
        with store.write() as db:
            db.executemany(
                "INSERT INTO folders VALUES ('me', ?, 'now')", [("x" * n,) for n in range(2000)]
            )
    with store.read() as db:
        assert db.execute("SELECT count(*) FROM folders").fetchone()[0] == 0


def test_a_state_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be used"):
        Store(tmp_path / "file" / "state")


def test_a_second_instance_is_refused_and_a_later_one_is_not(tmp_path: Path) -> None:
    with (
        only_one(tmp_path),
        pytest.raises(AlreadyRunningError, match=r"runs already .*process \d+"),
        only_one(tmp_path),
    ):
        pass
    with only_one(tmp_path):
        assert (tmp_path / "lapbell.lock").exists()


OLDER = Schema(version=1, tables="CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (7);")
NEWER = Schema(
    version=3,
    tables="CREATE TABLE t (a INTEGER, b TEXT, c TEXT) STRICT;",
    migrations={
        2: "ALTER TABLE t ADD COLUMN b TEXT;",
        3: "ALTER TABLE t ADD COLUMN c TEXT; UPDATE t SET c = 'new';",
    },
)


def test_an_older_database_is_brought_up_to_date_after_a_copy(tmp_path: Path) -> None:
    Store(tmp_path, schema=OLDER).close()
    store = Store(tmp_path, schema=NEWER)
    with store.read() as db:
        assert tuple(db.execute("SELECT a, b, c FROM t").fetchone()) == (7, None, "new")
        assert db.execute("PRAGMA user_version").fetchone()[0] == 3
    store.close()
    with sqlite3.connect(tmp_path / f"{FILE_NAME}.before-3") as kept:
        assert kept.execute("SELECT * FROM t").fetchall() == [(7,)]
    kept.close()


def test_a_migration_that_fails_leaves_the_older_database_as_it_was(tmp_path: Path) -> None:
    Store(tmp_path, schema=OLDER).close()
    broken = Schema(
        version=2,
        tables="",
        migrations={2: "ALTER TABLE t ADD COLUMN b TEXT; INSERT INTO missing VALUES (1);"},
    )
    with pytest.raises(StoreError, match="missing"):
        Store(tmp_path, schema=broken)
    store = Store(tmp_path, schema=OLDER)
    with store.read() as db:
        assert [tuple(row) for row in db.execute("SELECT * FROM t")] == [(7,)]
    store.close()


def test_a_backup_is_whole_while_the_service_writes(tmp_path: Path) -> None:
    store = Store(tmp_path / "state")
    with store.write() as db:
        db.execute("INSERT INTO folders VALUES ('me', '/runs', 'now')")
    Store(tmp_path / "state", read_only=True).back_up(tmp_path / "copy.sqlite3")
    with sqlite3.connect(tmp_path / "copy.sqlite3") as kept:
        assert kept.execute("SELECT path FROM folders").fetchall() == [("/runs",)]
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept.close()
    with pytest.raises(StoreError, match="is there already; name a new file"):
        store.back_up(tmp_path / "copy.sqlite3")


def folders_of(db: sqlite3.Connection) -> int:
    (number,) = db.execute("SELECT count(*) FROM folders").fetchone()
    assert isinstance(number, int)
    return number


def test_of_two_writers_each_waits_for_the_other_and_counts_on_what_it_read(
    tmp_path: Path,
) -> None:
    service, command = Store(tmp_path), Store(tmp_path, guest=True)

    def add_folder(store: Store) -> None:
        with store.write() as db:
            db.execute("INSERT INTO folders VALUES ('me', ?, 'now')", (f"/{folders_of(db)}",))

    other = Thread(target=add_folder, args=(command,))
    with service.write() as db:
        known = folders_of(db)
        other.start()
        other.join(0.2)
        assert other.is_alive()
        db.execute("INSERT INTO folders VALUES ('me', ?, 'now')", (f"/{known}",))
    other.join()
    with service.read() as db:
        paths = [path for (path,) in db.execute("SELECT path FROM folders ORDER BY path")]
    assert paths == ["/0", "/1"]


def test_a_damaged_page_is_told_with_what_to_do(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.trouble() is None
    with store.write() as db:
        db.executemany(
            "INSERT INTO cursors VALUES (?, ?, ?)",
            [(f"a{n}", "phone", "x" * 90) for n in range(999)],
        )
    store.close()
    data = bytearray(store.path.read_bytes())
    data[-4096 * 3 :] = b"\xff" * 4096 * 3
    store.path.write_bytes(data)
    reader = Store(tmp_path, read_only=True)
    assert "is damaged" in (reader.trouble() or "")
    reader.close()


def test_what_is_written_here_or_by_another_process_makes_another_edition(tmp_path: Path) -> None:
    here, there = Store(tmp_path), Store(tmp_path, guest=True)

    def seen() -> tuple[int, int]:
        with here.read() as db:
            db.execute("SELECT * FROM folders").fetchall()
            return edition(db)

    editions = [seen()]
    assert seen() == editions[0]
    for number, store in enumerate((here, there, here, there)):
        with store.write() as db:
            db.execute("INSERT INTO folders VALUES ('me', ?, '')", (f"/runs/{number}",))
        editions.append(seen())
    assert len(set(editions)) == 5
    assert seen() == editions[-1]
    here.close()
    there.close()
