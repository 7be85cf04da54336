"""The wall clock jumps an hour back, two years forward, and home, under the service at work."""

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

import pytest

from making import a_run
from ntfy_double import NtfyDouble
from running import Running, wait_until
from torture.conftest import HARD, Tell
from torture.home import MINUTE, Home

COMPILER = which("cc")
SHIM = Path(__file__).with_name("wall.c")
LOOKS_WITHIN_S = 8
"""The service compares its clocks every five seconds."""

SOON_S = 30
"""The next tick is further away: it must be the jump that is noticed."""

YEARS = timedelta(days=2 * 365)
MOST_GROWTH_KB = 20_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(COMPILER is None, reason="there is no C compiler"),
    pytest.mark.skipif(not HARD, reason="waits half a minute; `make torture` runs it"),
]


class Wall(Home):
    """A home whose service sees a wall clock that can be set; its steady clock is the real one."""

    @property
    def _file(self) -> Path:
        return self.place / "ahead"

    def jump_to(self, ahead: timedelta) -> None:
        aside = self.place / "aside"
        aside.write_text(f"{ahead.total_seconds():.0f}")
        aside.rename(self._file)

    def start(self) -> Running:
        self.jump_to(timedelta(0))
        shim = self.place / "wall.so"
        assert COMPILER is not None
        subprocess.run([COMPILER, "-shared", "-fPIC", "-O2", "-o", shim, SHIM], check=True)
        return self.service({"LD_PRELOAD": str(shim), "WALL": str(self._file)})


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    with NtfyDouble(burst=None) as ntfy:
        yield Wall(tmp_path, tmp_path / "state", ntfy, summary="Mon 07:30")


def test_it_goes_on_through_jumps_and_tells_one_week(wall: Wall, figures: Tell) -> None:
    with wall.start() as service:
        service.wait_for("run files there already")
        wall.land()
        wait_until(lambda: wall.shown() == 1, lambda: service.text)
        before_kb = memory_kb(service)
        wall.jump_to(timedelta(hours=-1))
        time.sleep(LOOKS_WITHIN_S)
        wall.land()
        wait_until(lambda: wall.shown() == 2, lambda: service.text)
        wall.jump_to(YEARS)
        wait_until(lambda: "week of" in service.text, lambda: service.text, within_s=SOON_S)
        time.sleep(LOOKS_WITHIN_S)
        start = datetime.now(UTC) + YEARS - 30 * MINUTE
        late = a_run(started_at=start, elapsed=20 * MINUTE, every=MINUTE)
        (wall.place / "runs" / "late.fit").write_bytes(late)
        wait_until(lambda: len(kinds(wall, "post-")) == 3, lambda: service.text)
        wall.jump_to(timedelta(0))
        time.sleep(LOOKS_WITHIN_S)
        wall.land()
        wait_until(lambda: len(kinds(wall, "post-")) == 4, lambda: service.text)
        grown_kb = memory_kb(service) - before_kb
    assert len(kinds(wall, "week-")) == 1
    assert len(kinds(wall, "year-")) <= 1
    assert wall.shown() == len(wall.ntfy.messages("runs")) <= 6
    assert "no sign of life" not in service.text
    assert "Traceback" not in service.text
    assert grown_kb < MOST_GROWTH_KB
    figures(
        f"clock -1 h, +2 years, and home: {wall.shown()} pushes, memory grew by {grown_kb:,} KB"
    )


def kinds(wall: Wall, begin: str) -> list[str]:
    """Return the keys of one kind that the phone shows."""
    keys = (event.get("sequence_id", "") for event in wall.ntfy.visible("runs"))
    return [key for key in keys if isinstance(key, str) and key.startswith(begin)]


def memory_kb(service: Running) -> int:
    lines = Path(f"/proc/{service.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])
