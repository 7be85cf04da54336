"""Fit the weights of `core.chance`, and judge each runner by weights fitted without them.

Maximum likelihood by Newton's steps: the same data give the same weights. A runner weighs the
root of their days, so that no one with thousands of them decides alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STEPS = 12
RIDGE = 0.05


@dataclass(frozen=True)
class Asked:
    """What habit saw on the days of one runner, and whether a run began around its time."""

    evidence: Floats
    """One row a day, a column for each member of `Evidence`."""
    right: Floats


def fit(asked: Mapping[str, Asked], runners: Collection[str]) -> Floats:
    """Return the most likely weights for these runners, the base first."""
    those = [asked[name] for name in sorted(runners)]
    evidence = with_base(np.vstack([one.evidence for one in those]))
    right = np.concatenate([one.right for one in those])
    weight = np.concatenate([np.full(len(one.right), len(one.right) ** -0.5) for one in those])
    return newton(evidence, right, weight)


def left_out(asked: Mapping[str, Asked]) -> dict[str, Floats]:
    """Return for each runner the weights fitted on all others."""
    return {name: fit(asked, asked.keys() - {name}) for name in asked}


def sureness(weights: Floats, evidence: Floats) -> Floats:
    """Return the confidence of each row, as `core.chance` reckons it."""
    return chance(with_base(evidence) @ weights)


def newton(evidence: Floats, right: Floats, weight: Floats) -> Floats:
    weights = np.zeros(evidence.shape[1])
    ridge = RIDGE * np.eye(len(weights))
    for _ in range(STEPS):
        likely = chance(evidence @ weights)
        slope = evidence.T @ (weight * (right - likely)) - ridge @ weights
        bend = (evidence.T * (weight * likely * (1 - likely))) @ evidence + ridge
        weights += np.linalg.solve(bend, slope)
    return weights


def chance(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def with_base(evidence: Floats) -> Floats:
    return np.column_stack([np.ones(len(evidence)), evidence])
