"""The door: an athlete's access key is asked for here, once for each browser."""

import math
from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from lapbell.core.words import length
from lapbell.web.here import home_of, named_in
from lapbell.web.safety import COOKIE, Doors, passes_in
from lapbell.web.source import House
from lapbell.web.texts import texts

KNOWN_FOR = timedelta(days=400)
"""As long as browsers keep a cookie at most."""

Answer = Response | str | tuple[str, int, dict[str, str]]


def entrance(doors: Doors, house: House) -> Blueprint:
    """Return `/key`; while nobody is asked for a key there is no such page."""
    pages = Blueprint("entrance", __name__)

    @pages.route("/key", methods=["GET", "POST"])
    def page() -> Answer:
        access = doors.access()
        if access is None:
            abort(404)
        target = _inside(request.args.get("next", ""))
        athletes = house.athletes()
        if request.method == "GET":
            return _ask(target, athletes)
        words, wait_s = texts()["key"], math.ceil(access.wait_s())
        if wait_s:
            trouble = words["slowly"].format(wait=length(timedelta(seconds=wait_s)))
            return _ask(target, athletes, trouble), 429, {"Retry-After": str(wait_s)}
        athlete = access.try_key(request.form.get("key", ""), athletes)
        if athlete is None:
            return _ask(target, athletes, words["wrong"]), 403, {}
        passes = access.with_pass(passes_in(request.headers.get("Cookie", "")), athlete, athletes)
        fits = named_in(target, athletes) == athlete
        return _let_in(request.root_path + target if fits else home_of(athlete, athletes), passes)

    return pages


def _ask(target: str, athletes: Sequence[str], trouble: str = "") -> str:
    """Return the page; where there is more than one key, it says whose it asks for."""
    whose, command, how = named_in(target, athletes), "lapbell web-key", "where"
    if len(athletes) > 1:
        how = "of" if whose else "any"
        command += "" if whose == athletes[0] else f" --athlete {whose or 'NAME'}"
    where = texts()["key"][how].format(name=whose)
    return render_template("key.html", next=target, where=where, command=command, trouble=trouble)


def _let_in(target: str, passes: str) -> Response:
    response = redirect(target, 303)
    response.set_cookie(
        COOKIE,
        passes,
        max_age=KNOWN_FOR,
        path=f"{request.root_path}/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _inside(target: str) -> str:
    """Return a path of these pages; the first page for anything that might lead elsewhere."""
    safe = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if safe and target.isprintable() else "/"
