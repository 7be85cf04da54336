"""The first page: the next thing to do, what came before it, and what was held back."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lapbell.web.here import here
from lapbell.web.source import House, Shown
from lapbell.web.texts import texts

SHOWN = 14
"""Nudges on the page: two weeks for who runs daily."""


def add_today(pages: Blueprint, house: House) -> None:
    """Add `/`, its part that changes and is asked for again and again, and its buttons."""

    @pages.get("/")
    def today() -> str:
        return render_template(
            "live_page.html",
            part="today.html",
            title=texts()["today"]["title"],
            live_from=url_for(".live"),
            **_today(),
        )

    @pages.get("/live")
    def live() -> str:
        return render_template("today.html", **_today())

    @pages.post("/back")
    def back() -> Response:
        here().come_back()
        return redirect(url_for(".today"), 303)

    @pages.post("/resume")
    def resume() -> Response:
        here().resume()
        return redirect(url_for(".today"), 303)

    @pages.post("/answer")
    def answer() -> Response:
        if not house.answer(request.form.get("answer", "")):
            abort(400)
        return redirect(url_for(".today"), 303)


def _today() -> dict[str, Any]:
    source = here()
    nudges = source.nudges(SHOWN)
    first = next((one for one in nudges if _comes_first(one)), None)
    coming = () if first else source.coming()
    return {
        "first": first,
        "earlier": [one for one in nudges if one is not first],
        "silence": source.silence(),
        "paused": source.paused(),
        "coming": next(iter(coming), None),
        "watching": () if nudges else source.watching(),
    }


def _comes_first(nudge: Shown) -> bool:
    return nudge.is_open and bool(nudge.routines or nudge.buttons)
