"""The disk fails now and then, by strace's hand: a person is told, nothing is lost or twice."""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Self

import pytest

from ntfy_double import NtfyDouble
from running import Running, wait_until
from torture.conftest import Tell
from torture.home import Home

RUNS, RUNS_WHEN_HARD = 2, 20
STIRS_A_SECOND = 4
RINGS_WITHIN_S = 60


class Failing:
    """Lets system calls of a running process fail, within the `with` block.

    `how` is strace's: "fdatasync:error=EIO:when=3+4" fails the third of each thread and every
    fourth after it. To keep a run takes one fdatasync and up to 45 writes: that must fit in
    between, or the same call fails in every attempt.
    """

    def __init__(self, service: Running, how: str, log: Path) -> None:
        kinds = ("-e", f"trace={how.partition(':')[0]}", "-e", f"inject={how}")
        self._log = log
        self._words = ("strace", "-f", "-o", log, *kinds, "-p", str(service.process.pid))
        self.failed = 0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._words, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        assert "attached" in (line := self._process.stderr.readline()), line
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=10)
        self.failed = self._log.read_text().count("(INJECTED)")


@cache
def why_not() -> str:
    """Return what keeps this user from tracing; empty where nothing does."""
    strace = shutil.which("strace")
    if strace is None:
        return "there is no strace"
    done = subprocess.run((strace, "-qq", "true"), capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip()


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(why_not()), reason=f"nothing can be traced here: {why_not()}"),
]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with NtfyDouble(burst=None) as ntfy:
        yield Home(tmp_path, tmp_path / "state", ntfy)


def rings(home: Home, service: Running) -> None:
    """Stir until all that landed has rung."""
    end = time.monotonic() + RINGS_WITHIN_S
    while home.shown() < home.landed:
        assert time.monotonic() < end, service.text
        home.stir()
        time.sleep(1 / STIRS_A_SECOND)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("fdatasync:error=EIO:when=3+4", "does not answer as it should"),
        ("pwrite64:error=EIO:when=12+83", "does not answer as it should"),
        ("pwrite64:error=ENOSPC:when=20+89", "is full"),
    ],
)
def test_with_a_disk_that_fails_now_and_then_every_run_rings_once(
    home: Home, how: str, told: str, hard: bool, figures: Tell
) -> None:
    if how.startswith("pwrite64:error=EIO") and not hard:
        pytest.skip("`make torture` runs it")
    runs = RUNS_WHEN_HARD if hard else RUNS
    with home.service() as service:
        service.wait_for("run files there already")
        with Failing(service, how, home.place / "calls") as failing:
            while home.landed < runs:
                home.land()
                rings(home, service)
            service.wait_for(f"the disk under {home.state} {told}")
        home.stir()
        wait_until(lambda: home.states() == ["sent"] * runs, lambda: service.text)
        service.end(signal.SIGKILL)
    assert len(home.ntfy.messages("runs")) == runs
    figures(f"{how}: {failing.failed} failed calls over {runs} runs, 0 lost, 0 doubled")


def test_a_disk_that_takes_nothing_is_told_of_and_the_run_rings_once_it_is_well(home: Home) -> None:
    with home.service() as service:
        service.wait_for("run files there already")
        with Failing(service, "fdatasync:error=EIO", home.place / "calls"):
            home.land()
            service.wait_for(f"the disk under {home.state} does not answer as it should")
            home.stir()
            time.sleep(1)
            assert home.ntfy.asked == []
        rings(home, service)
        service.wait_for("sent over phone")
    assert len(home.ntfy.messages("runs")) == 1
    assert len(re.findall("does not answer as it should", service.text)) <= 2
