"""Add a run: a file from a browser, streamed into the folder that the service watches."""

from typing import IO, Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.formparser import parse_form_data
from werkzeug.wrappers import Response

from lapbell.errors import LapbellError
from lapbell.folder.listing import SUFFIXES
from lapbell.folder.opening import MOST_BYTES
from lapbell.web.here import here
from lapbell.web.source import Landing, Source
from lapbell.web.texts import texts

SHOWN = 20
ROOM = 64 * 1024
"""What a form needs around the file."""

LARGEST = MOST_BYTES + ROOM


def add_adding(pages: Blueprint) -> None:
    """Add `/add` and its part that changes."""

    @pages.route("/add", methods=["GET", "POST"])
    def add() -> str | Response | tuple[str, int]:
        if request.method == "POST":
            try:
                _take(here())
            except LapbellError as error:
                return _page(str(error)), 400
            return redirect(url_for(".add"), 303)
        return _page()

    @pages.get("/add/live")
    def add_live() -> str:
        return render_template("added.html", **_added())


def _take(source: Source) -> None:
    """Put the files of the form in place, or none of them; raise LapbellError with the reason."""
    landings: list[Landing] = []

    def begin(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, content_length  # a browser's word is no proof
        if not filename:
            raise LapbellError(texts()["add"]["no_file"])
        landings.append(source.add_file(filename))
        return landings[-1].file

    try:
        parse_form_data(
            request.environ, begin, max_form_memory_size=ROOM, max_content_length=LARGEST
        )
        if not landings:
            raise LapbellError(texts()["add"]["no_file"])
        for landing in landings:
            landing.land()
    finally:
        for landing in landings:
            landing.drop()


def _page(trouble: str = "") -> str:
    return render_template(
        "add.html",
        part="added.html",
        title=texts()["add"]["title"],
        live_from=url_for(".add_live"),
        trouble=trouble,
        suffixes=SUFFIXES,
        **_added(),
    )


def _added() -> dict[str, Any]:
    return {"files": here().added(SHOWN)}
