"""A line of scores, a dot a week: no axis, the latest number beside its dot."""

from collections.abc import Sequence
from html import escape

from lapbell.pictures.chart import EDGE, FIRST, FONTS, STEP, WIDTH
from lapbell.pictures.theme import LIGHT, Theme, Tone

COLUMNS = 12
HEIGHT = 200
TOP, BOTTOM = 40, 160
"""Where scores of 100 and 0 are; the columns are those of the weekly picture."""

LINE, DOT, LAST = 3.4, 6, 10.5


def trend(scores: Sequence[int], label: str, *, theme: Theme = LIGHT) -> str:
    """Return one to twelve scores from 0 to 100, oldest first; `label` is for who cannot see it.

    Raises ValueError for another number of scores.
    """
    if not 1 <= len(scores) <= COLUMNS:
        raise ValueError(f"the line shows 1 to {COLUMNS} scores, not {len(scores)}")
    first = COLUMNS - len(scores)
    places = [(FIRST + STEP * column, _height(one)) for column, one in enumerate(scores, first)]
    x, y = places[-1]
    line = " ".join(f"{at_x} {at_y:g}" for at_x, at_y in places)
    dots = "".join(f'<circle cx="{at_x}" cy="{at_y:g}" r="{DOT}"/>' for at_x, at_y in places[:-1])
    above = y - 20 if y > TOP + 20 else y + 42
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="trend" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{escape(label)}">'
        f'<path d="M{EDGE} {BOTTOM + 20}H{WIDTH - EDGE}" stroke="{theme[Tone.LINE]}" '
        f'stroke-width="2"/><path d="M{line}" fill="none" stroke="{theme[Tone.FAR]}" '
        f'stroke-width="{LINE}" stroke-linejoin="round"/><g fill="{theme[Tone.PINE]}">{dots}'
        f'<circle cx="{x}" cy="{y:g}" r="{LAST}"/></g>'
        f'<text x="{x}" y="{above:g}" text-anchor="middle" font-family="{FONTS}" font-size="30" '
        f'font-weight="bold" fill="{theme[Tone.INK]}">{scores[-1]}</text></svg>'
    )


def _height(score: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * score / 100
