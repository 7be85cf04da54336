"""The first page: the newest nudge with its steps, and what came before it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lapbell.web.source import Source

SHOWN = 14
"""Nudges on the page: two weeks for who runs daily, and under 60 kB with all that it loads."""


def today_pages(source: Source) -> Blueprint:
    """Return `/` and `/live`, the part of it that changes and is asked for again and again."""
    pages = Blueprint("today", __name__)

    @pages.get("/")
    def page() -> str:
        return _render("today.html", source)

    @pages.post("/answer")
    def answer() -> Response:
        if not source.answer(request.form.get("answer", "")):
            abort(400)
        return redirect(url_for("today.page"), 303)

    @pages.get("/live")
    def live() -> str:
        return _render("live.html", source)

    return pages


def _render(template: str, source: Source) -> str:
    nudges = source.nudges(SHOWN)
    watching = () if nudges else source.watching()
    return render_template(template, nudges=nudges, watching=watching)
