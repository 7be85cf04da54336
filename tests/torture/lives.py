"""Lives of `lapbell run` that end by kill -9.

They are forked from one process, the nursery. A quick life is `lapbell run` inside the fork, which
has imported all of it already: at work after 0.2 s instead of 0.7 s. A real one starts Python anew.
"""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Self

from running import LAPBELL, environment

WORDS = ("run", "--config", "lapbell.toml", "--state", "state")
LOG = "log"
TESTS = Path(__file__).parents[1]
BURIED_WITHIN_S = 10


class Life:
    """A service at work. Its process descriptor, unlike a number, never means another one."""

    def __init__(self, pid: int) -> None:
        self._process = os.pidfd_open(pid)
        self._lock = Lock()
        self._is_buried = False

    @property
    def is_over(self) -> bool:
        return self._is_over(within_s=0)

    def kill(self) -> None:
        """End it at once; any thread may ask for it, even too late."""
        with self._lock:
            if not self._is_buried and not self.is_over:
                signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def bury(self) -> None:
        """Kill it, and wait until nothing of it is left."""
        self.kill()
        assert self._is_over(within_s=BURIED_WITHIN_S)
        with self._lock:
            self._is_buried = True
            os.close(self._process)

    def _is_over(self, within_s: float) -> bool:
        return bool(select.select([self._process], [], [], within_s)[0])


class Nursery:
    """The process that lives are forked from. They work in `place` and log there."""

    def __init__(self, place: Path) -> None:
        (place / LOG).touch()
        paths = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from torture.lives import nursery; nursery()"],
            cwd=place,
            env=environment(place, {"PYTHONPATH": paths}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=BURIED_WITHIN_S)

    def start(self, kind: str) -> Life:
        """Start a life, "quick" or "real"."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(kind, file=self._process.stdin, flush=True)
        return Life(int(self._process.stdout.readline()))


def nursery() -> None:
    """Fork a life for each line of standard input, and print its process number."""
    import pebble  # noqa: F401, PLC0415 - what `lapbell run` imports when it needs it
    from watchfiles import _rust_notify  # noqa: F401, PLC0415

    import lapbell.cli.run  # noqa: F401, PLC0415

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for kind in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _live(kind.strip())
        print(pid, flush=True)  # noqa: T201 - to whoever asked for it


def _live(kind: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if kind == "real":
        os.execv(LAPBELL[0], [*LAPBELL, *WORDS])  # noqa: S606
    from lapbell.cli import main  # noqa: PLC0415

    sys.argv = ["lapbell", *WORDS]
    main()
