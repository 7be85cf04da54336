"""A nudge's own page: its link opens it and nothing else, whoever has it."""

from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lapbell.web.here import HOME
from lapbell.web.player import player, sealed
from lapbell.web.source import House, Shown
from lapbell.web.texts import texts
from lapbell.web.wording import answered


def nudge_page(house: House) -> Blueprint:
    """Return `/n/CAPABILITY`, to look at and to answer."""
    pages = Blueprint("nudge", __name__)

    @pages.route("/n/<capability>", methods=["GET", "POST"])
    def page(capability: str) -> Response:
        nudge = house.open(capability)
        if nudge is None:
            abort(404)
        if request.method == "GET":
            return _show(nudge)
        text = request.form.get("answer", "")
        if text not in {one.text for one in nudge.buttons} or not house.answer(text):
            abort(400)
        if request.accept_mimetypes.best == "application/json":
            return jsonify(_told(house.open(capability)))
        return redirect(request.url, 303)

    return pages


def _show(nudge: Shown) -> Response:
    home = url_for(HOME)
    if not nudge.routines:
        return sealed(render_template("note.html", nudge=nudge, home=home), script="")
    lines = nudge.body.splitlines()
    return player(nudge.routines, title=nudge.title, lines=lines, home=home, nudge=nudge)


def _told(nudge: Shown | None) -> dict[str, Any]:
    """Return what the player says after an answer."""
    if nudge is None:
        return {"said": "", "buttons": []}
    said = answered(nudge) or texts()["answered"]["undo"]
    buttons = [{"text": one.text, "label": one.label} for one in nudge.buttons]
    return {"said": said, "buttons": buttons}
