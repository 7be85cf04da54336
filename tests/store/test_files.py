from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes import SUNDAY
from lapbell.store import files
from lapbell.store.database import Store
from lapbell.store.files import FileRow, State

FILE = FileRow(
    athlete="me", folder="/runs", name="a.fit", size=1, mtime_ns=1, state="run", sha256="a" * 64
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    with store.write() as db:
        for athlete in ("me", "you"):
            files.begin_folder(db, athlete, "/runs", [], SUNDAY)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("state", "is_read"),
    [("run", True), ("not a run", True), ("unreadable", True),
     ("history", False), ("waiting", False), ("skipped", False)],
)  # fmt: skip
def test_bytes_that_were_read_once_are_known_under_any_name(
    store: Store, state: State, is_read: bool
) -> None:
    with store.write() as db:
        files.note(db, replace(FILE, state=state), SUNDAY)
        found = files.same_content(db, "me", "a" * 64)
    assert found == (replace(FILE, state=state) if is_read else None)


def test_the_same_bytes_of_another_athlete_are_another_file(store: Store) -> None:
    with store.write() as db:
        files.note(db, replace(FILE, athlete="you"), SUNDAY)
        assert files.same_content(db, "me", "a" * 64) is None
        files.note(db, FILE, SUNDAY)
        assert files.same_content(db, "me", "a" * 64) == FILE
        assert files.same_content(db, "me", "b" * 64) is None


def test_what_is_forgotten_is_one_file_of_one_athlete(store: Store) -> None:
    with store.write() as db:
        for row in (FILE, replace(FILE, name="b.fit"), replace(FILE, athlete="you")):
            files.note(db, row, SUNDAY)
        files.forget(db, FILE)
        assert list(files.known_files(db, "me", "/runs")) == ["b.fit"]
        assert list(files.known_files(db, "you", "/runs")) == ["a.fit"]
