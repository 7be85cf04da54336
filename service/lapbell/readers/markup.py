"""XML as a stream: the elements that a format asks for, one after the other, and no tree.

Over expat, with namespaces off: real files use prefixes that they never declare. A DOCTYPE is
refused, and with it every entity. What an element means belongs in `gpx` and `tcx`.
"""

from collections.abc import Callable, Mapping
from typing import NoReturn
from xml.parsers import expat

Values = dict[str, str]
"""An element's attributes by name, and the texts of the leaves inside it by their keys."""

Leaves = Mapping[str, str]
"""Element names whose text is wanted, and the key to put it under."""

Holders = Mapping[str, Callable[[Values], object]]
"""Element names that leaves are sorted by, and the function that takes what was found."""

MOST_TAGS = 4_000_000
"""Eighty hours at a sample a second have as many, at half a dozen values each."""

DEEPEST = 64
LONGEST_TAG = 1 << 20
MOST_NAMES = 1000
"""Of elements and attributes; real files have fifty, and expat keeps every one."""

_CHUNK = 1 << 16
_BEFORE_THE_DECLARATION = b"\xef\xbb\xbf \t\r\n"


class RefusedError(Exception):
    """XML that is made to hurt, or as no run file is; says how."""


def walk(data: bytes, leaves: Leaves, holders: Holders) -> str:
    """Call each holder's function at its end, with its attributes and the leaves inside it.

    Names are without prefix. A leaf counts for the innermost holder around it, the first under a
    key wins, and its text is all the text inside it. Returns an empty text for well-formed XML;
    else where it breaks off, after the holders that stood open there. Raises RefusedError.
    """
    if data.count(b"<") > MOST_TAGS:
        raise RefusedError(f"more than {MOST_TAGS // 1_000_000} million tags")
    walker = _Walker(leaves, holders)
    try:
        walker.feed(data.lstrip(_BEFORE_THE_DECLARATION))
    except (expat.ExpatError, LookupError, ValueError):  # the latter two: encodings
        walker.close()
        return f"breaks off or makes no sense in line {walker.line}"
    return ""


def is_well_formed(data: bytes) -> bool:
    """Tell whether this is one XML document from the first to the last byte, and not refused."""
    try:
        return not walk(data, {}, {})
    except RefusedError:
        return False


class _Kinds(dict[str, str | None]):
    """The plain name behind each qualified name; None where nothing is wanted of it."""

    def __init__(self, leaves: Leaves, holders: Holders) -> None:
        self._wanted = {*leaves, *holders}

    def __missing__(self, qualified: str) -> str | None:
        name = qualified.rpartition(":")[2]
        return self.setdefault(qualified, name if name in self._wanted else None)


class _Walker:
    """What stands open between two tags."""

    def __init__(self, leaves: Leaves, holders: Holders) -> None:
        self._kinds = _Kinds(leaves, holders)
        self._leaves = leaves
        self._holders = holders
        self._open: list[tuple[str, Values]] = []
        self._depth = 0
        self._leaf_depth = 0  # of the leaf we are inside; 0 outside of any
        self._text: list[str] = []
        self._names: dict[str, str] = {}
        self._parser = expat.ParserCreate(None, None, self._names)
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    @property
    def line(self) -> int:
        """The line where it is at, from 1."""
        return self._parser.CurrentLineNumber

    def feed(self, data: bytes) -> None:
        """Parse all of it, in pieces: what stays unfinished between two is one long tag."""
        view = memoryview(data)
        for begin in range(0, len(data) or 1, _CHUNK):
            end = min(begin + _CHUNK, len(data))
            self._parser.Parse(view[begin:end], end == len(data))
            if end - self._parser.CurrentByteIndex > LONGEST_TAG:
                raise RefusedError("a tag or comment of more than a million characters")
            if len(self._names) > MOST_NAMES:
                raise RefusedError(f"more than {MOST_NAMES} names of tags and attributes")

    def close(self) -> None:
        """End the holders that a broken document leaves open."""
        while self._open:
            name, values = self._open.pop()
            self._holders[name](values)

    def _start(self, name: str, attributes: Values) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise RefusedError(f"tags {DEEPEST} deep inside each other")
        kind = self._kinds[name]
        if kind is None or self._leaf_depth:
            return
        if kind in self._holders:
            self._open.append((kind, attributes))
        else:
            self._leaf_depth = self._depth
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        if self._leaf_depth:
            if self._leaf_depth == self._depth:
                self._end_leaf(self._kinds[name])
        elif self._kinds[name] is not None:
            holder, values = self._open.pop()
            self._holders[holder](values)
        self._depth -= 1

    def _end_leaf(self, leaf: str | None) -> None:
        self._parser.CharacterDataHandler = None
        self._leaf_depth = 0
        if self._open and leaf is not None:
            self._open[-1][1].setdefault(self._leaves[leaf], "".join(self._text))
        self._text.clear()


def _refuse_doctype(*_: object) -> NoReturn:
    raise RefusedError("a DOCTYPE, which no run file has")
