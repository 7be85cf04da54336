"""How often habit is right about the next run, each day asked at its midnight.

`python tests/bench/bench_habit.py` goes through the days of real runners, where their starts
are in `$LAPBELL_RUN_STARTS` or `shared/data/run-starts.csv` beside the checkout, else through
those of made ones. The numbers of `core.habit` were fitted on every other runner, from the first
on; those between were left alone. A prediction is right where a run of that day began within
45 minutes of it; recall is over the days with a run.
"""

import csv
import os
import random
import sys
import time as stopwatch
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lapbell.core.habit import AROUND, Abstained, predict

Runners = Mapping[str, Sequence[datetime]]
Minutes = Mapping[date, Sequence[int]]
"""The starts of each day with a run, in minutes after midnight."""
Guess = Callable[[Minutes, date], int | None]

ZONE = ZoneInfo("UTC")
DAY = timedelta(days=1)
NEAR_MIN = AROUND / timedelta(minutes=1)
WINDOW = 84
THRESHOLDS = (0.3, 0.4, 0.5)
FEWEST_NUDGES = 10


@dataclass(frozen=True)
class Day:
    """One day of one runner, and what came of it."""

    runner: str
    confidence: float
    share: float
    right: bool
    ran: bool
    others: Mapping[str, bool | None]
    """Whether each simpler guess was right; None where it made none."""


def real_runners() -> Runners:
    beside = Path(__file__).resolve().parents[3] / "shared" / "data" / "run-starts.csv"
    path = Path(os.environ.get("LAPBELL_RUN_STARTS", beside))
    if not path.is_file():
        return {}
    runners: dict[str, list[datetime]] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            start = datetime.fromisoformat(row["start_local"]).replace(tzinfo=UTC)
            runners.setdefault(row["runner"], []).append(start)
    return {name: sorted(starts) for name, starts in sorted(runners.items())}


def made_runners() -> Runners:
    """Return ten runners who keep two to five weekdays with growing looseness, for two years."""
    return {f"made {number}": list(made_runner(number)) for number in range(10)}


def made_runner(number: int) -> Iterator[datetime]:
    chance = random.Random(number)
    kept = chance.sample(range(7), 2 + number % 4)
    for ago in range(730):
        start = datetime(2024, 1, 1, 18, 30, tzinfo=UTC) + ago * DAY
        if start.weekday() in kept and chance.random() > 0.05 * number:
            yield start + timedelta(minutes=chance.gauss(0, 5 + 8 * number))


def by_day(starts: Iterable[datetime]) -> Minutes:
    days: dict[date, list[int]] = {}
    for start in starts:
        days.setdefault(start.date(), []).append(60 * start.hour + start.minute)
    return days


def last_week(runs: Minutes, day: date) -> int | None:
    return runs.get(day - 7 * DAY, (None,))[0]


def yesterday(runs: Minutes, day: date) -> int | None:
    return runs.get(day - DAY, (None,))[0]


def majority(runs: Minutes, day: date) -> int | None:
    """Guess the median time where most of these weekdays saw a run."""
    same = [day - ago * DAY for ago in range(7, WINDOW + 1, 7) if day - ago * DAY >= min(runs)]
    ran = [runs[one][0] for one in same if one in runs]
    return int(median(ran)) if len(ran) > len(same) / 2 else None


GUESSES: Mapping[str, Guess] = {
    "same weekday last week": last_week,
    "weekday majority at its median time": majority,
    "yesterday's time": yesterday,
}


def is_right(guess: int, starts: Iterable[int]) -> bool:
    apart = (abs(guess - start) for start in starts)
    return any(min(one, 1440 - one) <= NEAR_MIN for one in apart)


def days_of(runner: str, starts: Sequence[datetime]) -> Iterator[Day]:
    """Yield every day on which habit says something."""
    runs = by_day(starts)
    for number in range(1, (max(runs) - min(runs)).days + 1):
        day = min(runs) + number * DAY
        found = predict(starts, day, ZONE)
        if isinstance(found, Abstained):
            continue
        came = runs.get(day, ())
        guesses = {name: guess(runs, day) for name, guess in GUESSES.items()}
        yield Day(
            runner=runner,
            confidence=found.confidence,
            share=found.share,
            right=is_right(60 * found.at.hour + found.at.minute, came),
            ran=bool(came),
            others={
                name: None if one is None else is_right(one, came) for name, one in guesses.items()
            },
        )


def share(part: Sequence[bool]) -> str:
    return f"{sum(part) / len(part):5.2f}" if part else "    -"


def recall(rung: Iterable[bool], days: Sequence[Day]) -> str:
    return f"{sum(rung) / max(sum(day.ran for day in days), 1):5.2f}"


def report(title: str, days: Sequence[Day]) -> None:
    runners = {day.runner for day in days}
    print(f"\n{title}: {len(runners)} runners, {len(days)} days")
    print("  precision and recall, nudges a week; medians of runners")
    for threshold in THRESHOLDS:
        rung = [day.right for day in days if day.confidence >= threshold]
        weekly = 7 * len(rung) / len(days)
        per_runner = medians(days, threshold)
        print(
            f"  habit from {threshold}     {share(rung)} {recall(rung, days)} {weekly:5.2f}   "
            f"{per_runner}"
        )
    for name in GUESSES:
        tried = [right for day in days if (right := day.others[name]) is not None]
        weekly = 7 * len(tried) / len(days)
        print(f"  {name:35} {share(tried)} {recall(tried, days)} {weekly:5.2f}")


def medians(days: Sequence[Day], threshold: float) -> str:
    """Return the median precision of runners with ten nudges, and the median recall of all."""
    precisions, recalls = [], []
    for runner in sorted({day.runner for day in days}):
        own = [day for day in days if day.runner == runner]
        rung = [day.right for day in own if day.confidence >= threshold]
        recalls.append(float(recall(rung, own)))
        if len(rung) >= FEWEST_NUDGES:
            precisions.append(float(share(rung)))
    middle = f"{median(precisions):.2f} ({len(precisions)})" if precisions else "-"
    return f"{middle} {median(recalls):.2f}"


def calibration(days: Sequence[Day]) -> None:
    print("\nconfidence: how many days, how many right | share of a time: right if there was a run")
    for tenth in range(10):
        at = [day.right for day in days if int(10 * day.confidence) == tenth]
        timed = [day.right for day in days if day.ran and int(10 * day.share) == tenth]
        print(f"  {tenth / 10:.1f}   {len(at):6} {share(at)}   |   {len(timed):6} {share(timed)}")


def speed() -> None:
    first = datetime(2016, 1, 1, 18, 30, tzinfo=UTC)
    starts = [first + number * DAY + timedelta(minutes=37 * number % 90) for number in range(3652)]
    day = starts[-1].date() + DAY
    took = []
    for _ in range(20):
        begin = stopwatch.perf_counter()
        predict(starts, day, ZONE)
        took.append(stopwatch.perf_counter() - begin)
    print(f"\none prediction from ten years of daily runs: {1000 * median(took):.2f} ms")


def main() -> None:
    runners = real_runners()
    if not runners:
        print("no real runners here: these are made, with habits that are known")
    names = sorted(runners or made_runners())
    starts = runners or made_runners()
    fitted = [day for name in names[::2] for day in days_of(name, starts[name])]
    alone = [day for name in names[1::2] for day in days_of(name, starts[name])]
    report("fitted on", fitted)
    report("left alone", alone)
    report("all", fitted + alone)
    calibration(alone)
    speed()


if __name__ == "__main__":
    main()
