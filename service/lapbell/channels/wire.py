"""One HTTP request, bounded in time and size, and what is known of it when it fails.

Redirects, endless answers, and whether a request left stand here; an answer that is meant to
have no end belongs to `stream`. What an answer means to a service, and whether to try again,
belongs elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import requests
from urllib3.exceptions import HTTPError

from lapbell.channels.connection import Deadline, Line, Login, cause, open_session

MOST_BYTES = 64 * 1024
FAILURES = (requests.RequestException, HTTPError, OSError, ValueError)
"""Whatever a request can fail with."""

_CHUNK_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds: for a connection, for each read, and for the whole."""

    connect_s: float = 3.05
    read_s: float = 15
    whole_s: float = 20


PATIENCE = Patience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask. `authorization` is the whole header; without one, none is sent.

    `headers` are ASCII. At most `most_bytes` of the answer are read.
    """

    method: str
    url: str = field(repr=False)
    authorization: str | None = field(default=None, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    most_bytes: int = MOST_BYTES

    @property
    def host(self) -> str:
        """The server's name and port, even of an address that cannot be read."""
        return self.url.partition("//")[2].partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said. `whole` is False where the body broke off, was too long or too slow."""

    status: int
    content_type: str
    date: str
    retry_after: str = ""
    body: bytes
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Why there is no answer, in words that name host and cause alone.

    `maybe_sent`: a connection stood, so the request may have got through. `hopeless`: the
    request cannot even be written, whatever the network does.
    """

    reason: str
    maybe_sent: bool = False
    hopeless: bool = False


def ask(
    request: Request, patience: Patience, deadline: Deadline | None = None
) -> Answer | NoAnswer:
    """Make one request and read its answer; never raises for what a network does.

    The time for the whole counts neither the look-up of the host's name nor the TLS handshake.
    Who gives a `deadline` of its own can cut the connection from another thread.
    """
    deadline = deadline or Deadline(patience.whole_s)
    with deadline, open_session(deadline) as session:
        try:
            response = start(session, request, patience)
            body, whole = _read(response, request.most_bytes)
            return as_answer(response, body, whole=whole and not deadline.is_cut)
        except FAILURES as error:
            return no_answer(error, request.host, deadline)


def start(session: requests.Session, request: Request, patience: Patience) -> requests.Response:
    """Send a request and return its answer, of which only the head has been read.

    Raises one of `FAILURES`.
    """
    return session.request(
        request.method,
        request.url,
        params=request.params,
        data=request.body,
        headers={"Accept-Encoding": "identity", **request.headers},
        auth=Login(request.authorization),
        timeout=(patience.connect_s, patience.read_s),
        allow_redirects=False,
        stream=True,
    )


def as_answer(response: requests.Response, body: bytes, *, whole: bool) -> Answer:
    """Return the answer with as much of its body as was read."""
    return Answer(
        status=response.status_code,
        content_type=response.headers.get("Content-Type", ""),
        date=response.headers.get("Date", ""),
        retry_after=response.headers.get("Retry-After", ""),
        body=body,
        whole=whole,
    )


def no_answer(error: Exception, host: str, line: Line) -> NoAnswer:
    """Tell what is known of a request that failed on this line."""
    if line.is_cut:
        return NoAnswer(reason=f"{host} took too long to answer", maybe_sent=line.connected)
    if isinstance(error, ValueError) and not line.connected:
        kind = type(error).__name__
        return NoAnswer(reason=f"no request to {host} can be written ({kind})", hopeless=True)
    if not line.connected:
        return NoAnswer(reason=f"no connection to {host}: {cause(error)}")
    return NoAnswer(reason=f"no answer from {host}: {cause(error)}", maybe_sent=True)


def _read(response: requests.Response, most_bytes: int) -> tuple[bytes, bool]:
    """Return the body and whether it is all of it; a body that breaks off is no error."""
    body = b""
    try:
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > most_bytes:
                return body[:most_bytes], False
    except (requests.RequestException, HTTPError, OSError):
        return body, False
    return body, True
