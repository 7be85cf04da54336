"""Lengths of time as people write them: "3 min", "0 s", "1 h 30 min", "2 d".

The only place where such text is read; from here on a length is a timedelta. How to write one
is `core.words.length`.
"""

import re
from datetime import timedelta

_UNITS = {
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_LONG_NAMES = {
    "sec": "s", "second": "s", "minute": "min", "hr": "h", "hour": "h", "day": "d",
}  # fmt: skip
_PART = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([a-z]+)\s*")


def parse_duration(text: str) -> timedelta:
    """Read a length of time, from zero on; limits are for the caller to set.

    Capitals, spaces and plurals do not matter. Raises ValueError with advice.
    """
    words = text.strip().lower()
    parts = _PART.findall(words)
    if not parts or _PART.sub("", words):
        raise ValueError(_advice(text.strip()))
    try:
        return sum((float(number) * _unit(unit) for number, unit in parts), timedelta())
    except OverflowError:
        raise ValueError(f'"{text.strip()}" is too long') from None


def _unit(name: str) -> timedelta:
    singular = name if name in _UNITS else name.removesuffix("s")
    unit = _UNITS.get(_LONG_NAMES.get(singular, singular))
    if unit is None:
        meant = '; did you mean "min"?' if name == "m" else "; there are s, min, h and d"
        raise ValueError(f'"{name}" is no unit of time{meant}')
    return unit


def _advice(text: str) -> str:
    if not text:
        return 'the length of time is empty; write it with its unit: "3 min"'
    if re.fullmatch(r"[0-9.]+", text):
        return f'{text} has no unit; did you mean "{text} min"?'
    if text.startswith(("-", "\N{MINUS SIGN}")):
        return f'"{text}" is negative; write how long after: "3 min", or "0 s" for at once'
    if clock := re.fullmatch(r"([0-9]+):([0-9]+)", text):
        big, small = clock.groups()
        readings = f'"{big} h {small} min" or "{big} min {small} s"'
        return f'"{text}" may mean two things; write {readings}'
    return f'"{text}" is no length of time; write it as "3 min", "0 s", "1 h 30 min" or "2 d"'
