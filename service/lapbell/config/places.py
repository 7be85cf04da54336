"""Where in a TOML text each key and each value stands.

`tomllib` keeps no places, so the text that it has accepted is walked once more. Only for text
that is valid TOML; what the values mean is no matter here.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

Loc = tuple[str | int, ...]
"""A path of keys and of indices (from 0) of arrays."""

Span = tuple[int, int]
"""Offsets in the text, the end exclusive."""

DEEPEST = 40
"""Keys and indices on the way to a value; a config has five. Far below what recursion can do."""

_TOKEN = re.compile(
    r"""
    [ \t\n]+ | \#[^\n]*
  | (?P<token>
      \"{3} (?:\\.|[^\\])*? \"{3,5} | '{3} .*? '{3,5}   # up to two quotes may end the text itself
    | \" (?:\\.|[^"\\])* \" | '[^']*'
    | \d{4}-\d\d-\d\d\ \d\d:[^\s,\]}\#]+                # the only value with a space
    | [\[\]{},=]
    | [^\s\[\]{},=\#"']+
    )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Place:
    """The spans of a key and of its value; the same where there is only one of them."""

    key: Span
    value: Span


class TooDeepError(ValueError):
    """Something is nested deeper than DEEPEST; it stands at the offset `at`."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at


def find_places(text: str) -> Mapping[Loc, Place]:
    """Return the place of every key and every value, tables and array elements included.

    A table's place is its header, or the first key that mentions it. `text` is valid TOML
    with newlines of one character. Raises TooDeepError.
    """
    return _Walk(text).document()


class _Walk:
    def __init__(self, text: str) -> None:
        self._text = text
        tokens = (found.span("token") for found in _TOKEN.finditer(text) if found["token"])
        self._tokens = [*tokens][::-1]
        self._places: dict[Loc, Place] = {}
        self._lengths: dict[Loc, int] = {}  # of the arrays of tables

    def document(self) -> dict[Loc, Place]:
        table: Loc = ()
        while self._tokens:
            if self._next() == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._places

    def _next(self) -> str:
        return self._text[slice(*self._tokens[-1])]

    def _header(self) -> Loc:
        begin, after = self._tokens.pop()
        is_array = self._text[after] == "["
        if is_array:
            self._tokens.pop()
        parts, _ = self._key("]")
        end = self._tokens.pop()[1]
        if is_array:
            end = self._tokens.pop()[1]
        span = Place((begin, end), (begin, end))
        loc = self._resolve(parts, span)
        if is_array:
            self._places.setdefault(loc, span)
            self._lengths[loc] = self._lengths.get(loc, 0) + 1
            loc = (*loc, self._lengths[loc] - 1)
        self._places[loc] = span
        return loc

    def _resolve(self, parts: Loc, span: Place) -> Loc:
        """Follow a header's key; an array of tables on the way means its last table."""
        loc: Loc = ()
        for part in parts:
            if loc in self._lengths:
                loc = (*loc, self._lengths[loc] - 1)
            loc = (*loc, part)
            self._places.setdefault(loc, span)
        return loc

    def _pair(self, table: Loc) -> None:
        parts, key = self._key("=")
        self._tokens.pop()
        value = self._tokens[-1]
        for length in range(1, len(parts)):
            self._places.setdefault((*table, *parts[:length]), Place(key, value))
        self._value((*table, *parts), key)

    def _key(self, until: str) -> tuple[Loc, Span]:
        begin = end = self._tokens[-1][0]
        while self._next() != until:
            end = self._tokens.pop()[1]
        if self._text.count(".", begin, end) > DEEPEST:  # before the parser takes its time for it
            raise TooDeepError(begin)
        parts: list[str] = []
        rest: object = tomllib.loads(f"{self._text[begin:end]}=0")
        while isinstance(rest, dict):
            ((part, rest),) = rest.items()
            parts.append(part)
        return tuple(parts), (begin, end)

    def _value(self, loc: Loc, key: Span | None = None) -> None:
        begin, end = self._tokens.pop()
        if len(loc) > DEEPEST:
            raise TooDeepError(begin)
        opening = self._text[begin:end]
        if opening == "[":
            end = self._array(loc)
        elif opening == "{":
            end = self._inline_table(loc)
        self._places[loc] = Place(key or (begin, end), (begin, end))

    def _array(self, loc: Loc) -> int:
        index = 0
        while self._next() != "]":
            self._value((*loc, index))
            self._skip_comma()
            index += 1
        return self._tokens.pop()[1]

    def _inline_table(self, loc: Loc) -> int:
        while self._next() != "}":
            self._pair(loc)
            self._skip_comma()
        return self._tokens.pop()[1]

    def _skip_comma(self) -> None:
        if self._next() == ",":
            self._tokens.pop()
