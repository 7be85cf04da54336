"""What a value looks like in the file, for the JSON Schema; reading it is of `durations`, `times`.

A pattern may take more than the reader does, never less: an editor must not refuse what is right.
"""

from typing import Any

_CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9]"

Shape = dict[str, Any]
"""A JSON Schema of one value."""

DURATION: Shape = {
    "type": "string",
    "pattern": r"^(\s*[0-9]+(\.[0-9]+)?\s*[A-Za-z]+\s*)+$",
    "examples": ["3 min", "1 h 30 min"],
}
TIMES: Shape = {
    "type": "string",
    "pattern": rf"^\s*[A-Za-z]+[.,]*\s+{_CLOCK}\s*$",
    "examples": ["Tue 06:30", "weekdays 18:00"],
}
TIME: Shape = {**TIMES, "examples": ["Mon 07:30"]}
HOURS: Shape = {
    "type": "string",
    "pattern": rf"^\s*{_CLOCK}\s*(-|\u2013|to)\s*{_CLOCK}\s*$",
    "examples": ["21:00-07:00"],
}
COUNT: Shape = {"type": "integer", "minimum": 1, "maximum": 100}


def or_off(shape: Shape) -> Shape:
    """Return the shape of a value that can also be "off"."""
    return {"anyOf": [shape, {"const": "off"}]}
