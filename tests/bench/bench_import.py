"""A first start over years of runs: how long reading them takes, and what the service grows by.

python tests/bench/bench_import.py [RUNS]

The files are the corpus where it is on this machine, and made runs of 46 minutes for the rest.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from making import a_run
from readers.corpus import corpus_folder
from running import Running, lapbell, wait_until

CONFIG = """\
[runs]
folders = ["{runs}"]
[channels.page]
inbox = true
[[trigger]]
after_run = "3 min"
routine = "calf-pump"
[web]
listen = "off"
"""
BEGIN = datetime(2012, 1, 1, 6, tzinfo=UTC)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        fill(place / "runs", count)
        (place / "empty").mkdir()
        for name, runs in (("lapbell", "runs"), ("idle", "empty")):
            (place / f"{name}.toml").write_text(CONFIG.format(runs=runs))
        begin = time.perf_counter()
        said = lapbell("import", "runs", "--state", "imported", cwd=place)
        took = time.perf_counter() - begin
        print(f"lapbell import: {count} files in {took:.1f} s, {took / count * 1000:.1f} ms each")
        print("\n".join(f"  {line}" for line in said.out.splitlines()[:4]))
        idle = resident_mb(place, "idle", "run files there already")
        full = resident_mb(place, "lapbell", "history read")
    print(f"lapbell run: {idle:.1f} MB over an empty folder, {full:.1f} MB after reading {count}")


def fill(runs: Path, count: int) -> None:
    """Put so many different run files into a new folder."""
    runs.mkdir()
    corpus = corpus_folder()
    real = sorted(corpus.rglob("*.fit")) if corpus else []
    for number, file in enumerate(real[:count]):
        (runs / f"real-{number}.fit").write_bytes(file.read_bytes())
    for number in range(count - len(real[:count])):
        start = BEGIN + number * timedelta(hours=19)
        made = a_run(started_at=start, every=timedelta(seconds=5))
        (runs / f"made-{number}.fit").write_bytes(made)


def resident_mb(place: Path, name: str, until: str) -> float:
    """Return what the service itself holds once it has said this."""
    words = ("run", "--config", f"{name}.toml", "--state", f"state-{name}")
    with Running(*words, cwd=place) as service:
        wait_until(lambda: until in service.text, within_s=600)
        time.sleep(2)
        status = Path(f"/proc/{service.process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
