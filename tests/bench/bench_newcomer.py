"""A newcomer's two ways, from `git clone` to the first nudge: `make demo`, and pipx.

python tests/bench/bench_newcomer.py [make] [pipx]

Each begins in an empty home, with nothing fetched before; the package index is the one that pip
knows here. The ntfy server is one on this machine, and nobody has to think or to type.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from making import a_run
from ntfy_double import NtfyDouble
from running import environment, wait_until

CHECKOUT = Path(__file__).parents[2]


def main() -> None:
    ways = {"make": Newcomer.by_make, "pipx": Newcomer.by_pipx}
    for way in sys.argv[1:] or ways:
        with tempfile.TemporaryDirectory() as home:
            print(way, flush=True)
            newcomer = Newcomer(Path(home))
            with newcomer.timed("git clone"):
                newcomer.runs(f"git clone --quiet {CHECKOUT.as_uri()} lapbell")
            ways[way](newcomer)
            print(f"  {newcomer.seconds:6.1f} s  in all")


class Newcomer:
    """Somebody with an empty home and a terminal of 80 columns."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.seconds = 0.0
        path = f"{home}/.local/bin:{os.environ['PATH']}"
        self._env = environment(home, {"PATH": path, "PYTHONPATH": ""})

    def by_make(self) -> None:
        with self.timed("make demo, up to the nudge"):
            said = self.runs("make demo", folder="lapbell")
        assert "Calf pump: 20 heel lifts" in said, said

    def by_pipx(self) -> None:
        if shutil.which("pipx") is None:
            print("  pipx is not installed here")
            return
        with self.timed("pipx install ."):
            self.runs("pipx install .", folder="lapbell")
        with NtfyDouble() as ntfy:
            with self.timed("lapbell init, up to the first push"):
                self.runs(f"lapbell init --yes --watch garmin --server {ntfy.url}")
            self._rings(ntfy)

    def _rings(self, ntfy: NtfyDouble) -> None:
        """Start the service, drop the file of a run that has ended, and wait for its push."""
        log = self.home / "log"
        words = ["lapbell", "run"]
        with log.open("w") as out, self.timed("lapbell run, up to ready"):
            service = subprocess.Popen(words, cwd=self.home, env=self._env, stdout=out, stderr=out)
            wait_until(lambda: "none of them rings" in log.read_text(), log.read_text)
        try:
            data = a_run(started_at=datetime.now(UTC) - timedelta(minutes=49))
            pushes = len(ntfy.asked)
            with self.timed("a run's file dropped, up to the nudge"):
                (self.home / "runs" / "evening.fit").write_bytes(data)
                wait_until(lambda: len(ntfy.asked) > pushes, log.read_text)
            assert b"Calf pump" in ntfy.asked[-1].body, ntfy.asked[-1]
        finally:
            service.terminate()
            service.wait(20)

    def runs(self, line: str, *, folder: str = "") -> str:
        """Run a line to its end; return what it printed."""
        done = subprocess.run(
            line.split(),
            cwd=self.home / folder,
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Say how long a step took, and add it up."""
        begin = time.monotonic()
        yield
        took = time.monotonic() - begin
        self.seconds += took
        print(f"  {took:6.1f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
