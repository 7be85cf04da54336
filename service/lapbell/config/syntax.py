"""What the TOML parser complains about, in plain words.

`tomllib` raises one error, with an English message and a place in it. A message that is new to
us gets a general sentence.
"""

import re
import tomllib
from pathlib import Path

from lapbell.config.places import TooDeepError
from lapbell.config.problems import Problem

Words = tuple[str, str]
"""What is wrong, and what to do."""

_LINES = 'a line is written key = "value", a table [key], a comment # text'
_KEYS = ("this cannot stand in a key", "a key is letters from a to z, digits, - and _")
_BRACE = ("the { is not closed on its line", "put } at its end")
_TOO_DEEP = "lists or tables in here are nested too deep"
_TWICE = "stands here a second time"
_BY_MESSAGE: tuple[tuple[str, Words], ...] = (
    ("Expected '=' after a key", ("there is no = after this key", _LINES)),
    (
        "Expected newline or end of document",
        (
            "something stands behind the value",
            "text is put in quotes, each key on a line of its own, a comment behind #",
        ),
    ),
    (
        r"Illegal character '\\n'|Unterminated string|Expected .[\"']",
        ("the text is not closed", "put the same quotes at its end"),
    ),
    (
        "Cannot overwrite a value|Duplicate inline table key",
        (f"this key {_TWICE}", "keep one of the two"),
    ),
    (
        "Cannot declare .* twice|Cannot (mutate|redefine)",
        (
            f"this table {_TWICE}",
            "put its keys under one header; triggers have double brackets: [[trigger]]",
        ),
    ),
    ("Unclosed array", ("the list before this is not closed", "put a comma or ] at its end")),
    ("Unclosed inline table", _BRACE),
    (
        "Unescaped|Invalid hex value|Escaped character",
        (
            "a \\ begins a special character, and this is none",
            "put the text in single quotes, or write \\\\ for each \\",
        ),
    ),
    (
        "Expected ']+' at the end",
        ("the header of a table is not closed", "write [runs] or [[trigger]]"),
    ),
    ("Invalid date", ("this is no date or time", "text is put in quotes")),
    ("Invalid initial character", _KEYS),
    (
        "Invalid value",
        (
            "this is no value",
            'text is put in quotes, as in "calf-pump"; numbers, true and false are not',
        ),
    ),
    ("Invalid statement", ("this is no line of a config", _LINES)),
    (
        "Illegal character|Found invalid character",
        ("this character cannot stand here", "delete it; it may be invisible"),
    ),
)
_BY_TEXT: tuple[tuple[str, str, Words], ...] = (
    (
        "Invalid value",
        r"[\u2018-\u201f\u00ab\u00bb]",
        ("this is a typographic quote", 'use straight ones, as in "3 min"'),
    ),
    (
        "Invalid value",
        r"(?i:true|false)\b",
        ("true and false have no capital letters here", "write true or false"),
    ),
    ("Invalid value", r"\s*(#|$)", ("there is no value after the =", _LINES)),
    (
        "Expected '='",
        r"\s*:",
        ("there is no = after this key", "write = in place of the colon"),
    ),
    ("Expected '='", r"[^\x00-\x7f]", _KEYS),
    ("Invalid initial character", "$", _BRACE),
)
"""Begin of the message, pattern of the text that follows, and words that fit these better."""


def syntax_problem(file: Path, text: str, error: ValueError | RecursionError) -> Problem:
    """Return the problem for what `tomllib.loads(text)` or `find_places(text)` raised."""
    if isinstance(error, RecursionError):
        return Problem(file=file, message=_TOO_DEEP)
    if isinstance(error, TooDeepError):
        return _too_deep(file, text, error.at)
    if not isinstance(error, tomllib.TOMLDecodeError):  # Python's own limit on int("9" * 5000)
        return Problem(file=file, message="a number in here has too many digits")
    line, column = _place(text, str(error))
    source_line = text.split("\n")[line - 1]
    message, advice = _in_plain_words(str(error), source_line[column:])
    width = 1
    if _TWICE in message:  # the parser stands at the line's end when it finds out
        column = len(source_line) - len(source_line.lstrip())
        width = len(source_line.strip())
        if found := re.match(r"\s*\[\[\s*([\w-]+)", source_line):
            message = f"there is a [{found[1]}] in single brackets above"
            advice = f"write [[{found[1]}]] there as well"
    return Problem(
        file=file,
        line=line,
        message=message,
        advice=advice,
        source_line=source_line,
        column=column,
        width=width,
    )


def _too_deep(file: Path, text: str, at: int) -> Problem:
    lines = text[:at].split("\n")
    return Problem(
        file=file,
        line=len(lines),
        message=_TOO_DEEP,
        advice=_LINES,
        source_line=text.split("\n")[len(lines) - 1],
        column=len(lines[-1]),
    )


def _place(text: str, error: str) -> tuple[int, int]:
    """Return line (from 1) and column (from 0); "at the end" is behind the last word."""
    if found := re.search(r"at line (\d+), column (\d+)\)$", error):
        return int(found[1]), int(found[2]) - 1
    lines = text.rstrip().split("\n")
    return len(lines), len(lines[-1])


def _in_plain_words(error: str, rest: str) -> Words:
    for beginning, pattern, words in _BY_TEXT:
        if error.startswith(beginning) and re.match(pattern, rest):
            return words
    for pattern, words in _BY_MESSAGE:
        if re.match(pattern, error):
            return words
    return "this cannot be read as TOML", _LINES
