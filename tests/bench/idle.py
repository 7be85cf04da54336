"""What a service that has nothing to do costs: bytes written, wake-ups, processor, memory.

python tests/bench/idle.py [MINUTES]

It is started as the systemd unit starts it, over a folder whose runs it reads as history first;
and once more, for a few minutes, over what it knows by then.
"""

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from making import a_run
from ntfy_double import NtfyDouble
from running import Running, a_free_port, wait_until
from torture.home import Home

FILES = 10_000
QUIET_AFTER_S = 130
"""By then the process that read the files has ended: a scan ends it when it was idle for 60 s."""

READ_WITHIN_S = 600
MINUTES_AGAIN = 5
CONDITION = """\
[[trigger]]
after_run = "3 min"
only_if = "distance_km >= 3"
routine = "chest-opener"
"""
"""Most configs have one, and the library that reads it costs memory."""

UNIT = Path(__file__).parents[2] / "systemd" / "lapbell.service"
FIRST = datetime(2013, 1, 1, 6, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a process has cost so far. `wake_ups` counts how often a thread slept and woke."""

    disk_bytes: int
    written_bytes: int
    wake_ups: int
    cpu_s: float
    memory_kb: int
    files: tuple[tuple[str, int, int], ...]


def main() -> None:
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with NtfyDouble() as ntfy, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        page = f"127.0.0.1:{a_free_port()}"
        home = Home(place, place / "state", ntfy, summary="Mon 07:30", page=page)
        with (place / "lapbell.toml").open("a") as config:
            config.write(CONDITION)
        fill(place / "runs")
        with home.service(unit()) as service:
            wait_until(
                lambda: "history read" in service.text,
                lambda: service.text,
                within_s=READ_WITHIN_S,
            )
            time.sleep(QUIET_AFTER_S)
            watch(service, home.state, minutes)
            service.end()
        with home.service(unit()) as service:
            time.sleep(QUIET_AFTER_S)
            print("started again:")
            watch(service, home.state, MINUTES_AGAIN)


def unit() -> dict[str, str]:
    """Return the environment that the unit sets."""
    lines = UNIT.read_text().splitlines()
    given = (line.removeprefix("Environment=") for line in lines if line.startswith("Environment="))
    return dict(one.split("=", 1) for one in given)


def fill(runs: Path) -> None:
    """Put the runs of twelve years into the folder, each with its time as its name."""
    for number in range(FILES):
        start = FIRST + number * timedelta(hours=11)
        short = a_run(
            started_at=start,
            elapsed=timedelta(minutes=30),
            every=timedelta(minutes=1),
            distance_m=5000,
        )
        (runs / f"{start:%Y-%m-%d-%H-%M-%S}.fit").write_bytes(short)


def watch(service: Running, state: Path, minutes: int) -> None:
    """Print what each minute costs, and all of them."""
    begin = before = look(service.process.pid, state)
    print(f"idle with {FILES:,} files, a page and an ntfy channel")
    for minute in range(minutes):
        time.sleep(60)
        now = look(service.process.pid, state)
        print(f"  minute {minute + 1:3}: {told(before, now)}", flush=True)
        before = now
    print(f"  {minutes} minutes: {told(begin, before)}")
    print("  the state folder is", "as it was" if begin.files == before.files else "CHANGED")


def told(before: Cost, now: Cost) -> str:
    return (
        f"{now.disk_bytes - before.disk_bytes} bytes to disk, "
        f"{now.written_bytes - before.written_bytes} written, "
        f"{now.wake_ups - before.wake_ups} wake-ups, "
        f"{now.cpu_s - before.cpu_s:.2f} s of processor, {now.memory_kb:,} KB"
    )


def look(pid: int, state: Path) -> Cost:
    """Read the costs of a process out of /proc (Linux)."""
    process = Path("/proc") / str(pid)
    counted = pairs(process / "io")
    times = (process / "stat").read_text().rpartition(")")[2].split()
    tasks = [pairs(task / "status") for task in (process / "task").iterdir()]
    found = [(file.name, file.stat()) for file in sorted(state.iterdir())]
    return Cost(
        disk_bytes=counted["write_bytes"],
        written_bytes=counted["wchar"],
        wake_ups=sum(task["voluntary_ctxt_switches"] for task in tasks),
        cpu_s=sum(map(int, times[11:13])) / os.sysconf("SC_CLK_TCK"),
        memory_kb=pairs(process / "status")["VmRSS"],
        files=tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in found),
    )


def pairs(file: Path) -> dict[str, int]:
    """Return the lines of a file of /proc that hold one number each."""
    split = (line.split() for line in file.read_text().splitlines())
    return {
        words[0].rstrip(":"): int(words[1]) for words in split if words[1:2] and words[1].isdigit()
    }


if __name__ == "__main__":
    main()
