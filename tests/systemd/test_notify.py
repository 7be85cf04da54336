"""What systemd is told, over a real socket of its kind."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from fakes import FakeClock
from lapbell.daemon.lookout import STUCK_AFTER_S, Lookout
from lapbell.daemon.notify import notify, watchdog_s
from lapbell.jobs.health import Health
from running import Running

CONFIG = """\
[runs]
folders = ["runs"]
[channels.phone]
ntfy = "http://127.0.0.1:9/runs"
[[trigger]]
after_run = "3 min"
routine = "calf-pump"
[web]
listen = "off"
"""
NOTHING_S = 0.3
"""Thirty looks of the lookouts below."""


class Systemd:
    """The other end of $NOTIFY_SOCKET."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)

    def hears(self, within_s: float = 20) -> str | None:
        """Return the next datagram; None where there is none."""
        self._socket.settimeout(within_s)
        try:
            return self._socket.recv(4096).decode()
        except TimeoutError:
            return None

    def forget(self) -> None:
        while self.hears(NOTHING_S / 3):
            pass

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systemd]:
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    systemd = Systemd(address)
    yield systemd
    systemd.close()


class Watch:
    """A lookout at work, over clocks that are turned by hand."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.health = Health(done={"scan": self.clock.steady(), "deliver": self.clock.steady()})
        self.said: dict[str, str] = {}
        self.jumped = Flag()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        look = Lookout(
            self.clock, self.health, self.jumped.set, self.said.__setitem__, every_s=0.01
        )
        stop = Flag()
        thread = Thread(target=look.until, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def job_ends(self, name: str) -> None:
        self.health.done[name] = self.clock.steady()


def test_while_the_jobs_end_in_time_the_watchdog_is_fed(systemd: Systemd) -> None:
    with Watch().at_work():
        assert [systemd.hears(), systemd.hears()] == ["WATCHDOG=1", "WATCHDOG=1"]


def test_one_job_that_hangs_starves_the_watchdog_and_is_named(systemd: Systemd) -> None:
    watch = Watch()
    with watch.at_work():
        watch.clock.go(timedelta(seconds=STUCK_AFTER_S + 1))
        watch.job_ends("deliver")
        systemd.forget()
        assert systemd.hears(NOTHING_S) is None
        assert list(watch.said) == ["scan"]
        assert watch.said["scan"].startswith("scan: no sign of life for 150 s; restart lapbell")


def test_a_job_that_ends_after_all_feeds_it_again(systemd: Systemd) -> None:
    watch = Watch()
    with watch.at_work():
        watch.clock.go(timedelta(seconds=STUCK_AFTER_S + 1))
        watch.job_ends("deliver")
        systemd.forget()
        watch.job_ends("scan")
        assert systemd.hears() == "WATCHDOG=1"


def test_a_wall_clock_that_jumps_is_noticed_and_starves_nothing(systemd: Systemd) -> None:
    watch = Watch()
    with watch.at_work():
        assert systemd.hears()
        watch.clock.jump(timedelta(days=-730))
        assert watch.jumped.wait(20)
        assert systemd.hears() == "WATCHDOG=1"


@pytest.mark.parametrize(
    ("usec", "seconds"), [("12000000", 12), ("500000", 0.5), ("0", None), ("", None), ("x", None)]
)
def test_how_long_systemd_waits(
    usec: str, seconds: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", usec)
    assert watchdog_s() == seconds


def test_an_abstract_socket_hears_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    systemd = Systemd(f"\0lapbell-test-{os.getpid()}")
    monkeypatch.setenv("NOTIFY_SOCKET", f"@lapbell-test-{os.getpid()}")
    notify("READY=1")
    assert systemd.hears() == "READY=1"
    systemd.close()


@pytest.fixture
def service(tmp_path: Path, systemd: Systemd) -> Running:
    (tmp_path / "runs").mkdir()
    (tmp_path / "lapbell.toml").write_text(CONFIG)
    return Running("run", "--state", "state", cwd=tmp_path, env={"WATCHDOG_USEC": "600000"})


def test_a_service_is_ready_then_alive_then_stopping(service: Running, systemd: Systemd) -> None:
    with service:
        assert systemd.hears() == "READY=1"
        assert [systemd.hears(), systemd.hears()] == ["WATCHDOG=1", "WATCHDOG=1"]
        code, _ = service.end()
    assert code == 0
    rest = [systemd.hears()]
    while rest[-1] == "WATCHDOG=1":
        rest.append(systemd.hears())
    assert rest[-1] == "STOPPING=1"


def test_a_watchdogs_signal_leaves_where_every_thread_stood(
    service: Running, systemd: Systemd
) -> None:
    with service:
        assert [systemd.hears(), systemd.hears()] == ["READY=1", "WATCHDOG=1"]
        code, _ = service.end(signal.SIGABRT)
        service.wait_for("in until")
    assert code == -signal.SIGABRT
    assert "lookout.py" in service.text


def test_where_systemd_cannot_be_told_the_service_works_all_the_same(
    service: Running, systemd: Systemd, monkeypatch: pytest.MonkeyPatch
) -> None:
    systemd.close()
    with service:
        service.wait_for("run files there already")
        code, _ = service.end()
    assert code == 0
