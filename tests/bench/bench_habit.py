"""How often habit is right about the next run, each day asked at its midnight.

`python tests/bench/bench_habit.py` goes through the days of real runners, where their starts
are in `$LAPBELL_RUN_STARTS` or `shared/data/run-starts.csv` beside the checkout, else through
those of made ones. Each runner is judged by weights fitted on all others (`habit_fit`), beside
simpler predictors (`habit_rivals`) on the same days. A prediction is right where a run of that
day began within 45 minutes of it; recall is over the days with a run.
"""

import csv
import os
import random
import sys
import time as stopwatch
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.habit_fit import Asked, Floats, fit, left_out, sureness
from bench.habit_rivals import RIVALS, Minutes
from lapbell.core.chance import BASE, WEIGHTS, Evidence, evidence
from lapbell.core.habit import Abstained, predict
from lapbell.core.past import AROUND, known
from lapbell.core.usual import TIMES_HALF_LIFE, usual_time

Runners = Mapping[str, Sequence[datetime]]

ZONE = ZoneInfo("UTC")
DAY = timedelta(days=1)
NEAR_MIN = AROUND / timedelta(minutes=1)
HALF_LIVES = (TIMES_HALF_LIFE, 3.5, 7.0, 10.0)
"""The first is that of lapbell; the others show how little it matters."""
THRESHOLDS = (0.3, 0.4, 0.5)
FEWEST_NUDGES = 10
GOOD = 0.57
DRAWS = 2000


@dataclass(frozen=True)
class Day:
    """One day of one runner: what habit and its rivals say, and what came of it."""

    day: date
    ran: bool
    confidence: float
    """As lapbell says it."""
    seen: Mapping[float, tuple[Evidence, float, bool]]
    """By half-life: the evidence, the share of runs around the time, and whether it was right."""
    rivals: Mapping[str, tuple[float, bool] | None]
    """How sure each was, and whether it was right; None where it had no guess."""


@dataclass(frozen=True)
class Call:
    """What one predictor said of one day."""

    runner: str
    confidence: float
    right: bool
    ran: bool


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


def made_runner(number: int, days: int = 730) -> Iterator[datetime]:
    chance = random.Random(number)
    kept = chance.sample(range(7), 2 + number % 4)
    for ago in range(days):
        start = datetime(2024, 1, 1, 18, 30, tzinfo=UTC) + ago * DAY
        if start.weekday() in kept and chance.random() > 0.05 * number:
            yield start + timedelta(minutes=chance.gauss(0, 5 + 8 * number))


def by_day(starts: Iterable[datetime]) -> Minutes:
    days: dict[date, list[int]] = {}
    for start in starts:
        days.setdefault(start.date(), []).append(60 * start.hour + start.minute)
    return days


def is_right(guess: int, starts: Iterable[int]) -> bool:
    apart = (abs(guess - start) for start in starts)
    return any(min(one, 1440 - one) <= NEAR_MIN for one in apart)


def days_of(starts: Sequence[datetime]) -> list[Day]:
    """Return every day on which habit says something."""
    runs = by_day(starts)
    first, last = min(runs), max(runs)
    found = (day_of(starts, runs, first + at * DAY) for at in range(1, (last - first).days + 1))
    return [one for one in found if one]


def day_of(starts: Sequence[datetime], runs: Minutes, day: date) -> Day | None:
    found = predict(starts, day, ZONE)
    if isinstance(found, Abstained):
        return None
    past, came, seen = known(starts, day, ZONE), runs.get(day, ()), {}
    for half_life in HALF_LIVES:
        minute, share = usual_time(past, half_life)
        seen[half_life] = evidence(past, minute, share), share, is_right(minute, came)
    guesses = {name: rival(runs, day) for name, rival in RIVALS.items()}
    rivals = {
        name: guess and (guess[1], is_right(guess[0], came)) for name, guess in guesses.items()
    }
    return Day(day, bool(came), found.confidence, seen, rivals)


def asked(
    days: Mapping[str, Sequence[Day]], half_life: float = TIMES_HALF_LIFE
) -> dict[str, Asked]:
    of = {name: [day.seen[half_life] for day in own] for name, own in days.items()}
    return {
        name: Asked(
            np.array([one for one, _, _ in seen]),
            np.array([right for _, _, right in seen], dtype=np.float64),
        )
        for name, seen in of.items()
    }


def judge(
    days: Mapping[str, Sequence[Day]],
    seen: Mapping[str, Asked],
    weights: Mapping[str, Floats],
) -> list[Call]:
    """Return what these weights, each for one runner, say of their days."""
    return [
        Call(name, float(confidence), right > 0, day.ran)
        for name, own in weights.items()
        for confidence, right, day in zip(
            sureness(own, seen[name].evidence), seen[name].right, days[name], strict=True
        )
    ]


def calls_of(rival: str, days: Mapping[str, Sequence[Day]]) -> list[Call]:
    return [
        Call(name, *(day.rivals[rival] or (0.0, False)), day.ran)
        for name, own in days.items()
        for day in own
    ]


def as_shipped(days: Mapping[str, Sequence[Day]]) -> list[Call]:
    return [
        Call(name, day.confidence, day.seen[TIMES_HALF_LIFE][2], day.ran)
        for name, own in days.items()
        for day in own
    ]


def rung(calls: Iterable[Call], threshold: float) -> list[bool]:
    return [one.right for one in calls if one.confidence >= threshold]


def precision_recall(calls: Sequence[Call], threshold: float) -> tuple[float, float]:
    rang = rung(calls, threshold)
    return ratio(sum(rang), len(rang)), ratio(sum(rang), sum(one.ran for one in calls))


def ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def by_runner(calls: Iterable[Call]) -> list[list[Call]]:
    of: dict[str, list[Call]] = {}
    for one in calls:
        of.setdefault(one.runner, []).append(one)
    return list(of.values())


def line(title: str, calls: Sequence[Call], threshold: float = 0.5) -> None:
    """Print one predictor: pooled, drawn again by runner, and of runners."""
    precision, recall = precision_recall(calls, threshold)
    weekly = 7 * len(rung(calls, threshold)) / len(calls)
    bounds = " ".join(f"{low:.2f}-{high:.2f}" for low, high in intervals(calls, threshold))
    print(f"  {title:30} {precision:5.2f} {recall:5.2f} {weekly:6.2f}   {bounds}   ", end="")
    print(of_runners(calls, threshold))


def intervals(calls: Sequence[Call], threshold: float) -> list[tuple[float, float]]:
    """Return 95% of precision and recall where runners are drawn again (bootstrap)."""
    counts = np.array(
        [
            (sum(rang := rung(own, threshold)), len(rang), sum(one.ran for one in own))
            for own in by_runner(calls)
        ]
    )
    draws = np.random.default_rng(0).integers(len(counts), size=(DRAWS, len(counts)))
    right, rang, ran = counts[draws].sum(axis=1).T
    both = (right / np.maximum(rang, 1), right / np.maximum(ran, 1))
    return [(float(np.quantile(one, 0.025)), float(np.quantile(one, 0.975))) for one in both]


def of_runners(calls: Sequence[Call], threshold: float) -> str:
    """Return quartiles of precision, of runners with ten nudges, and of the recall of all."""
    own = [
        (len(rung(one, threshold)), *precision_recall(one, threshold)) for one in by_runner(calls)
    ]
    enough = [precision for nudges, precision, _ in own if nudges >= FEWEST_NUDGES]
    return f"{quartiles(enough)} ({len(enough):2}) {quartiles([recall for *_, recall in own])}"


def quartiles(values: Sequence[float]) -> str:
    if len(values) < 2:
        return "   -    "
    return "/".join(f"{one:.2f}" for one in quantiles(values, n=4, method="inclusive"))


def recall_where_good(calls: Iterable[Call]) -> float:
    """Return the most recall that some threshold has at a precision of at least .57."""
    ranked = sorted(calls, key=lambda one: -one.confidence)
    right = best = 0
    for nudges, one in enumerate(ranked, start=1):
        right += one.right
        best = right if right >= GOOD * nudges else best
    return ratio(best, sum(one.ran for one in ranked))


def report(title: str, calls: Sequence[Call], days: Mapping[str, Sequence[Day]]) -> None:
    """Print habit and its rivals over the same days."""
    print(f"\n{title}: {len(days)} runners, {len(calls)} days")
    print("  precision, recall, nudges a week; 95% of each; quartiles of runners of each")
    for threshold in THRESHOLDS:
        line(f"habit from {threshold}", calls, threshold)
    peer = calls_of("reference", days)
    for threshold in THRESHOLDS:
        line(f"reference from {threshold}", peer, threshold)
    for name in [name for name in RIVALS if name != "reference"]:
        line(name, calls_of(name, days))
    print(f"  recall at a precision of {GOOD}: habit {recall_where_good(calls):.2f}, ", end="")
    print(f"reference {recall_where_good(peer):.2f}")


def halves(days: Mapping[str, Sequence[Day]]) -> None:
    """Print what either half says of the other, so that nobody thinks that a split was picked."""
    names, seen = sorted(days), asked(days)
    for first, title in ((0, "odd runners, judged on the even"), (1, "even, judged on the odd")):
        weights, judged = fit(seen, names[first::2]), names[1 - first :: 2]
        part = {name: days[name] for name in judged}
        print(f"\nfitted on the {title}")
        line("habit from 0.5", judge(part, seen, dict.fromkeys(judged, weights)))
        line("reference from 0.5", calls_of("reference", part))
        line("same weekday last week", calls_of("same weekday last week", part))


def memories(days: Mapping[str, Sequence[Day]]) -> None:
    print("\nother half-lives of times of the day, from 0.5")
    for half_life in HALF_LIVES:
        seen = asked(days, half_life)
        calls = judge(days, seen, left_out(seen))
        line(f"{half_life:g} days", calls)
        print(f"  {'':30} recall at a precision of {GOOD}: {recall_where_good(calls):.2f}")


def calibration(calls: Sequence[Call], days: Iterable[Day]) -> None:
    print("\nconfidence: how many days, how sure, how many right")
    tenths([(one.confidence, one.right) for one in calls])
    print("share of a time, on days with a run: how many, how large, how many right")
    seen = [(day.seen[TIMES_HALF_LIFE], day.ran) for day in days]
    timed = [(share, right) for (_, share, right), ran in seen if ran]
    tenths(timed)
    sure = [right for share, right in timed if share >= 0.5]
    print(
        f"  from .5   {len(sure) / len(timed):.2f} of these days, {sum(sure) / len(sure):.2f} right"
    )


def tenths(of: Sequence[tuple[float, bool]]) -> None:
    for tenth in range(10):
        those = [one for one in of if int(10 * one[0]) == tenth]
        if those:
            sure = sum(confidence for confidence, _ in those) / len(those)
            right = sum(is_so for _, is_so in those) / len(those)
            print(f"  {tenth / 10:.1f}   {len(those):6}  {sure:.2f}  {right:.2f}")


def weights_of(fitted: Floats, folds: Sequence[Floats]) -> None:
    """Print what is fitted on all runners, beside what lapbell holds."""
    least, most = np.min(folds, axis=0), np.max(folds, axis=0)
    print("\nfitted on all, in lapbell; least and most of those fitted without one runner")
    for at, (name, held) in enumerate({"base": BASE, **WEIGHTS._asdict()}.items()):
        print(f"  {name:20} {fitted[at]:5.2f} {held:5.2f}   {least[at]:5.2f} {most[at]:5.2f}")


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
        runners = made_runners()
    with ProcessPoolExecutor() as pool:
        days = dict(zip(runners, pool.map(days_of, runners.values()), strict=True))
    seen = asked(days)
    folds = left_out(seen)
    calls = judge(days, seen, folds)
    report("each runner by weights fitted on all others", calls, days)
    line("as lapbell is, fitted on all", as_shipped(days))
    halves(days)
    memories(days)
    calibration(calls, [day for own in days.values() for day in own])
    weights_of(fit(seen, list(days)), list(folds.values()))
    speed()


if __name__ == "__main__":
    main()
