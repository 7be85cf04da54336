"""What is wrong with a config, as a person reads it.

Only the form: place, line, caret, sentence. What counts as a problem is found in `load`, `rules`
and `wording`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from textwrap import fill

from rich.cells import cell_len

from lapbell.errors import ConfigError

WIDTH = 80
MOST = 100
"""Problems that are told at once: with more of them, it is no config that somebody wrote."""

_INDENT = "    "
_ROOM = WIDTH - len(_INDENT) - 2  # for an ellipsis on either side
_SECRETS = (
    re.compile(r"(?<=://)()([^\s\"']+)(?=@)"),  # user:password@
    re.compile(r"\b((?!https?:|smtps?:)[a-z]\w*://)([^\s\"']+)"),  # Apprise's: all but the scheme
    re.compile(r"(?<=://)([^\s\"'/]+/)([^\s\"']+)"),  # a topic is as good as a password
    re.compile(r"\b((?:ntfy|answers)\s*=\s*[\"']?[^\s\"'/:]*/)([^\s\"']+)"),  # without a scheme
    re.compile(r"\b((?:token|password|secret)\w*\s*=\s*[\"']?)([^\s\"']+)"),
    re.compile(r"\b(tk_)(\w+)"),
)
_TO_COPY = re.compile(r'(\w+ = )?\[?"[^"]{0,40}"\]?')
"""What a person would copy into the config stays on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend. Lines count from 1, `column` from 0 within `source_line`.

    `key` is a path such as `trigger[2].only_if` (the second trigger); `width` is how much the
    caret underlines. Without line and column the problem is with the file as a whole.
    """

    file: Path
    message: str
    advice: str = ""
    key: str = ""
    line: int | None = None
    source_line: str = ""
    column: int | None = None
    width: int = 1

    def __str__(self) -> str:
        """Write the problem over two to five lines of 80 columns."""
        return "\n".join([printable(self._where()), *self._excerpt(), self._sentence()])

    def in_short(self) -> str:
        """Write the problem in a line, for a log."""
        return " ".join(f"{printable(self._where())}: {self._sentence()}".split())

    def _where(self) -> str:
        if self.line is None:
            return f"{self.file}  {self.key}".rstrip()
        if not self.key:
            return f"{self.file}:{self.line}:{(self.column or 0) + 1}"
        return f"{self.file}:{self.line}  {self.key}".rstrip()

    def _sentence(self) -> str:
        sentence = f"{self.message}; {self.advice}" if self.advice else self.message
        lines = fill(
            _TO_COPY.sub(lambda found: found[0].replace(" ", "\0"), printable(sentence)),
            WIDTH,
            initial_indent="  ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        return lines.replace("\0", " ")

    def _excerpt(self) -> list[str]:
        """Return the line of the file and a line of carets, with secrets left out."""
        if self.column is None:
            return []
        shown, column = _clip(printable(_without_secrets(self.source_line)), self.column)
        gap = " " * cell_len(shown[:column])
        width = max(1, min(self.width, len(shown) - column))
        return [_INDENT + shown, _INDENT + gap + "^" * cell_len(shown[column:][:width] or "^")]


class ConfigProblems(ConfigError):  # noqa: N818 - it holds them, it is none
    """A config that cannot be used, with every problem in it, in the order of the lines.

    No more than the first MOST are looked for; a last line then says so.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        coming = iter(problems)
        found = list(islice(coming, MOST))
        self._is_cut = next(coming, None) is not None
        files = list(dict.fromkeys(one.file for one in found))
        found.sort(key=lambda one: (files.index(one.file), one.line or 0, one.column or 0))
        self.problems = tuple(found)
        told = [*map(str, found), *["There are more problems; mend these first."] * self._is_cut]
        super().__init__("\n\n".join(told))

    def in_short(self) -> str:
        """Name the first problem in a line, and how many more there are."""
        first, *others = self.problems
        more = f", and {'over ' * self._is_cut}{len(others)} more" if others else ""
        return f"{first.in_short()}{more}"


def quoted(value: object) -> str:
    """Write a value as it stands in TOML, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    text = printable(str(value))
    text = text if len(text) <= 40 else f"{text[:39]}…"
    return f'"{text}"' if isinstance(value, str) else text


def did_you_mean(word: str, known: Iterable[str], *, mark: str = "`") -> str:
    """Return "did you mean `x`?", or the whole list where nothing comes close."""
    names = {name.casefold(): name for name in known}
    close = [name for name in names if name.startswith(f"{word.casefold()}_")]
    close = close or get_close_matches(word.casefold(), names, n=1, cutoff=0.7)
    shown = [f"{mark}{names[name]}{mark}" for name in close or names]
    if close:
        return f"did you mean {' or '.join(shown)}?"
    return f"there {'are' if len(shown) > 1 else 'is'} {', '.join(shown) or 'none'}"


def looks_like(word: str, known: Iterable[str]) -> bool:
    """Tell whether one of the words may be meant by `word`, or the other way round."""
    return bool(get_close_matches(word, known, n=1, cutoff=0.7))


def _without_secrets(line: str) -> str:
    for pattern in _SECRETS:
        line = pattern.sub(lambda found: found[1] + "*" * len(found[2]), line)
    return line


def printable(text: str) -> str:
    """Return a text of which every character can be shown, and written as UTF-8."""
    return "".join(char if char.isprintable() else " " if char == "\t" else "�" for char in text)


def _clip(line: str, column: int) -> tuple[str, int]:
    """Cut a long line around `column`; return it with the column's new place."""
    if len(line) <= _ROOM:
        return line, min(column, len(line))
    start = max(0, min(column, len(line)) - _ROOM // 2)
    shown = ("…" if start else "") + line[start : start + _ROOM]
    shown += "…" if start + _ROOM < len(line) else ""
    return shown, min(column, len(line)) - start + bool(start)
