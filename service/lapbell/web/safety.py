"""What keeps the pages to the one who runs them: whom they answer, and what a browser may do.

Who may read a run, with a password or not, is no question here: the address the server listens
on decides that.
"""

import re
from collections.abc import Collection

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
        "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HOST = re.compile(r"(\[[^\]]+\]|[^:\[\]]+)(:\d+)?")
_READING = ("GET", "HEAD")
_WRITING = {"/answer": "POST"}
"""The only pages that take something, each guarded by what it takes."""


def protect(app: Flask, hosts: Collection[str]) -> None:
    """Let `app` answer only to these host names (no ports), only to readers, and sealed."""
    allowed = frozenset(_bare(host) for host in hosts)

    @app.before_request
    def refuse_foreign_hosts() -> Response | None:
        # DNS rebinding: a stranger's name that points here would make this page theirs to read.
        # (Werkzeug's own list of trusted hosts knows no IPv6 address.)
        host = request.headers.get("Host", "")
        match = _HOST.fullmatch(host)
        if match and _bare(match[1]) in allowed:
            return None
        return Response(_foreign(host), status=403, mimetype="text/plain")

    @app.before_request
    def refuse_writing() -> None:
        if request.method not in _READING and _WRITING.get(request.path) != request.method:
            raise MethodNotAllowed(valid_methods=_READING)

    @app.before_request
    def refuse_foreign_origins() -> Response | None:
        # A form on a stranger's page can post here. Its signed text would be missing anyway.
        origin = request.headers.get("Origin")
        if origin in (None, request.host_url.rstrip("/")):
            return None
        return Response("lapbell takes nothing from another site.\n", 403, mimetype="text/plain")

    @app.after_request
    def seal(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response


def _bare(host: str) -> str:
    return host.strip("[]").lower()


def _foreign(host: str) -> str:
    return (
        f"lapbell does not answer to the name {host or '(none given)'}.\n"
        "Open this page under the address that `lapbell run` logged when it started.\n"
    )
