"""Who shows whom the counts of their weeks, and what those counts are.

Both have to say so. What else a week came to (its score, its answers) is for nobody else, and so
no part of this.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lapbell.core.summary import Tally, WeekSummary
from lapbell.core.weeks import week_name
from lapbell.core.words import count

Wishes = Mapping[str, Collection[str]]
"""By athlete: with whom they would share, whether or not those would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A week in the numbers that its summary begins with; `routines` are the delivered ones."""

    week: str
    runs: int
    distance_m: float
    routines: Tally

    def __str__(self) -> str:
        """Write them in a line: "3 runs, 31 km, 4 of 5 done"."""
        return ", ".join(_in_words(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An athlete of a household: the week that runs on their clock, and the one before.

    `shown_as` is for people: the first athlete's name is "me" for everybody.
    """

    athlete: str
    shown_as: str
    this_week: Counts
    last_week: Counts


def household(viewer: str, wishes: Wishes) -> tuple[str, ...]:
    """Return the viewer and all who share with them, in the order of `wishes`; empty for none."""
    shown = [name for name in wishes if _says(viewer, name, wishes) and _says(name, viewer, wishes)]
    return (viewer, *shown) if shown else ()


def one_sided(wishes: Wishes) -> Iterator[tuple[str, str]]:
    """Yield (who, whom) where somebody would share with an athlete who does not say so too."""
    for who, named in wishes.items():
        missing = (whom for whom in wishes if whom in named and whom != who)
        yield from ((who, whom) for whom in missing if not _says(whom, who, wishes))


def counts_of(week: WeekSummary) -> Counts:
    """Return what others may see of a week."""
    return Counts(
        week=week_name(week.monday),
        runs=int(week.own.runs),
        distance_m=week.own.distance_m,
        routines=week.offered,
    )


def _says(who: str, whom: str, wishes: Wishes) -> bool:
    return who != whom and whom in wishes.get(who, ())


def _in_words(counts: Counts) -> Iterator[str]:
    yield count(counts.runs, "run") if counts.runs else "no run"
    if counts.distance_m:
        yield f"{counts.distance_m / 1000:,.0f} km"
    if counts.routines.of:
        yield f"{counts.routines.done} of {counts.routines.of} done"
