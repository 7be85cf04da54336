"""The weekly picture: a column of dots a week, as SVG and as text for a terminal.

A dot is a run day, filled where a routine was done; a dash is a week without a run, two small
dots are a pause. No axis, no bars: the title says the week. Counting is `core.weeks`'.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from textwrap import shorten
from typing import Final

from lapbell.pictures.theme import LIGHT, Theme, Tone

COLUMNS = 12
MOST_DAYS = 7
LATEST = "last week"
AWAY = "away"
AWAY_FITS = (2.5, 8.4)
"""Columns under which there is room for a word between the outer two labels."""

WIDTH, HEIGHT, EDGE = 640, 320, 34
FIRST, STEP = 56, 48
LOWEST, RISE = 254, 29
DOT, RING = 10.5, 3.4
TITLE, TEXT = 35, 24
"""Font sizes. A phone shows the picture half as wide: no letter is smaller than 24 of 640."""

LETTER: Final = 0.48
"""The mean width of a letter of Lato Bold, in font sizes; our titles measure 0.43 to 0.45."""

FONTS = "Lapbell,Lato,system-ui,sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One column: days with a run, those of them with a routine, and whether the week was off.

    Raises ValueError unless 0 <= `with_routine` <= `run_days` <= 7.
    """

    run_days: int = 0
    with_routine: int = 0
    paused: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.with_routine <= self.run_days <= MOST_DAYS:
            raise ValueError(
                f"a week cannot have {self.run_days} run days, {self.with_routine} with a routine"
            )


def week_chart(
    weeks: Sequence[Week], title: str, *, theme: Theme = LIGHT, latest: str = LATEST
) -> str:
    """Return the picture of one to twelve weeks, oldest first, on its own opaque paper.

    `latest` is the word under the last of them.
    Raises ValueError for another number of weeks.
    """
    first = _first_column(weeks)
    drawn = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme[Tone.PAPER]}"/>',
        _title(title, theme),
        *(mark for column, week in enumerate(weeks, first) for mark in _dots(column, week, theme)),
        *_labels(weeks, theme, latest),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="weeks" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{escape(title)}"><g font-family="{FONTS}" '
        f'stroke-linecap="round">{"".join(drawn)}</g></svg>'
    )


def week_text(weeks: Sequence[Week], title: str, *, latest: str = LATEST) -> str:
    """Return the same picture in letters, at most 62 columns wide under its title.

    Raises ValueError as `week_chart` does.
    """
    padded = [None] * _first_column(weeks) + list(weeks)
    tallest = max(1, *(week.run_days for week in weeks))
    rows = [
        "".join(f"{_letter(week, height):^5}" for week in padded)
        for height in range(tallest, 0, -1)
    ]
    lines = [title, "", *rows, _label_row(weeks, latest)]
    return "\n".join(line.rstrip() for line in lines)


def _first_column(weeks: Sequence[Week]) -> int:
    if not 1 <= len(weeks) <= COLUMNS:
        raise ValueError(f"the weekly picture shows 1 to {COLUMNS} weeks, not {len(weeks)}")
    return COLUMNS - len(weeks)


def _count(weeks: Sequence[Week]) -> str:
    return f"{len(weeks)} weeks" if len(weeks) > 1 else "1 week"


def _away_columns(weeks: Sequence[Week]) -> Iterator[float]:
    """Yield the middle of each pause that has room for a word below."""
    columns = enumerate(weeks, _first_column(weeks))
    for paused, group in groupby(columns, lambda one: one[1].paused and not one[1].run_days):
        places = [column for column, _ in group]
        middle = (places[0] + places[-1]) / 2
        if paused and AWAY_FITS[0] <= middle <= AWAY_FITS[1]:
            yield middle


# ------------------------------------------------------------------------------------- as SVG


def _title(title: str, theme: Theme) -> str:
    """Write the title in one line: smaller where it is long, cut where it is longer still."""
    room = WIDTH - 2 * EDGE
    size = max(TEXT, min(TITLE, int(room / (LETTER * max(1, len(title))))))
    text = shorten(title, int(room / (LETTER * size)), placeholder=" …")
    return (
        f'<text x="{EDGE}" y="56" font-size="{size}" font-weight="bold" '
        f'fill="{theme[Tone.INK]}">{escape(text)}</text>'
    )


def _dots(column: int, week: Week, theme: Theme) -> Iterator[str]:
    x = FIRST + STEP * column
    if not week.run_days:
        line = f"M{x - 4} {LOWEST}h0m8 0h0" if week.paused else f"M{x - 8} {LOWEST}h16"
        yield f'<path d="{line}" stroke="{theme[Tone.FAR]}" stroke-width="4"/>'
    for day in range(week.run_days):
        at = f'cx="{x}" cy="{LOWEST - RISE * day}"'
        if day < week.with_routine:
            yield f'<circle {at} r="{DOT}" fill="{theme[Tone.PINE]}"/>'
        else:
            ring = f'stroke="{theme[Tone.FAR]}" stroke-width="{RING}"'
            yield f'<circle {at} r="{DOT - RING / 2:g}" fill="none" {ring}/>'


def _labels(weeks: Sequence[Week], theme: Theme, latest: str) -> Iterator[str]:
    """Yield the words below the columns, and the line of brass under the latest one."""
    y, muted = HEIGHT - 18, f'font-size="{TEXT}" fill="{theme[Tone.MUTED]}"'
    yield f'<text x="{EDGE}" y="{y}" {muted}>{_count(weeks)}</text>'
    for column in _away_columns(weeks):
        x = FIRST + STEP * column
        yield f'<text x="{x:g}" y="{y}" text-anchor="middle" {muted}>{AWAY}</text>'
    yield (
        f'<text x="{WIDTH - EDGE}" y="{y}" text-anchor="end" font-size="{TEXT}" '
        f'font-weight="bold" fill="{theme[Tone.INK]}">{escape(latest)}</text>'
    )
    x = FIRST + STEP * (COLUMNS - 1) - 13
    yield f'<path d="M{x} {LOWEST + 21}h26" stroke="{theme[Tone.BRASS]}" stroke-width="4"/>'


# ------------------------------------------------------------------------------------ as text


def _letter(week: Week | None, height: int) -> str:
    if week is None or height > max(1, week.run_days):
        return ""
    if not week.run_days:
        return "··" if week.paused else "–"  # noqa: RUF001 - it is a dash that is meant
    return "●" if height <= week.with_routine else "○"


def _label_row(weeks: Sequence[Week], latest: str) -> str:
    row = f"{_count(weeks):<{5 * COLUMNS - len(latest)}}{latest}"
    for column in _away_columns(weeks):
        start = round(5 * column + 2) - len(AWAY) // 2
        row = row[:start] + AWAY + row[start + len(AWAY) :]
    return row
