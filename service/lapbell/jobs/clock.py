"""Time as the jobs see it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """A wall clock, which may jump, and a steady one, which does not."""

    def now(self) -> datetime:
        """Return the wall time, aware UTC."""
        ...

    def steady(self) -> float:
        """Return seconds on a clock that only goes forward."""
        ...
