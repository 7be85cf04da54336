"""What years leave behind: ticks over a long outbox, scans of a large folder, memory over ticks.

python tests/bench/bench_outbox.py [TICKS]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes import Direct, Ears, FakeClock, Phone, plan
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.scan import Scanner
from lapbell.store.database import Store
from long_outbox import fill
from year.play import Year, sample_plan

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ROWS = 100_000
FILES = 50_000
TICKS = 1_000_000
ROUNDS = 20
MOST_TICK_MS, MOST_SCAN_MS = 50, 500
"""What the promises allow."""


def main() -> None:
    ticks = int(sys.argv[1]) if len(sys.argv) > 1 else TICKS
    for bench in (lambda place: memory(place, ticks), outbox, folder):
        with tempfile.TemporaryDirectory() as place:
            bench(Path(place))


def outbox(place: Path) -> None:
    """Deliver with all rows at their end, with all of them waiting, and one that is due."""
    store, clock, phone = Store(place), FakeClock(), Phone()
    courier = Courier("me", phone, Context(store, clock, Ears()), lambda: 0.5)
    numbers = count()
    print(f"a delivery tick, outbox of {ROWS:,} rows, in ms (aim: {MOST_TICK_MS})")
    for state, due_in in (("sent", -DAY), ("queued", DAY)):
        with store.write() as db:
            db.execute("DELETE FROM outbox")
        fill(store, [next(numbers) for _ in range(ROWS)], state, due_in)
        tell(f"all {state}, nothing due", courier.deliver)
        tell(
            f"all {state}, and one to send",
            courier.deliver,
            lambda: fill(store, [next(numbers)], "queued", -MINUTE),
        )
    assert len(phone.shown) == 2 * ROUNDS
    fill(store, [next(numbers) for _ in range(ROWS)], "queued", -2 * DAY)
    begin = time.perf_counter()
    courier.deliver()
    print(f"  {ROWS:,} that are too old, ended at one tick  {(time.perf_counter() - begin):9.1f} s")


def folder(place: Path) -> None:
    """Scan a folder in which nothing has changed."""
    runs = place / "runs"
    for number in range(FILES):
        year = runs / f"{2000 + number // 2000}"
        year.mkdir(parents=True, exist_ok=True)
        (year / f"{number}.fit").touch()
    store = Store(place)
    scanner = Scanner(
        plan(), [runs], Context(store, FakeClock(), Ears()), Direct(), interrupted=lambda: True
    )
    print(f"a scan of {FILES:,} files, in ms (aim: {MOST_SCAN_MS})")
    begin = time.perf_counter()
    scanner.scan()
    print(f"  {'the first, kept as history':40} {(time.perf_counter() - begin) * 1000:7.1f}")
    with store.write() as db:
        db.execute("UPDATE files SET state = 'run'")
    again = Scanner(
        plan(), [runs], Context(store, FakeClock(), Ears()), Direct(), interrupted=lambda: False
    )
    begin = time.perf_counter()
    again.scan()
    print(f"  {'the first of a later start':40} {(time.perf_counter() - begin) * 1000:7.1f}")
    tell("nothing has changed", again.scan)


def memory(place: Path, ticks: int) -> None:
    """Call every job once a minute, by a clock turned by hand."""
    year = Year(place / "state", sample_plan(place, "Europe/Berlin"))
    print("all jobs, once a minute by a clock turned by hand")
    begin = time.perf_counter()
    for number in range(ticks + 1):
        if number in (ticks // 100, ticks // 2, ticks):
            print(f"  after {number:9,} ticks: {memory_kb():,} KB")
        year.tick()
        year.clock.go(MINUTE)
    took = (time.perf_counter() - begin) / ticks * 1e6
    print(f"  {took:.0f} us a tick; {len(year.rung)} pushes, no two the same: {all_once(year)}")


def all_once(year: Year) -> bool:
    return len({one.key for one in year.rung}) == len(year.rung)


def memory_kb() -> int:
    """Return how much memory this process holds now (Linux)."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmRSS")).split()[1])


def tell(
    what: str, work: Callable[[], object], before: Callable[[], object] = lambda: None
) -> None:
    """Print the median and the most of some rounds."""
    took = []
    for _ in range(ROUNDS):
        before()
        begin = time.perf_counter()
        work()
        took.append((time.perf_counter() - begin) * 1000)
    print(f"  {what:40} {median(took):7.1f}  at most {max(took):7.1f}")


if __name__ == "__main__":
    main()
