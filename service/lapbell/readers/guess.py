"""Whether a track that names no sport is a run: its speed decides, and every doubt is a no.

docs/reading.md has the figures behind the limits.
"""

import numpy as np

from lapbell.readers.records import STANDING_MPS, Column, Records

WINDOW_S = 30.0
SHORTEST_S = 5 * 60.0

SLOWEST_MPS = 2.0
"""A quarter of a run's time is faster, walking breaks or not; a walk or a hike is not."""

FASTEST_MPS = 5.0
"""A twentieth of a ride's time is faster, a hill or a good road; a run but for races is not."""

LONGEST_S = 7 * 86_400.0


def why_no_run(records: Records) -> str:
    """Return why samples in order are not taken for a run; an empty text where they are."""
    speeds = _speeds(records)
    if len(speeds) * WINDOW_S < SHORTEST_S:
        return "too short to tell a run by its speed"
    if np.percentile(speeds, 75) < SLOWEST_MPS:
        return "too slow to be sure of a run"
    if np.percentile(speeds, 95) > FASTEST_MPS:
        return "too fast to be sure of a run"
    return ""


def _speeds(records: Records) -> Column:
    """Return the average speed in each half minute, without those spent standing."""
    known = records.pick(~np.isnan(records.distance))
    if not 0 < (known.length or 0) <= LONGEST_S:
        return np.empty(0)
    grid = np.arange(known.time[0], known.time[-1], WINDOW_S)
    speeds = np.diff(np.interp(grid, known.time, known.distance)) / WINDOW_S
    return speeds[speeds >= STANDING_MPS]
