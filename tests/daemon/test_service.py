"""A service at work in this process: what systemd is told when, and what a hint leads to."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from fakes import Ears, FakeClock
from lapbell.config import load
from lapbell.daemon import Service
from lapbell.jobs.events import Event, FileSeen, FolderBegun
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
SOON_S = 20.0
"""Far less than the minute after which a scan comes by itself."""


class At:
    """A service over a folder with no files."""

    def __init__(self, path: Path) -> None:
        self.folder = path / "runs"
        self.folder.mkdir()
        self.ears = Ears()
        (path / "lapbell.toml").write_text(CONFIG)
        self.service = Service(load(path / "lapbell.toml"), path / "state", self.hear)

    def hear(self, event: Event) -> None:
        self.ears(event)

    def count(self, kind: type[Event]) -> int:
        return sum(isinstance(event, kind) for event in self.ears.events)

    @contextmanager
    def work(self) -> Iterator[None]:
        stop = Flag()
        thread = Thread(target=self.service.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


@pytest.fixture
def at(tmp_path: Path) -> At:
    return At(tmp_path)


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The other end of $NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(SOON_S)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.delenv("WATCHDOG_USEC", raising=False)
        yield systemd


def fill(systemd: socket.socket) -> int:
    """Send so much that whoever sends more has to wait; return how many datagrams that took."""
    sent = 0
    with ExitStack() as stack:
        while True:  # one sender may run out of its own buffer before the queue is full
            peer = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            peer.setblocking(False)
            before = sent
            try:
                while True:
                    peer.sendto(b"noise", systemd.getsockname())
                    sent += 1
            except BlockingIOError:
                if sent == before:
                    return sent


def test_systemd_is_told_that_it_is_ready_when_the_jobs_are_at_work(
    at: At, systemd: socket.socket
) -> None:
    noise = fill(systemd)
    with at.work():
        try:  # as long as nobody listens, the service stands where it says so
            wait_until(lambda: at.count(FolderBegun), within_s=SOON_S)
        finally:
            heard = [systemd.recv(64) for _ in range(noise)]
        assert heard == [b"noise"] * noise
        assert systemd.recv(64) == b"READY=1"


def test_a_wall_clock_that_jumps_rings_every_job(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "300000")  # and so a look every 0.1 s
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    clock = FakeClock(datetime.now(UTC))
    at.service._clock = clock
    health = at.service._health
    with at.work():
        wait_until(lambda: at.count(FolderBegun))
        jobs = set(health.done)
        assert {"scan", "call back", "deliver me phone", "expect me", "summarise me"} <= jobs
        wait_until(lambda: health.scanned_at)
        clock.go(timedelta(seconds=30))
        clock.jump(timedelta(hours=-1))
        wait_until(
            lambda: all(health.done[job] == clock.steady() for job in jobs),
            lambda: health.done,
            within_s=SOON_S,
        )


def test_a_file_that_comes_during_a_scan_is_seen_by_one_that_follows_at_once(
    tmp_path: Path,
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    for name in ("first.fit", "second.fit"):
        (aside / name).write_bytes(a_run(distance_m=5000 + len(name)))

    class Busy(At):
        """A scan that takes so long over the first file that another comes, and its hint."""

        def hear(self, event: Event) -> None:
            super().hear(event)
            if isinstance(event, FileSeen) and event.name == "first.fit":
                Flag().wait(1)  # for the end of the hints of this file
                self.service._shared.hinted.clear()
                (aside / "second.fit").rename(self.folder / "second.fit")
                wait_until(self.service._shared.hinted.is_set)

    at = Busy(tmp_path)
    with at.work():
        wait_until(lambda: at.count(FolderBegun))
        (aside / "first.fit").rename(at.folder / "first.fit")
        wait_until(lambda: at.count(FileSeen) == 2, lambda: at.ears.lines, within_s=SOON_S)
