"""The player: one page that holds all it needs, so that it goes on without a network.

The script's own logic is in `static/timeline.js` and `static/player.js`; here it gets its data.
Style, script and font are inside the page, and the policy names them by their hashes.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from flask import make_response, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from lapbell.core.figure import Figure
from lapbell.core.routine import Form, Routine, Step, StepKind
from lapbell.pictures.svg import movement_svg, stills, timing
from lapbell.web.source import Shown
from lapbell.web.texts import texts

_STATIC = files("lapbell.web") / "static"
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_SENTENCE = re.compile(r"(?<=[.!?])\s+")

DRAWN = 200
"""Figures kept: more than a catalogue has. A movement takes some 20 ms to draw."""


def player(
    routines: Sequence[tuple[Routine, Form]],
    *,
    title: str,
    lines: Sequence[str],
    home: str,
    nudge: Shown | None = None,
) -> Response:
    """Return the page that follows these routines one after the other.

    `home` is where its way out leads; with a `nudge` it takes that one's answers.
    """
    figures = Figures()
    forms = [form for _, form in routines]
    steps = [figures.step(routine, step) for routine, form in routines for step in form.steps]
    data = {
        "key": nudge.key if nudge else "",
        "steps": steps,
        "beats": [_beat(one) for one in figures.found],
        "timings": [dict(_ATTRIBUTE.findall(timing(one.beat_s))) for one in figures.found],
        "words": texts()["player"],
    }
    page = render_template(
        "player.html",
        title=title,
        lines=[line for line in lines if line],
        routines=[routine for routine, _ in routines],
        forms=forms,
        seconds=sum(form.seconds for form in forms),
        step_count=len(steps),
        nudge=nudge,
        home=home,
        data=data,
        figures=[Markup(drawn(one)) for one in figures.found],  # noqa: S704 - drawn by ourselves
    )
    return sealed(page, script=script())


@dataclass(slots=True)
class Figures:
    """The figures of a page, each once; a mirrored one is the other one turned by the browser."""

    found: list[Figure] = field(default_factory=list)

    def step(self, routine: Routine, step: Step) -> dict[str, Any]:
        """Return a step as the script takes it."""
        cue, *more = _SENTENCE.split(step.text, maxsplit=1)
        return {
            "routine": routine.name,
            "kind": step.kind,
            "seconds": step.seconds,
            "cue": cue,
            "more": " ".join(more),
            "reps": step.reps,
            "breaths": step.breaths,
            "optional": step.optional,
            "figure": self._place(step.figure),
            "mirrored": step.figure is not None and step.figure.mirrored,
        }

    def _place(self, figure: Figure | None) -> int | None:
        if figure is None:
            return None
        plain = replace(figure, mirrored=False)
        if plain not in self.found:
            self.found.append(plain)
        return self.found.index(plain)


def telling_figure(form: Form) -> str:
    """Return the pose that tells a form best, as SVG: where it moves or holds; empty without."""
    shown = [step for step in form.steps if step.figure]
    at_work = [step for step in shown if step.kind in (StepKind.REPS, StepKind.HOLD)]
    for step in at_work or shown:
        if step.figure:
            return Markup(still(step.figure))  # noqa: S704 - drawn by ourselves
    return ""


@lru_cache(DRAWN)
def drawn(figure: Figure) -> str:
    """Return a figure in motion, without the timing, which the script puts back: it is long."""
    return movement_svg(figure).replace(timing(figure.beat_s), "")


@lru_cache(DRAWN)
def still(figure: Figure) -> str:
    """Return the end of a figure's movement, with its arrow."""
    return stills(figure)[-1]


def sealed(page: str, *, script: str) -> Response:
    """Return a page whose policy allows its own style and this script, and nothing to load."""
    response = make_response(page)
    scripts = _hash(script) if script else "'none'"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {_hash(style())}; script-src {scripts}; font-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return response


@cache
def style() -> str:
    """Return the style of the self-contained pages, with the font inside."""
    font = b64encode((_STATIC / "title-player.woff2").read_bytes()).decode()
    text = _read("tokens.css") + _read("player.css")
    text = text.replace('url("title-bold.woff2")', f"url(data:font/woff2;base64,{font})")
    return re.sub(r"/\*.*?\*/\s*", "", text, flags=re.DOTALL)


@cache
def script() -> str:
    """Return the script of the player."""
    return _read("timeline.js") + _read("player.js").replace('"use strict";\n', "")


def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


@cache
def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _beat(figure: Figure) -> tuple[float, float] | None:
    """Return the seconds there and back; None for a figure that stands still."""
    return figure.beat_s if len(figure.poses) > 1 else None
