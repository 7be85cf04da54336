"""A TOML file as it was written: its table, and where each key stands.

Also every way in which a file is no TOML at all. What the keys mean is no matter here.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from lapbell.config.places import Loc, Place, find_places
from lapbell.config.problems import ConfigProblems, Problem
from lapbell.config.syntax import syntax_problem

LARGEST = 1_000_000
"""Bytes; a config has some thousand."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that is valid TOML."""

    file: Path
    text: str
    table: Mapping[str, Any]
    places: Mapping[Loc, Place]

    def get(self, loc: Loc, kind: type[T]) -> T | None:
        """Return the value at `loc`, where there is one and it is of that kind."""
        value: Any = self.table
        for part in loc:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value if isinstance(value, kind) else None

    def problem(
        self, loc: Loc, message: str, advice: str = "", *, at: int | None = None
    ) -> Problem:
        """Return a problem with the value at `loc`; `at` is an offset within a text value.

        Where `loc` is missing, the problem stands at the table that should have it.
        """
        place = self.places.get(loc)
        if place is None:
            return self._missing(loc, message, advice)
        begin, end = place.value if at is None else self._word(loc, at)
        return self._problem(loc, message, advice, begin=begin, end=end)

    def key_problem(self, loc: Loc, message: str, advice: str = "") -> Problem:
        """Return a problem with the key at `loc` itself."""
        begin, end = self.places[loc].key
        return self._problem(loc, message, advice, begin=begin, end=end)

    def _problem(self, loc: Loc, message: str, advice: str, *, begin: int, end: int) -> Problem:
        line_begin = self.text.rfind("\n", 0, begin) + 1
        line_end = self.text.find("\n", begin)
        return Problem(
            file=self.file,
            line=self.text.count("\n", 0, begin) + 1,
            key=key_path(loc),
            message=message,
            advice=advice,
            source_line=self.text[line_begin : None if line_end < 0 else line_end],
            column=begin - line_begin,
            width=end - begin,
        )

    def _missing(self, loc: Loc, message: str, advice: str) -> Problem:
        for size in range(len(loc) - 1, 0, -1):
            if place := self.places.get(loc[:size]):
                begin, end = place.key
                return self._problem(loc, message, advice, begin=begin, end=end)
        return Problem(file=self.file, key=key_path(loc), message=message, advice=advice)

    def _word(self, loc: Loc, at: int) -> tuple[int, int]:
        """Return the span of the word at this offset; of the whole value if it has escapes."""
        begin, end = self.places[loc].value
        value = self.get(loc, str) or ""
        base = self.text.find(value, begin, end)
        if base < 0:
            return begin, end
        word = re.compile(r"[\w.]+|[^\w\s]+").match(value, at)
        return base + at, base + (word.end() if word else at + 1)


def key_path(loc: Loc) -> str:
    """Write a path as people do, counting from 1: `trigger[2].only_if`."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        else:
            name = part if re.fullmatch(r"[\w-]+", part) else f'"{part}"'
            path += f".{name}" if path else name
    return path


def read(file: Path) -> Source:
    """Read a TOML file; raises ConfigProblems, with a single problem, where that cannot be."""
    text = _decoded(file, _content(file))
    try:
        table = tomllib.loads(text)
        return Source(file=file, text=text, table=table, places=find_places(text))
    except (ValueError, RecursionError) as error:
        raise ConfigProblems([syntax_problem(file, text, error)]) from None


def _content(file: Path) -> bytes:
    try:
        if file.exists() and not file.is_file():
            raise ConfigProblems([_not_a_file(file)])
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise _unusable(file, "there is no such file", "name yours with --config FILE") from None
    except PermissionError:
        advice = f"try `sudo lapbell ...`, or look at its rights with `ls -l {file}`"
        raise _unusable(file, "this user may not read the file", advice) from None
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise _unusable(file, f"the file cannot be read: {reason}") from None
    if len(content) > LARGEST:
        raise _unusable(file, "the file is larger than 1 MB", "is this the right one?")
    return content


def _not_a_file(file: Path) -> Problem:
    if file.is_dir():
        message, advice = "this is a folder", f"name the file in it: {file / 'lapbell.toml'}"
    else:
        message, advice = "this is not a regular file", "name a TOML file"
    return Problem(file=file, message=message, advice=advice)


def _unusable(file: Path, message: str, advice: str = "") -> ConfigProblems:
    return ConfigProblems([Problem(file=file, message=message, advice=advice)])


def _decoded(file: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unusable(file, "the text is saved as UTF-16", "save it as UTF-8 in your editor")
    if content.startswith(b"\xef\xbb\xbf"):
        raise _unusable(
            file,
            "the file starts with a byte order mark (BOM), three invisible bytes that some "
            "editors put there",
            'save it as "UTF-8", not as "UTF-8 with BOM"',
        )
    try:
        return content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigProblems([_not_utf_8(file, content, error.start)]) from None


def _not_utf_8(file: Path, content: bytes, at: int) -> Problem:
    begin = content.rfind(b"\n", 0, at) + 1
    line = content[begin:].split(b"\n", maxsplit=1)[0].rstrip(b"\r")
    return Problem(
        file=file,
        line=content.count(b"\n", 0, at) + 1,
        message="the character here is not saved as UTF-8",
        advice="save the file as UTF-8 in your editor",
        source_line=line.decode(errors="replace"),
        column=len(line[: at - begin].decode()),
    )
