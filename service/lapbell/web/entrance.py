"""The door: the access key is asked for here, once for each browser."""

import math
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from lapbell.core.words import length
from lapbell.web.access import Access
from lapbell.web.safety import COOKIE
from lapbell.web.texts import texts

KNOWN_FOR = timedelta(days=400)
"""As long as browsers keep a cookie at most."""


def entrance(access: Access | None) -> Blueprint:
    """Return `/key`; without an access key there is no such page."""
    pages = Blueprint("entrance", __name__)

    @pages.route("/key", methods=["GET", "POST"])
    def page() -> Response | str | tuple[str, int, dict[str, str]]:
        if access is None:
            abort(404)
        target = _inside(request.args.get("next", ""))
        if request.method == "GET":
            return render_template("key.html", next=target, trouble="")
        words, wait_s = texts()["key"], math.ceil(access.wait_s())
        if wait_s:
            trouble = words["slowly"].format(wait=length(timedelta(seconds=wait_s)))
            page = render_template("key.html", next=target, trouble=trouble)
            return page, 429, {"Retry-After": str(wait_s)}
        token = access.try_key(request.form.get("key", ""))
        if token is None:
            return render_template("key.html", next=target, trouble=words["wrong"]), 403, {}
        return _let_in(redirect(request.root_path + target, 303), token)

    return pages


def _let_in(response: Response, token: str) -> Response:
    response.set_cookie(
        COOKIE,
        token,
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
