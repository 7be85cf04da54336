"""What a service at work remembers of its jobs and folders, for the watchdog and for `status`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from lapbell.config import load
from lapbell.daemon import Service
from lapbell.jobs.events import Event, FileSeen
from lapbell.jobs.health import Health
from making import a_run
from running import wait_until

CONFIG = """\
[runs]
folders = ["runs"]
[channels.phone]
ntfy = "http://127.0.0.1:9/runs"
[[trigger]]
after_run = "3 min"
routine = "calf-pump"
"""


class NoPage:
    """Stands where the pages are served, and keeps the health they were given."""

    address = "nowhere"

    def __init__(self) -> None:
        self.health = Health()

    def open(self, _store: object, health: Health, *_: object) -> "NoPage":
        self.health = health
        return self

    def close(self) -> None:
        """Nothing was opened."""


class At:
    """A service over a folder that is not there yet; keeps the scan's last sign of life."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.page = NoPage()
        self.seen: list[float] = []
        (folder / "lapbell.toml").write_text(CONFIG)

    @contextmanager
    def work(self) -> Iterator[None]:
        config = load(self.folder / "lapbell.toml")
        service = Service(config, self.folder / "state", self.hear, open_page=self.page.open)
        stop = Flag()
        thread = Thread(target=service.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def hear(self, event: Event) -> None:
        if isinstance(event, FileSeen):
            self.seen.append(self.page.health.done["scan"])

    @property
    def trouble(self) -> dict[str, str]:
        return dict(self.page.health.trouble)


@pytest.fixture
def at(tmp_path: Path) -> At:
    return At(tmp_path)


def test_a_folder_in_trouble_is_remembered_until_it_is_back(at: At) -> None:
    runs = at.folder / "runs"
    with at.work():
        wait_until(lambda: at.trouble)
        assert at.trouble == {str(runs): f"{runs}: it is not there; looking again every minute"}
        runs.mkdir()
        wait_until(lambda: not at.trouble)


def test_a_scan_that_takes_file_after_file_is_alive_all_the_while(at: At) -> None:
    (at.folder / "runs").mkdir()
    (at.folder / "aside").mkdir()
    for number in range(3):
        (at.folder / "aside" / f"{number}.fit").write_bytes(a_run(distance_m=5000 + number))
    with at.work():
        wait_until(lambda: "scan" in at.page.health.done and at.page.health.scanned_at)
        (at.folder / "aside").rename(at.folder / "runs" / "all at once")
        wait_until(lambda: len(at.seen) == 3)
    assert at.seen[0] < at.seen[1] < at.seen[2]
