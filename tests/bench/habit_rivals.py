"""Simpler predictors of the next run, to judge habit beside.

A guess is a time for a day and how sure it is, out of the days before it only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from math import exp
from statistics import median

Minutes = Mapping[date, Sequence[int]]
"""The starts of each day with a run, in minutes after midnight."""
Guess = tuple[int, float] | None

DAY = timedelta(days=1)
WINDOW = 84


def last_week(runs: Minutes, day: date) -> Guess:
    return (runs[day - 7 * DAY][0], 1.0) if day - 7 * DAY in runs else None


def yesterday(runs: Minutes, day: date) -> Guess:
    return (runs[day - DAY][0], 1.0) if day - DAY in runs else None


def majority(runs: Minutes, day: date) -> Guess:
    """Guess the median time where most of these weekdays saw a run."""
    same = [day - ago * DAY for ago in range(7, WINDOW + 1, 7) if day - ago * DAY >= min(runs)]
    ran = [runs[one][0] for one in same if one in runs]
    return (int(median(ran)), 1.0) if len(ran) > len(same) / 2 else None


def reference(runs: Minutes, day: date) -> Guess:
    """Predict as was first measured: naive Bayes times the mode of a slow density.

    Half-life 28 days for days and times, a Gaussian of 30 min, a run of another weekday counts
    .3 if both are weekdays or both weekends, else .15; nothing was fitted.
    """
    past = list(past_days(runs, day))
    overall = weighted(past, 0.0, 0.0)
    of_weekday = weighted([one for one in past if one.weekday == day.weekday()], 2.0, overall)
    gap = past[-1].gap_after()
    of_gap = weighted([one for one in past if one.gap == gap], 3.0, overall)
    odds = odds_of(of_weekday) * odds_of(of_gap) / odds_of(overall)
    density = [0.0] * 96
    for one in past:
        close = (one.weekday >= 5) is (day.weekday() >= 5)
        weight = one.weight * (1 if one.weekday == day.weekday() else 0.3 if close else 0.15)
        for minute in one.starts:
            density = [at + weight * bump for at, bump in zip(density, kernel(minute), strict=True)]
    mode = max(range(96), key=density.__getitem__)
    around = sum(density[at % 96] for at in range(mode - 3, mode + 4)) / sum(density)
    return 15 * mode, odds / (1 + odds) * around


class PastDay:
    def __init__(self, day: date, weight: float, starts: Sequence[int], gap: int | None) -> None:
        self.weekday, self.weight, self.starts, self.gap = day.weekday(), weight, starts, gap

    def gap_after(self) -> int | None:
        """Return the days since the last run on the day after this one; from five on, five."""
        return 1 if self.starts else self.gap and min(self.gap + 1, 5)


def past_days(runs: Minutes, day: date) -> Iterator[PastDay]:
    gap = None
    for ago in range(min(WINDOW, (day - min(runs)).days), 0, -1):
        one = PastDay(day - ago * DAY, 0.5 ** (ago / 28), runs.get(day - ago * DAY, ()), gap)
        yield one
        gap = one.gap_after()


def weighted(past: Sequence[PastDay], pull: float, towards: float) -> float:
    ran = sum(one.weight for one in past if one.starts)
    return (ran + pull * towards) / (sum(one.weight for one in past) + pull)


def odds_of(share: float) -> float:
    share = min(max(share, 0.02), 0.98)
    return share / (1 - share)


@cache
def kernel(minute: int) -> tuple[float, ...]:
    apart = (abs(minute - at) for at in range(0, 1440, 15))
    return tuple(exp(-((min(one, 1440 - one) / 30) ** 2) / 2) for one in apart)


RIVALS: Mapping[str, Callable[[Minutes, date], Guess]] = {
    "reference": reference,
    "same weekday last week": last_week,
    "weekday majority, median time": majority,
    "yesterday's time": yesterday,
}
