"""Whose pages a request is about. Every page but a nudge's own exists once for each athlete.

Which of them a browser may see is `safety`'s to say.
"""

import re
from collections.abc import Sequence
from typing import Any, cast

from flask import Blueprint, Flask, abort, g, request, url_for

from lapbell.web.source import House, Source

OWN, OTHERS = "pages", "athlete"
"""The pages of the config file's own athlete, at the root, and those of any other."""

HOME = f"{OWN}.today"
_BELOW = re.compile(r"/athletes/([\w-]{1,40})(?=[/?]|$)")


def here() -> Source:
    """Return the source of the pages that are asked for."""
    return cast("Source", g.source)


def whose() -> str:
    """Return the athlete whose pages are asked for."""
    return cast("str", g.whose)


def home_of(athlete: str, athletes: Sequence[str]) -> str:
    """Return the way to the first page of one of the athletes."""
    if athlete == athletes[0]:
        return url_for(HOME)
    return url_for(f"{OTHERS}.today", athlete=athlete)


def named_in(path: str, athletes: Sequence[str]) -> str:
    """Return whose pages a path of these pages leads to, whether or not there is such an athlete.

    Empty for the very first page, where everybody begins.
    """
    found = _BELOW.match(path)
    if found:
        return found[1]
    return "" if path == "/" else athletes[0]


def register(app: Flask, pages: Blueprint, house: House) -> None:
    """Put the pages at the root for the first athlete, and below /athletes/NAME for each other."""

    @pages.url_value_preprocessor
    def find(_: str | None, values: dict[str, Any] | None) -> None:
        g.athlete = (values or {}).pop("athlete", None)
        g.whose = g.athlete or house.athletes()[0]

    @pages.before_request  # after those of the app, which know who may see what
    def look_up() -> None:
        g.source = house.source(g.whose)
        if g.source is None:
            abort(404)

    @pages.url_defaults
    def stay(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint.startswith(f"{OTHERS}.") and g.get("athlete"):
            values.setdefault("athlete", g.athlete)

    @app.context_processor
    def navigation() -> dict[str, Any]:
        blueprint = request.blueprint if request.blueprint in (OWN, OTHERS) else ""
        return {"pages": blueprint, "others": _others(house) if blueprint else []}

    app.register_blueprint(pages, name=OWN)
    app.register_blueprint(pages, name=OTHERS, url_prefix="/athletes/<athlete>")


def _others(house: House) -> list[tuple[str, str]]:
    """Return the other athletes whose pages this browser may see, each with the way there."""
    athletes, opened = house.athletes(), g.get("opened", ())
    others = [name for name in athletes if name in opened and name != g.whose]
    return [(name, home_of(name, athletes)) for name in others]
