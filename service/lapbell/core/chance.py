"""How likely a run starts around its usual time: shares of days, and what each of them weighs.

`tests/bench/bench_habit.py` fits the weights, and tells how good they are on runners they were
not fitted on. The shares, half-lives and pulls were chosen by hand with all 24 public runners in
view. Which time is the usual one is for `core.usual`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from math import exp, exp2, log
from typing import NamedTuple

from lapbell.core.past import Past

DAYS_HALF_LIFE = 28.0
WEEKDAYS_HALF_LIFE = 56.0
"""A weekday comes once in seven days, and so is remembered for longer."""
PULL, WEEKDAY_PULL = 2.0, 1.0
"""So many days at the overall share are mixed into a share, which has few days of its own."""
LONGEST_GAP = 5
"""Days since the last run, from which on one is like another."""
BEFORE, TIMES_BEFORE = (1, 2, 7), (1, 2)
"""Days ago that make two days alike, if both or neither saw a run (around the time)."""
LIKELY, UNLIKELY = 0.98, 0.02


class Evidence(NamedTuple):
    """What speaks for a run around a time: seven shares as the logarithms of their odds."""

    ran: float
    """Share of all days with a run."""
    of_weekday: float
    """The same, of the days with this name."""
    of_gap: float
    """Of the days as long after a run."""
    as_before: float
    """Of the days before which runs stood as now: a day, two days and a week ago."""
    near_weekday: float
    """Share of the days with this name that saw a run around the time."""
    near_before: float
    """The same, of days before which runs around the time stood as now."""
    of_time: float
    """Share of runs around the time."""


BASE = -0.8
WEIGHTS = Evidence(
    ran=-0.38,
    of_weekday=0.14,
    of_gap=0.34,
    as_before=0.21,
    near_weekday=0.16,
    near_before=0.26,
    of_time=0.43,
)
"""Fitted by maximum likelihood on all 24 public runners, each weighing the root of their days.

The overall share weighs against a run because each of the others holds it, too.
"""


def evidence(past: Past, minute: int, share: float) -> Evidence:
    """Return what speaks for a run around this minute of `past.day`.

    `share` is that of runs around it. At least a week must be known.
    """
    ran, near = _saw(past, past.ran()), _saw(past, past.ran_around(minute))
    today = len(ran)
    fresh, slowly = (_fresh(today, days) for days in (DAYS_HALF_LIFE, WEEKDAYS_HALF_LIFE))
    overall, overall_near = (_share(saw, range(today), fresh) for saw in (ran, near))
    gaps = _gaps(ran)
    as_long = [at for at in range(today) if gaps[at] == gaps[today]]
    alike = range(today % 7, today, 7)
    shares = Evidence(
        ran=overall,
        of_weekday=_share(ran, alike, slowly, WEEKDAY_PULL, overall),
        of_gap=_share(ran, as_long, fresh, PULL, overall),
        as_before=_as_before(ran, BEFORE, fresh, overall),
        near_weekday=_share(near, alike, slowly, WEEKDAY_PULL, overall_near),
        near_before=_as_before(near, TIMES_BEFORE, fresh, overall_near),
        of_time=share,
    )
    return Evidence(*map(_log_odds, shares))


def confidence(of: Evidence) -> float:
    """Return how likely (0 to 1) a run starts around the time: a logistic regression."""
    total = BASE + sum(weight * one for weight, one in zip(WEIGHTS, of, strict=True))
    return 1 / (1 + exp(-total))


def _saw(past: Past, with_run: set[date]) -> list[bool]:
    return [day in with_run for day in past.days()]


def _fresh(count: int, half_life: float) -> list[float]:
    """Return what each day weighs, the first day first."""
    return [exp2((at - count) / half_life) for at in range(count)]


def _share(
    saw: Sequence[bool],
    among: Iterable[int],
    weights: Sequence[float],
    pull: float = 0.0,
    towards: float = 0.0,
) -> float:
    """Return the share of these days that saw a run, recent days counting more."""
    total, ran = pull, pull * towards
    for at in among:
        total += weights[at]
        ran += weights[at] * saw[at]
    return ran / total


def _gaps(ran: Sequence[bool]) -> list[int | None]:
    """Return the days since the last run, of each day and of the day to come; None before one."""
    gaps: list[int | None] = [None]
    for one in ran:
        last = gaps[-1]
        gaps.append(1 if one else last and min(last + 1, LONGEST_GAP))
    return gaps


def _as_before(
    saw: Sequence[bool], ago: Iterable[int], weights: Sequence[float], overall: float
) -> float:
    """Return the share of days before which runs stood as they do now.

    Each further day that must agree leaves fewer days, so what was found without it is mixed in.
    """
    today, share = len(saw), overall
    among = list(range(today))
    for back in ago:
        among = [at for at in among if at >= back and saw[at - back] is saw[today - back]]
        share = _share(saw, among, weights, PULL, share)
    return share


def _log_odds(share: float) -> float:
    share = min(max(share, UNLIKELY), LIKELY)
    return log(share / (1 - share))
