"""What keeps the pages to those whose they are: whom they answer, and what a browser may do.

What a key is and who has one is `access`'s business.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address

from flask import Flask, Request, Response, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden, MethodNotAllowed, NotFound
from werkzeug.sansio.http import parse_cookie  # the other one fails for bytes that are no UTF-8
from werkzeug.wrappers import Response as BaseResponse

from lapbell.errors import LapbellError
from lapbell.web.access import Access
from lapbell.web.here import HOME, home_of
from lapbell.web.source import House

LOOPBACK = ("127.0.0.1", "localhost", "::1")
COOKIE = "lapbell"

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
        "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # "no-referrer" makes browsers hide the origin of our forms
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HOST = re.compile(r"(\[[^\]]+\]|[^:\[\]]+)(:\d+)?")
_READING = ("GET", "HEAD")
_WRITING = frozenset({"answer", "add", "back", "resume", "nudge.page", "entrance.page"})
"""The only pages that take something, each guarded by what it takes."""

_WITHOUT_KEY = frozenset({"static", "health", "nudge.page", "entrance.page"})
"""A nudge's own page is open to whoever has its link, and tells of nothing but that nudge."""


def nobody_is_asked() -> None:
    """Ask for no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where the pages may be opened from.

    `names` are host names without ports; with `any_address` a bare IP address will do as well:
    no stranger's name is one. `access` returns who is let in at the moment; while it returns None,
    nobody is asked for a key.
    """

    names: Collection[str] = LOOPBACK
    any_address: bool = False
    access: Callable[[], Access | None] = nobody_is_asked

    def answers_to(self, host: str) -> bool:
        """Tell whether the Host header of a request is one of ours."""
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = _bare(match[1])
        return name in {_bare(one) for one in self.names} or (self.any_address and _is_ip(match[1]))

    def opened(self, athletes: Sequence[str], cookies: str, authorization: str) -> frozenset[str]:
        """Return by these two headers whose pages, of these athletes', a request may see."""
        access = self.access()
        if access is None:
            return frozenset(athletes)
        return access.opened(passes_in(cookies, authorization), athletes)


def passes_in(cookies: str, authorization: str = "") -> str:
    """Return the passes that these two headers hold, as they stand there."""
    kind, _, token = authorization.partition(" ")
    return token if kind.lower() == "bearer" else parse_cookie(cookies).get(COOKIE, "")


def lets_in(doors: Doors, house: House, cookies: str, authorization: str) -> bool:
    """Tell by these two headers whether a request comes from somebody who had a key."""
    try:
        return bool(doors.opened(house.athletes(), cookies, authorization))
    except LapbellError:  # the pages say why
        return False


def protect(app: Flask, doors: Doors, house: House) -> None:
    """Let `app` answer under its own names only, to who may look, and sealed."""
    app.before_request(partial(_refuse_foreign_hosts, doors))
    app.before_request(_refuse_writing)
    app.before_request(_refuse_foreign_origins)
    app.before_request(partial(_ask_for_the_key, doors, house))
    app.after_request(_seal)


def _refuse_foreign_hosts(doors: Doors) -> Response | None:
    # DNS rebinding: a stranger's name that points here would make this page theirs to read.
    # (Werkzeug's own list of trusted hosts knows no IPv6 address.)
    host = request.headers.get("Host", "")
    if doors.answers_to(host):
        return None
    return Response(_foreign(host), status=403, mimetype="text/plain")


def _refuse_writing() -> None:
    takes = request.method == "POST" and _page(request) in _WRITING
    if request.method not in _READING and not takes:
        raise MethodNotAllowed(valid_methods=_READING)


def _refuse_foreign_origins() -> None:
    # A form on a stranger's page can post here, and the browser adds our cookie to it.
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "none")
    foreign = origin not in (None, request.host_url.rstrip("/"))
    if request.method not in _READING and (foreign or site not in ("none", "same-origin")):
        raise Forbidden


def _ask_for_the_key(doors: Doors, house: House) -> BaseResponse | None:
    if _page(request) in _WITHOUT_KEY:
        return None
    athletes, headers = house.athletes(), request.headers
    opened = doors.opened(athletes, headers.get("Cookie", ""), headers.get("Authorization", ""))
    g.opened = opened
    whose = g.get("whose")
    if whose in opened or (opened and whose is None):
        return None
    if opened and whose not in athletes:
        raise NotFound
    if opened and request.endpoint == HOME:  # where everybody begins
        return redirect(home_of(next(name for name in athletes if name in opened), athletes), 303)
    return _to_the_door()


def _to_the_door() -> BaseResponse:
    if request.method in _READING and request.accept_mimetypes.accept_html:
        target = request.full_path.rstrip("?")
        return redirect(url_for("entrance.page", next=target), 303)
    return Response("lapbell asks for its key.\n", status=401, mimetype="text/plain")


def _seal(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _page(request: Request) -> str:
    """Name the page that is asked for, the same for all athletes; empty where there is none."""
    endpoint = request.endpoint or ""
    return endpoint if endpoint in _WITHOUT_KEY else endpoint.rpartition(".")[2]


def _bare(host: str) -> str:
    return host.strip("[]").lower()


def _is_ip(host: str) -> bool:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return (address.version == 6) == host.startswith("[")


def _foreign(host: str) -> str:
    return (
        f"lapbell does not answer to the name {host or '(none given)'}.\n"
        "Open this page under the address that `lapbell run` logged when it started, or make this\n"
        'name the one of the page: url = "https://..." below [web] in lapbell.toml.\n'
    )
