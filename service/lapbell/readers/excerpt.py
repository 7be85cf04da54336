"""The few messages that tell about a whole activity, copied into a small FIT file in memory.

Only the fields that `sessions` asks for go along: a session has some 120 of them, and decoding
is paid by the field. Fields that no decoder can read as a value are left behind.
"""

import struct
from collections.abc import Iterable, Mapping
from typing import Any

from fitparse.profile import MESSAGE_TYPES
from fitparse.records import BASE_TYPES

from lapbell.readers.segments import frame
from lapbell.readers.walk import Field, Layout

MOST_MESSAGES = 200
"""A triathlon has five sessions; what comes after two hundred messages is left out."""

_WANTED: Mapping[str, tuple[str, ...]] = {
    "file_id": ("type", "manufacturer", "product", "serial_number", "product_name"),
    "sport": ("sport", "sub_sport"),
    "session": (
        "timestamp", "start_time", "start_position_lat", "sport", "sub_sport",
        "total_elapsed_time", "total_timer_time", "total_distance", "total_ascent",
        "total_descent", "avg_heart_rate", "avg_cadence", "avg_fractional_cadence",
    ),
    "activity": ("timestamp", "local_timestamp"),
}  # fmt: skip


def _numbers(message: Any) -> frozenset[int]:
    wanted = _WANTED[message.name]
    return frozenset(number for number, field in message.fields.items() if field.name in wanted)


_FIELDS = {
    message.mesg_num: _numbers(message)
    for message in MESSAGE_TYPES.values()
    if message.name in _WANTED
}

MESSAGES = frozenset(_FIELDS)
"""The profile's numbers of the messages that go into an excerpt."""


def excerpt(data: bytes, layouts: Iterable[Layout]) -> bytes | None:
    """Return the excerpt as a FIT file; None where a message's header has a time stamp in it."""
    placed: list[tuple[int, Layout]] = []
    for layout in layouts:
        if layout.message in MESSAGES:
            if layout.squeezed:
                return None
            placed += [(place, layout) for place in layout.places[:MOST_MESSAGES]]
    placed.sort(key=lambda pair: pair[0])
    copies = {id(layout): _Copy(layout) for _, layout in placed}
    body = bytearray()
    for place, layout in placed[:MOST_MESSAGES]:
        body += copies[id(layout)].of(data, place)
    return frame(bytes(body))


class _Copy:
    """How messages of one layout are copied: the chosen fields, and where they are."""

    def __init__(self, layout: Layout) -> None:
        chosen = [field for field in layout.fields() if _is_chosen(layout.message, field)]
        self._spans = [(field.offset, field.offset + field.size) for field in chosen]
        order = ">" if layout.big_endian else "<"
        self._definition = struct.pack(
            f"{order}BxBHB", 0x40, layout.big_endian, layout.message, len(chosen)
        ) + b"".join(bytes([field.number, field.size, field.base]) for field in chosen)

    def of(self, data: bytes, place: int) -> bytes:
        """Return definition and message; a small file needs no shared definitions."""
        values = b"".join(data[place + start : place + end] for start, end in self._spans)
        return self._definition + b"\0" + values


def _is_chosen(message: int, field: Field) -> bool:
    if field.number not in _FIELDS[message]:
        return False
    base = BASE_TYPES.get(field.base)
    return base is not None and base.name != "byte" and field.size % base.size == 0 < field.size
