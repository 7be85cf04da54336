"""The boundary to fitparse: bytes of one FIT segment in, plain messages out.

Nothing outside this module meets a fitparse object of a file. What the values mean belongs in
`sessions` and `columns`.
"""

import warnings
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fitparse import FitFileDecoder

Value = str | float

BUDGET = 300_000
"""Messages and fields to decode at most, a second or two of work.

The files that need the full way are old or odd, and small: the longest met took 30,000.
"""

BEYOND = 2**32
"""No field that is used here holds more than 32 bits; bigger numbers, inf and NaN are nonsense."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message by its profile's names: in each field the first value that is there.

    Units are the profile's; points in time are seconds since the FIT epoch. Developer fields are
    left out: their names promise nothing.
    """

    name: str
    values: dict[str, Value]


def messages(fit: bytes, names: Container[str], budget: int = BUDGET) -> list[Message]:
    """Return the named messages of a FIT file of one segment, until it ends or makes no sense."""
    found: list[Message] = []
    # fitparse raises anything, RecursionError among it; what came before counts
    with warnings.catch_warnings(), suppress(Exception):
        warnings.simplefilter("ignore")
        found.extend(_decode(fit, names, budget))
    return found


def _decode(fit: bytes, names: Container[str], budget: int) -> Iterator[Message]:
    decoder = FitFileDecoder(fit, check_developer_data=False)
    for message in decoder.get_messages(with_definitions=True):
        if message.type == "definition":
            budget -= 1 + len(message.field_defs)
        else:
            budget -= 1 + len(message.fields)
            if message.name in names:
                yield Message(message.name, _values(message.fields))
        if budget < 0:
            return


def _values(fields: list[Any]) -> dict[str, Value]:
    native = [field for field in fields if field.field_def is not None]
    expanded = [field for field in fields if field.field_def is None]
    values: dict[str, Value] = {}
    for field in native + expanded:
        if field.field is None or field.field_type == "devfield":
            continue
        value = _scalar(field)
        if value is not None:
            values.setdefault(field.name, value)
    return values


def _scalar(field: Any) -> Value | None:
    value = field.value
    if isinstance(value, tuple):
        if field.base_type.name == "byte":
            return None
        value = next((each for each in value if each is not None), None)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and abs(value) < BEYOND:
        return value
    return None
