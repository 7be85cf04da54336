"""Keys that had another name in the release before: understood for one release, with a message.

For a key that only moved or was renamed. One whose meaning changed is an error: guessing would
ring at the wrong moment.
"""

import logging
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from lapbell.config.places import Loc
from lapbell.config.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A key of a table by its old and its new name; `until` is the release that knows the new only.

    `table` is a path such as `runs`, `trigger` (each of them) or `channels.*`; "" is the top.
    """

    table: str
    old: str
    new: str
    until: str


RENAMED: tuple[Renamed, ...] = ()
"""None yet. Whoever renames a key writes it here and into docs/upgrades.md."""


def with_new_names(source: Source, renamed: Sequence[Renamed] = RENAMED) -> Source:
    """Return the file as if it had the new names, and log each old one as a warning.

    The places stay those of the old names. A table that has both is left to be an error.
    """
    table, places = deepcopy(dict(source.table)), dict(source.places)
    for one in renamed:
        for loc, owner in _tables(table, tuple(filter(None, one.table.split(".")))):
            if one.old in owner and one.new not in owner:
                _warn(source, (*loc, one.old), one)
                owner[one.new] = owner.pop(one.old)
                _move(places, (*loc, one.old), (*loc, one.new))
    return replace(source, table=table, places=places)


def _tables(value: Any, path: Sequence[str], loc: Loc = ()) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Yield the tables at a path, each with where it stands; of a list, all of them."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _tables(each, path, (*loc, index))
    elif isinstance(value, dict) and path:
        names = [*value] if path[0] == "*" else [path[0]]
        for name in names:
            yield from _tables(value.get(name), path[1:], (*loc, name))
    elif isinstance(value, dict):
        yield loc, value


def _move(places: dict[Loc, Any], old: Loc, new: Loc) -> None:
    for loc in [loc for loc in places if loc[: len(old)] == old]:
        places[(*new, *loc[len(old) :])] = places.pop(loc)


def _warn(source: Source, loc: Loc, one: Renamed) -> None:
    message = f"`{one.old}` is called `{one.new}` now"
    advice = f"write that: lapbell {one.until} will not know the old name any more"
    logging.getLogger("lapbell").warning("%s", source.key_problem(loc, message, advice).in_short())
