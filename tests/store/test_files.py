from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
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
        files.forget(db, "me", "/runs", "a.fit")
        assert [row.name for row in files.of_folder(db, "me", "/runs")] == ["b.fit"]
        assert [row.name for row in files.of_folder(db, "you", "/runs")] == ["a.fit"]


def test_what_is_left_of_the_history_comes_newest_first(store: Store) -> None:
    with store.write() as db:
        for number, name in enumerate(("old.fit", "new.fit", "newer.fit", "read.fit")):
            state: State = "run" if name == "read.fit" else "history"
            files.note(db, replace(FILE, name=name, mtime_ns=number, state=state), SUNDAY)
        files.note(db, replace(FILE, athlete="you", state="history"), SUNDAY)
        assert list(files.unread(db, "me", "/runs")) == ["newer.fit", "new.fit", "old.fit"]


def test_a_file_is_found_as_it_was_noted(store: Store) -> None:
    with store.write() as db:
        files.note(db, FILE, SUNDAY)
        assert files.named(db, "me", "/runs", "a.fit") == FILE
        assert files.named(db, "you", "/runs", "a.fit") is None


def test_the_last_file_is_none_of_somebody_elses_watch(store: Store) -> None:
    later = SUNDAY + timedelta(minutes=1)
    theirs = f"{files.OF_ANOTHER_WATCH}: Forerunner 55"
    with store.write() as db:
        files.note(db, FILE, SUNDAY)
        files.note(db, replace(FILE, name="b.fit", state="not a run", reason=theirs), later)
        last = files.latest(db, "me")
        files.note(db, replace(FILE, name="c.fit", state="not a run", reason="a ride"), later)
        then = files.latest(db, "me")
    assert (last and last.name, then and then.name) == ("a.fit", "c.fit")
