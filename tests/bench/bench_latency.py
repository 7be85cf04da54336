"""From "the file is whole" to "the server has the request", over some runs.

python tests/bench/bench_latency.py [RUNS]
"""

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from lapbell.folder.hint import STEP_MS
from making import a_run
from ntfy_double import NtfyDouble
from running import Running, wait_until

CONFIG = """\
[runs]
folders = ["runs"]
[channels.phone]
ntfy = "{topic}"
[[trigger]]
after_run = "0 s"
routine = "calf-pump"
[summary]
at = "off"
[quiet]
hours = "off"
most_per_day = "off"
most_per_week = "off"
[web]
listen = "off"
"""


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with NtfyDouble(burst=None) as ntfy, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "runs").mkdir()
        (place / "lapbell.toml").write_text(CONFIG.format(topic=ntfy.address("runs")))
        with Running("run", "--state", "state", cwd=place) as service:
            service.wait_for("run files there already")
            time.sleep(1)
            waits = [one_run(place, ntfy, number) for number in range(count)]
    print(f"{count} runs: from whole to accepted, in ms")
    for name, at in (("median", 0.5), ("p95", 0.95), ("most", 1.0)):
        print(f"  {name:>6} {sorted(waits)[min(len(waits) - 1, int(at * len(waits)))] * 1000:6.0f}")
    print(f"  of which {STEP_MS} to {2 * STEP_MS} is the hint's own step, the rest lapbell's")


def one_run(place: Path, ntfy: NtfyDouble, number: int) -> float:
    """Land one of many short runs of the last hours, each beside the others."""
    minute = timedelta(minutes=1)
    start = datetime.now(UTC) - 230 * minute + number * minute * 1.1
    data = a_run(started_at=start, elapsed=minute, every=minute / 60, distance_m=200 + number)
    aside = place / "aside.fit"
    aside.write_bytes(data)
    asked = len(ntfy.asked)
    begin = time.time()
    aside.rename(place / "runs" / f"{number}.fit")
    wait_until(lambda: len(ntfy.asked) > asked)
    return ntfy.asked[asked].at - begin


if __name__ == "__main__":
    main()
