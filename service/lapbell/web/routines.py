"""The catalogue, to read and to follow."""

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from lapbell.web.here import here
from lapbell.web.player import player
from lapbell.web.wording import by_imbalance


def add_routines(pages: Blueprint) -> None:
    """Add `/routines` and `/routines/ID/play`."""

    @pages.get("/routines")
    def routines() -> str:
        return render_template("routines.html", groups=by_imbalance(here().routines().values()))

    @pages.get("/routines/<routine>/play")
    def play(routine: str) -> Response:
        variant = request.args.get("variant")
        found = here().routines().get(routine)
        if found is None or (variant is not None and variant not in found.variants):
            abort(404)
        form = found.in_form(variant)
        home = url_for(".routines")
        return player([(found, form)], title=form.title, lines=[form.cue, form.note], home=home)
