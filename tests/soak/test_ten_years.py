"""Ten years: every promise is kept, and neither memory nor the database grows beyond its runs."""

import gc
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from soak.life import Soak
from year.play import DAY, FIRST, sample_plan

YEARS = 10 if os.environ.get("LAPBELL_SOAK") else 1
"""`make soak` sets it."""

MOST_GROWTH_KB = 3000
"""What ten years may add to the memory of the first."""

MOST_KB_A_YEAR = 1500
LOG_KB = 5000
"""SQLite's log beside the database, whatever the age."""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory where there is one: years have many commits to wait for."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def lived(place: Path) -> Iterator[tuple[Soak, Soak]]:
    """The same years twice: with all that goes wrong in them, and as they would have been."""
    plan = sample_plan(place, "Europe/Berlin")
    calm = Soak(place / "calm", plan, YEARS, trouble=False)
    for _ in calm.live():
        pass
    hard = Soak(place / "hard", plan, YEARS, trouble=True)
    sizes = [(year, memory_kb(), hard.size_kb()) for year in hard.live()]
    print(f"\n{hard.ticks:,} calls of all jobs, {hard.starts} restarts")  # noqa: T201
    for year, memory, size in sizes:
        print(f"  {year}: {memory:,} KB of memory, {size:,} KB of state")  # noqa: T201
    assert sizes[-1][1] - sizes[0][1] < MOST_GROWTH_KB
    assert sizes[-1][2] < YEARS * MOST_KB_A_YEAR + LOG_KB
    yield hard, calm
    hard.store.close()
    calm.store.close()


@pytest.mark.slow
def test_every_promise_of_the_years_is_kept(lived: tuple[Soak, Soak]) -> None:
    hard, calm = lived
    states, shown = hard.states(), Counter(message.key for message in hard.phone.shown)
    tell(hard, calm, states)
    with hard.store.read() as db:
        (recorded,) = db.execute("SELECT count(*) FROM runs").fetchone()
    assert recorded == len(hard.arrivals())
    assert hard.keys("after") == calm.keys("after")
    assert hard.keys("week") == calm.keys("week")
    days = [FIRST + number * DAY for number in range((hard.end - FIRST).days)]
    assert len(hard.keys("week")) == sum(day.weekday() == 0 for day in days)
    assert hard.keys("year") == calm.keys("year")
    assert len(hard.keys("year")) == YEARS
    assert hard.keys("before") <= calm.keys("before")
    assert set(states.values()) <= {"sent", "expired", "unknown", "superseded"}
    assert {key for key, state in states.items() if state == "sent"} <= shown.keys()
    assert not {key for key in shown if states[key] not in ("sent", "unknown")}
    assert set(shown.values()) == {1}


def tell(hard: Soak, calm: Soak, states: dict[str, str]) -> None:
    for kind in ("after", "before", "week", "year"):
        counts = Counter(states[key] for key in hard.keys(kind) & states.keys())
        there = f"{len(hard.keys(kind))} decided of {len(calm.keys(kind))}"
        print(f"  {kind}: {there}; {dict(counts)}")  # noqa: T201


def memory_kb() -> int:
    """Return how much memory this process holds now; nothing where there is no /proc."""
    gc.collect()
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else ["VmRSS 0"]
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])
