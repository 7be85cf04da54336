"""Plain values into the bytes of a FIT file: for the sample run of `demo`, and for tests.

Names, scales and types come out of fitparse's own profile. No developer fields, no arrays and
no big-endian files: the product never needs them.
"""

import struct
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from fitparse.profile import MESSAGE_TYPES

from lapbell.readers.epoch import seconds_of
from lapbell.readers.segments import frame

Value = str | float | datetime
Message = tuple[str, Mapping[str, Value]]

_MESSAGES = {message.name: message for message in MESSAGE_TYPES.values()}
_LOCAL_TYPES = 16


def write_fit(messages: Iterable[Message]) -> bytes:
    """Return a whole FIT file of these messages, given as name and field values.

    Values have the profile's names and units; an aware datetime stands for a point in time, a
    text for a named value. Raises KeyError for what the profile does not know and ValueError
    for a value that its field cannot hold.
    """
    body = bytearray()
    slots: list[bytes] = []
    count = 0
    for name, values in messages:
        definition, content = _encode(_MESSAGES[name], values)
        if definition not in slots:
            slots[count % _LOCAL_TYPES : count % _LOCAL_TYPES + 1] = [definition]
            body += bytes([0x40 | count % _LOCAL_TYPES]) + definition
            count += 1
        body += bytes([slots.index(definition)]) + content
    return frame(bytes(body))


def _encode(message: Any, values: Mapping[str, Value]) -> tuple[bytes, bytes]:
    """Return the definition of a data message, without its record header, and the content."""
    layout, content = bytearray(), bytearray()
    for name, value in values.items():
        number, field = _field(message, name)
        encoded = _bytes_of(field, value)
        layout += bytes([number, len(encoded), field.base_type.identifier])
        content += encoded
    head = struct.pack("<xBHB", 0, message.mesg_num, len(values))
    return head + bytes(layout), bytes(content)


def _field(message: Any, name: str) -> tuple[int, Any]:
    for number, field in message.fields.items():
        for candidate in (field, *(field.subfields or ())):
            if candidate.name == name:
                return number, candidate
    raise KeyError(name)


def _bytes_of(field: Any, value: Value) -> bytes:
    base = field.base_type
    if base.name == "string":
        return str(value).encode() + b"\0"
    try:
        return struct.pack("<" + base.fmt, _number(field, value))
    except struct.error as error:
        raise ValueError(f"{field.name} cannot hold {value}: {error}") from None


def _number(field: Any, value: Value) -> float:
    if isinstance(value, datetime):
        return round(seconds_of(value))
    if isinstance(value, str):
        return _named_value(field, value)
    raw = (value + (field.offset or 0)) * (field.scale or 1)
    return raw if field.base_type.fmt in "fd" else round(raw)


def _named_value(field: Any, name: str) -> int:
    values: Mapping[int, str] = field.type.values or {}
    for number, text in values.items():
        if text == name:
            return number
    raise ValueError(f"{field.name} has no value named {name!r}")
