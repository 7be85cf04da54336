"""A lapbell of its own process, as a person or systemd would start it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from typing import IO, Any, Self

LAPBELL = [sys.executable, "-m", "lapbell"]
PATIENCE_S = 60.0
"""Far more than anything takes; only a failing test waits this long."""


def lapbell(*words: object, cwd: Path, env: Mapping[str, str] | None = None) -> "Said":
    """Run a command to its end."""
    done = subprocess.run(
        [*LAPBELL, *map(str, words)],
        cwd=cwd,
        env=environment(cwd, env),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


class Said:
    """What a command printed, and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def words(self) -> str:
        """All that was printed to standard output, on one line."""
        return " ".join(self.out.split())

    @property
    def json(self) -> Any:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


class Running:
    """A service in the background, until the `with` block ends."""

    def __init__(self, *words: object, cwd: Path, env: Mapping[str, str] | None = None) -> None:
        self._words = [*LAPBELL, *map(str, words)]
        self._cwd = cwd
        self._env = environment(cwd, env)
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            self._words,
            cwd=self._cwd,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        return self

    def _listen(self, output: IO[str]) -> None:
        for line in output:
            self.lines.append(line.rstrip("\n"))

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def wait_for(self, words: str) -> str:
        """Wait until a line holds these words, and return it."""
        wait_until(lambda: any(words in line for line in self.lines), lambda: self.text)
        return next(line for line in self.lines if words in line)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def end(self, how: int = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal; return the exit code and how many seconds it took."""
        begin = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        return code, time.monotonic() - begin


def wait_until(
    is_so: Callable[[], object],
    tell: Callable[[], object] = lambda: "",
    *,
    within_s: float = PATIENCE_S,
) -> None:
    """Wait until something is so; fail where it never gets so."""
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, f"it never came: {tell()}"
        time.sleep(0.01)


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a lapbell of its own sees of this machine: nothing of the person who runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
    kept.pop("STATE_DIRECTORY", None)
    plain = {"HOME": str(home), "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    return {**kept, **plain, **(more or {})}


def a_free_port() -> int:
    """Return a port of this machine that nobody listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
