"""How fast the server answers with Today and the player, and what the idle service weighs.

Usage: python tests/bench/bench_pages.py
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.stage import lived
from running import Running, a_free_port

ROUNDS = 100
AIM_MS = 20
AIM_MB = 70
IDLE_S = 65
"""By then the reading process has ended."""

CONFIG = """\
[runs]
folders = ["runs"]

[channels.page]
inbox = true

[[trigger]]
after_run = "3 min"
routine = "calf-pump"

[web]
listen = "127.0.0.1:{port}"
"""


@contextmanager
def connected(address: str) -> Iterator[HTTPConnection]:
    where = urlsplit(address)
    assert where.hostname is not None
    line = HTTPConnection(where.hostname, where.port)
    yield line
    line.close()


def took_ms(line: HTTPConnection, path: str) -> tuple[float, int]:
    """Return how long an answer took and how many bytes it had."""
    begin = time.perf_counter()
    line.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = line.getresponse()
    size = len(answer.read())
    assert answer.status == 200, (path, answer.status)
    return (time.perf_counter() - begin) * 1000, size


def answers() -> None:
    with TemporaryDirectory() as place:
        stage = lived(Path(place))
        desk = stage.house.source("me")
        assert desk is not None
        paths = {
            "Today": "/",
            "Today, asked again": "/live",
            "player of a nudge": f"/n/{desk.nudges(1)[0].capability}",
            "player of a routine": "/routines/hip-core/play",
            "runs": "/runs",
            "weeks": "/weeks",
        }
        with stage.pages() as address, connected(address) as line:
            for name, path in paths.items():
                first_ms, size = took_ms(line, path)
                rest = median(took_ms(line, path)[0] for _ in range(ROUNDS))
                print(f"{name:20} first {first_ms:6.1f} ms, median {rest:5.1f} ms, {size:6} bytes")
        stage.store.close()
    print(f"aim: {AIM_MS} ms for Today and the player")


def weight() -> None:
    with TemporaryDirectory() as place:
        home, port = Path(place), a_free_port()
        (home / "runs").mkdir()
        (home / "lapbell.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
        with Running("run", "--config", "lapbell.toml", "--state", "state", cwd=home) as service:
            service.wait_for("the page is at")
            with connected(f"http://127.0.0.1:{port}") as line:
                for path in ("/", "/weeks", "/routines", "/routines/calf-pump/play"):
                    took_ms(line, path)
            time.sleep(IDLE_S)
            status = Path(f"/proc/{service.process.pid}/status").read_text(encoding="ascii")
    rows = dict(row.split(":", 1) for row in status.splitlines())
    whole, own = (int(rows[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    print(f"idle service with pages: {whole:.0f} MB (aim: {AIM_MB}), {own:.0f} MB of its own")


if __name__ == "__main__":
    answers()
    weight()
