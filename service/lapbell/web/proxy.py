"""Behind a reverse proxy: the outside address is the config's word, never a header's.

Headers such as X-Forwarded-Prefix can be sent by anybody who reaches the port, so none is read.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Outside:
    """Answers what comes under the name of `url` as being there: its scheme and its path.

    The proxy has to pass on the Host of the request; it may leave the path's prefix or cut it.
    """

    def __init__(self, app: WSGIApplication, url: str) -> None:
        parts = urlsplit(url)
        self._app = app
        self._host = parts.netloc.lower()
        self._scheme = parts.scheme
        self._prefix = parts.path.rstrip("/")

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        if environ.get("HTTP_HOST", "").lower() == self._host:
            self._move(environ)
        return self._app(environ, start)

    def _move(self, environ: dict[str, Any]) -> None:
        environ["wsgi.url_scheme"] = self._scheme
        environ["SCRIPT_NAME"] = self._prefix
        path = environ.get("PATH_INFO", "")
        if self._prefix and f"{path}/".startswith(f"{self._prefix}/"):
            environ["PATH_INFO"] = path[len(self._prefix) :]
