"""The `record` messages of a FIT file as columns, straight out of the bytes.

Names, scales, offsets and invalid values come out of fitparse's own profile. A layout that is
not understood is said to be so; the caller then decodes the file in full.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from fitparse.profile import MESSAGE_TYPES
from fitparse.records import BASE_TYPES
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from lapbell.readers.decode import BEYOND, Message
from lapbell.readers.records import Column, Records
from lapbell.readers.walk import Field, Layout

RECORD = 20
"""The profile's number of the `record` message, one sample of an activity."""

MOST_LAYOUTS = 500
MOST_RECORDS = 300_000
"""Eighty hours at one a second; a file with more is made to hurt, and gets no samples."""

_PROFILE = MESSAGE_TYPES[RECORD].fields
_FOLDED = "compressed_speed_distance"
"""Counts on from message to message: the full way's work."""

_SOURCES: Mapping[str, tuple[str, ...]] = {
    "time": ("timestamp",),
    "distance": ("distance",),
    "speed": ("enhanced_speed", "speed"),
    "altitude": ("enhanced_altitude", "altitude"),
    "heart_rate": ("heart_rate",),
    "strides": ("cadence",),
    "fraction": ("fractional_cadence",),
    "latitude": ("position_lat",),
}
"""For each column the fields it is taken from, the better one first."""


@dataclass(frozen=True, slots=True)
class _Source:
    """How the raw values of a profile field become numbers of a column."""

    column: str
    rank: int
    scale: float
    offset: float


def _sources() -> dict[int, _Source]:
    named = {field.name: field for field in _PROFILE.values()}
    return {
        named[name].def_num: _Source(column, rank, named[name].scale or 1, named[name].offset or 0)
        for column, names in _SOURCES.items()
        for rank, name in enumerate(names)
    }


_BY_NUMBER = _sources()
_FOLDED_NUMBER = next(number for number, field in _PROFILE.items() if field.name == _FOLDED)


def from_bytes(data: bytes, layouts: Iterable[Layout]) -> Records | None:
    """Return the records at the places a walk noted; None where a layout is not understood."""
    used = [each for each in layouts if each.message == RECORD and (each.places or each.squeezed)]
    if sum(len(layout.places) for layout in used) > MOST_RECORDS:
        used = []
    if len(used) > MOST_LAYOUTS or any(map(_is_beyond, used)):
        return None
    tables = [_table(data, layout) for layout in used]
    columns = {
        name: np.concatenate([np.empty(0), *(table[name] for table in tables)]) for name in _SOURCES
    }
    records = _records(columns)
    if len(used) < 2:
        return records
    places = np.concatenate([np.frombuffer(layout.places, np.int64) for layout in used])
    return records.pick(np.argsort(places))


def from_messages(messages: Sequence[Message]) -> Records:
    """Return the records among decoded messages."""
    found = [message.values for message in messages if message.name == "record"]
    columns: dict[str, Column] = {}
    for column, names in _SOURCES.items():
        values = (next((each[name] for name in names if name in each), np.nan) for each in found)
        columns[column] = np.array(
            [np.nan if isinstance(value, str) else value for value in values], np.float64
        )
    return _records(columns)


def _records(columns: Mapping[str, Column]) -> Records:
    """Return the columns with the cadence in steps: FIT counts one leg and its fraction apart."""
    strides = columns["strides"] + np.nan_to_num(columns["fraction"])
    plain = {
        name: column for name, column in columns.items() if name not in ("strides", "fraction")
    }
    return Records(cadence=2 * strides, **plain)


def _is_beyond(layout: Layout) -> bool:
    folded = any(field.number == _FOLDED_NUMBER for field in layout.fields())
    return folded or len(layout.squeezed) > 0


def _table(data: bytes, layout: Layout) -> dict[str, Column]:
    """Return every column for the messages of one layout."""
    count = len(layout.places)
    buffer, first, step = _grid(data, layout)
    table: dict[str, Column] = {}
    for source, field in _chosen(layout):
        base = BASE_TYPES[field.base]
        dtype = np.dtype((">" if layout.big_endian else "<") + base.fmt)
        for start in range(first + field.offset, first + field.offset + field.size, base.size):
            raw = np.ndarray((count,), dtype, buffer, start, (step,))
            _fill(table, source.column, _numbers(raw, base, source))
    return {name: table.get(name, np.full(count, np.nan)) for name in _SOURCES}


def _fill(table: dict[str, Column], name: str, values: Column) -> None:
    """Put the values where the column has none yet."""
    known = table.get(name)
    table[name] = values if known is None else np.where(np.isnan(known), values, known)


def _chosen(layout: Layout) -> list[tuple[_Source, Field]]:
    """Return the fields that columns are taken from, the better source first."""
    found = [
        (_BY_NUMBER[field.number], field)
        for field in layout.fields()
        if field.number in _BY_NUMBER and _is_number(field)
    ]
    return sorted(found, key=lambda pair: pair[0].rank)


def _is_number(field: Field) -> bool:
    base = BASE_TYPES.get(field.base)
    return base is not None and base.name not in ("byte", "string") and field.size % base.size == 0


def _grid(data: bytes, layout: Layout) -> tuple[Any, int, int]:
    """Return a buffer with the messages at equal steps: the file itself where they are."""
    places = np.frombuffer(layout.places, np.int64)
    if len(places) < 2:
        return data, layout.places[0] if len(places) else 0, layout.length
    steps = np.diff(places)
    if (steps == steps[0]).all():
        return data, int(places[0]), int(steps[0])
    rows = sliding_window_view(np.frombuffer(data, np.uint8), layout.length)[places]
    return rows, 0, layout.length


def _numbers(raw: NDArray[Any], base: Any, source: _Source) -> Column:
    """Return the raw values in the column's unit, NaN where they are invalid."""
    values: Column = raw.astype(np.float64)
    if base.size > 4 or base.fmt in "fd":
        values[~(np.abs(values) < BEYOND)] = np.nan
    if base.fmt not in "fd":
        values[raw == _INVALID[base.name]] = np.nan
    return values / source.scale - source.offset


def _invalid(base: Any) -> int:
    """Return the whole number that fitparse takes for "no value" in a base type."""
    kind = np.iinfo(np.dtype(base.fmt))
    return next(number for number in (kind.max, 0) if base.parse(number) is None)


_INVALID = {
    base.name: _invalid(base)
    for base in BASE_TYPES.values()
    if base.name not in ("byte", "string") and base.fmt not in "fd"
}
