"""What became of a file."""

from dataclasses import dataclass
from typing import Literal

from lapbell.core.run import Run


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome for one file. `reason` is for people; `runs` is empty unless it is a run."""

    outcome: Literal["run", "not a run", "unreadable"]
    reason: str
    runs: tuple[Run, ...] = ()
