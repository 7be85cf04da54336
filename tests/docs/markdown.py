"""Markdown, as far as the pages need it."""

from collections.abc import Iterable, Sequence

MADE = "<!-- Made from the code: LAPBELL_REWRITE=1 pytest tests/docs -->\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, with a line end."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
