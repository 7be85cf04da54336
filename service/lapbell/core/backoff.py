"""How long to wait before trying again."""

from datetime import timedelta

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)


def full_jitter(attempts: int, draw: float) -> timedelta:
    """Return a wait after `attempts` failures; `draw` is uniform in [0, 1).

    The ceiling doubles from 5 s to 15 min and the wait is anywhere below it, so that many
    clients of one server spread out. A floor of 1 s keeps a small draw from hammering.
    (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015: full jitter.)
    """
    ceiling: timedelta = min(LONGEST, FIRST * (1 << min(attempts, 16)))
    return max(timedelta(seconds=1), ceiling * draw)
