"""Hints of real folders. That one comes late, or not at all, is made up for by the full scan."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from lapbell.folder.hint import Hints
from running import wait_until


class Bell:
    """Hints about one folder, and whether one came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rang = Event()
        self._hints = Hints([folder], self.rang.set)
        self._files = 0

    def start(self) -> None:
        self._hints.start()

    def stop(self) -> None:
        self._hints.stop()

    def rings(self) -> bool:
        """Forget what rang, let a file come, and tell whether that is hinted at."""
        self.rang.clear()
        self._files += 1
        (self.folder / f"{self._files}.fit").write_bytes(b"x")
        return self.rang.wait(2)


@pytest.fixture
def bell(tmp_path: Path) -> Iterator[Bell]:
    bell = Bell(tmp_path / "runs")
    yield bell
    bell.stop()


def test_a_folder_is_hinted_at_when_the_watch_begins_and_at_every_change(bell: Bell) -> None:
    bell.folder.mkdir()
    bell.start()
    assert bell.rang.wait(20)
    assert bell.rings()
    (bell.folder / "2026").mkdir()
    wait_until(bell.rings)
    bell.rang.clear()
    (bell.folder / "2026" / "a.fit").write_bytes(b"x")
    assert bell.rang.wait(20)


@pytest.mark.slow
def test_a_folder_that_was_replaced_under_its_name_is_watched_again(bell: Bell) -> None:
    bell.folder.mkdir()
    bell.start()
    assert bell.rang.wait(20)
    wait_until(bell.rings)
    bell.rang.clear()
    bell.folder.rename(bell.folder.with_name("aside"))
    bell.folder.mkdir()
    assert bell.rang.wait(20)  # for the old folder, which went away
    wait_until(bell.rings, within_s=20)


@pytest.mark.slow
def test_a_folder_that_comes_later_is_watched_then(bell: Bell) -> None:
    bell.start()
    assert not bell.rang.wait(0.3)
    bell.folder.mkdir()
    wait_until(bell.rings, within_s=20)
