"""Whose pages a request is about. Every page but a nudge's own exists once for each athlete."""

from typing import Any, cast

from flask import Blueprint, Flask, abort, g, request, url_for

from lapbell.web.source import House, Source

OWN, OTHERS = "pages", "athlete"
"""The pages of the config file's own athlete, at the root, and those of any other."""


def here() -> Source:
    """Return the source of the pages that are asked for."""
    return cast("Source", g.source)


def register(app: Flask, pages: Blueprint, house: House) -> None:
    """Put the pages at the root for the first athlete, and below /athletes/NAME for each other."""

    @pages.url_value_preprocessor
    def find(_: str | None, values: dict[str, Any] | None) -> None:
        name = (values or {}).pop("athlete", None)
        g.athlete = name
        g.source = house.source(name or house.athletes()[0])
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
    """Return the athletes who are not looked at, each with the way to their pages."""
    first, *rest = house.athletes()
    shown = g.athlete or first
    ways = [(first, url_for(f"{OWN}.today"))]
    ways += [(name, url_for(f"{OTHERS}.today", athlete=name)) for name in rest]
    return [(name, way) for name, way in ways if name != shown]
