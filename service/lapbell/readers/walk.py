"""A walk over the record headers of one FIT segment: what lies where, decoding nothing.

A table of 256 entries, one per header byte, holds the step to the next message; only messages
that are asked for are noted. What the bytes of a message mean belongs in `decode` and `columns`.
"""

from array import array
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

_DEFINITION, _DEVELOPER, _COMPRESSED = 0x40, 0x20, 0x80
_UNUSED_BITS = (0x00, 0x10, 0x20, 0x30)
"""Bits 4 and 5 of a data message's header mean nothing."""

Places: TypeAlias = "array[int]"


class Field(NamedTuple):
    """A field of a message: its number in the profile, FIT base type, place and size in bytes."""

    number: int
    base: int
    offset: int
    size: int


@dataclass(slots=True, eq=False)
class Layout:
    """What one definition message says, and where the data messages are that follow it.

    `length` is that of a data message with its header; field offsets count the header too.
    `squeezed` are the data messages with a compressed time stamp in their header. `native` has
    number, size and base type of each field, three bytes each, without developer fields.
    """

    message: int
    big_endian: bool
    length: int
    native: bytes
    places: Places = field(default_factory=lambda: array("q"))
    squeezed: Places = field(default_factory=lambda: array("q"))

    def fields(self) -> list[Field]:
        """Return the native fields in their order."""
        found: list[Field] = []
        offset = 1
        for at in range(0, len(self.native), 3):
            number, size, base = self.native[at : at + 3]
            found.append(Field(number, base, offset, size))
            offset += size
        return found


@dataclass(frozen=True, slots=True)
class Walk:
    """The noted layouts, and the `end` of the last message that is whole and has a layout."""

    layouts: list[Layout]
    end: int


def walk(data: bytes, start: int, end: int, wanted: Container[int]) -> Walk:
    """Walk over the messages from `start` up to `end` and note those with a wanted number.

    Stops before a message that is cut or whose layout was never defined.
    """
    table = _Table(data, end, wanted)
    steps, notes = table.steps, table.notes
    position = start
    while position < end:
        header = data[position]
        step = steps[header]
        if step:
            if position + step > end:
                break
            note = notes[header]
            if note is not None:
                note(position)
        else:
            step = table.define(position)
            if not step:
                break
        position += step
    return Walk(list(table.layouts.values()), position)


class _Table:
    """For each header byte the step, and how to note the place; definitions change them."""

    def __init__(self, data: bytes, end: int, wanted: Container[int]) -> None:
        self._data = data
        self._end = end
        self._wanted = wanted
        self.steps = [0] * 256
        self.notes: list[Callable[[int], None] | None] = [None] * 256
        self.layouts: dict[bytes, Layout] = {}

    def define(self, position: int) -> int:
        """Take in the definition at `position`; return its length, 0 where there is none."""
        data = self._data
        header = data[position]
        if header & _COMPRESSED or not header & _DEFINITION or position + 6 > self._end:
            return 0
        after = position + 6 + 3 * data[position + 5]
        if header & _DEVELOPER and after < self._end:
            after += 1 + 3 * data[after]
        if after > self._end:
            return 0
        self._assign(header & 0x0F, self._layout(data[position + 2 : after]))
        return after - position

    def _layout(self, definition: bytes) -> Layout:
        """Return the one layout of this definition: some files repeat it before every message."""
        known = self.layouts.get(definition)
        if known is not None:
            return known
        layout = _parse(definition)
        if layout.message in self._wanted:
            self.layouts[definition] = layout
        return layout

    def _assign(self, local: int, layout: Layout) -> None:
        wanted = layout.message in self._wanted
        for bits in _UNUSED_BITS:
            self.steps[local | bits] = layout.length
            self.notes[local | bits] = layout.places.append if wanted else None
        if local < 4:  # the two bits that a compressed header has for it
            first = _COMPRESSED | local << 5
            self.steps[first : first + 32] = [layout.length] * 32
            self.notes[first : first + 32] = [layout.squeezed.append if wanted else None] * 32


def _parse(definition: bytes) -> Layout:
    """Read a definition from its byte order on: that, message number, fields, developer fields."""
    big_endian = definition[0] != 0
    developer = 4 + 3 * definition[3]
    native = definition[4:developer]
    sizes = sum(native[1::3]) + sum(definition[developer + 2 :: 3])
    number = int.from_bytes(definition[1:3], "big" if big_endian else "little")
    return Layout(number, big_endian, 1 + sizes, native)
