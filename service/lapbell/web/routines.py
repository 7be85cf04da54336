"""The catalogue, to read. Following a routine step by step is another page's task."""

from flask import Blueprint, render_template

from lapbell.web.source import Source
from lapbell.web.wording import by_imbalance


def routine_pages(source: Source) -> Blueprint:
    """Return `/routines`."""
    pages = Blueprint("routines", __name__)

    @pages.get("/routines")
    def page() -> str:
        return render_template("routines.html", groups=by_imbalance(source.routines()))

    return pages
