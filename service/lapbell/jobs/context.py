"""What every job works with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lapbell.jobs.events import Tell
from lapbell.store.database import Store


class Clock(Protocol):
    """A wall clock, which may jump, and a steady one, which does not."""

    def now(self) -> datetime:
        """Return the wall time, aware UTC."""
        ...

    def steady(self) -> float:
        """Return seconds on a clock that only goes forward."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """The database, the clocks, and whoever listens to what happens."""

    store: Store
    clock: Clock
    tell: Tell
