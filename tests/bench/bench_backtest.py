"""How long `lapbell backtest` takes over some years of runs in a database, start to end.

python tests/bench/bench_backtest.py [RUNS]
"""

import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes import run
from lapbell.config import sample_text
from lapbell.core.run import Measured, Run
from lapbell.store import runs
from lapbell.store.database import Store
from running import lapbell

MOST_S = 5.0
DAY = timedelta(days=1)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "lapbell.toml").write_text(sample_text())
        store = Store(place / "state")
        with store.write() as db:
            for one in years(count):
                runs.add(db, one, one.started_at, is_history=True, wrong_clock=False)
        store.close()
        begin = time.monotonic()
        said = lapbell("backtest", "--state", "state", "--json", cwd=place)
        took_s = time.monotonic() - begin
    print(f"{said.json['runs']} runs, {said.json['pushes']} pushes: {took_s:.1f} s")
    sys.exit(took_s > MOST_S)


def years(count: int) -> list[Run]:
    """Runs about every day and a half, up to now, each with a histogram of its speeds."""
    chance = Random(8)
    begin = datetime.now(UTC) - 1.5 * count * DAY
    return [
        replace(
            run(begin + number * 1.5 * DAY, km=chance.uniform(2, 25)),
            id=str(number),
            sha256=f"{number:064}",
            measured=Measured(
                values={"run_minutes": 40.0},
                speed_seconds={edge: chance.uniform(1, 300) for edge in range(20, 45)},
            ),
        )
        for number in range(count)
    ]


if __name__ == "__main__":
    main()
