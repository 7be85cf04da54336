"""What a fact is, and how the facts of an occasion are found.

The facts themselves stand in one table, in `fact_table`. A fact that is not there is `Unknown`,
with the reason a person can do something with.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from lapbell.core.expected import Expected
from lapbell.core.occasion import AfterRun, History, Occasion, zone_of
from lapbell.core.routine import Phase
from lapbell.core.run import Run

Value = float | bool | str
Type = Literal["number", "truth", "text"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that is not there, and why."""

    why: str


Facts = Mapping[str, Value | Unknown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An occasion with all it may be judged by."""

    occasion: Occasion
    history: History
    home: ZoneInfo

    @property
    def run(self) -> Run:
        """The run that ended; only facts of the phase after a run may ask."""
        assert isinstance(self.occasion, AfterRun)  # noqa: S101 - `phases` in the table says so
        return self.occasion.run

    @property
    def expected(self) -> Expected:
        """The run to come; only facts of the other phases may ask."""
        assert not isinstance(self.occasion, AfterRun)  # noqa: S101 - `phases` says so
        return self.occasion.expected

    @property
    def starts(self) -> datetime:
        """The start of the run, done or expected, on the clock that counts for it."""
        return self.occasion.starts_at.astimezone(zone_of(self.occasion, self.home))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact: its name and type, when it is known, and one line of help.

    `needs` completes "it needs ...", and is empty where a fact is always known; `values` lists
    all that a text fact can be, `limits` the least and the most of a number, where it has both.
    """

    name: str
    type: Type
    phases: frozenset[Phase]
    help: str
    unit: str = ""
    needs: str = ""
    values: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None
    of: Callable[[Moment], Value | Unknown]


def facts_of(
    table: Mapping[str, Fact], occasion: Occasion, history: History, home: ZoneInfo
) -> Facts:
    """Return every fact of the table for the occasion's phase, known or `Unknown`."""
    moment = Moment(occasion=occasion, history=history, home=home)
    return {name: fact.of(moment) for name, fact in table.items() if occasion.phase in fact.phases}
