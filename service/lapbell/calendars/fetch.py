"""A fresh copy of a calendar, or why there is none. What it says is read elsewhere.

A reason is for people: it names the host and never the address, which is a secret.
"""

import logging
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from lapbell.calendars.source import Address, Source

MOST_BYTES = 5 * 1024 * 1024
MOST_HOPS = 5
CONNECT_S, READ_S = 3.05, 15.0

_CHUNK_BYTES = 64 * 1024
_LONGEST_TAG = 200

# Its debug lines carry whole addresses.
logging.getLogger("urllib3").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A calendar as it was at `at` (aware UTC); `etag` and `modified` are the server's words.

    To be kept with the source it came from, until a newer one is there.
    """

    data: bytes = field(repr=False)
    at: datetime
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCopy:
    """No copy this time: keep the last one. The reason is a sentence without its full stop."""

    reason: str


Fetched = Copy | NoCopy


class _CannotError(Exception):
    """The text is the reason."""


def fetch(
    source: Source, previous: Copy | None, *, now: datetime, session: requests.Session
) -> Fetched:
    """Fetch a calendar, at most 5 MB; `previous` is the last copy of this very source.

    Where the server says that nothing changed, it is the previous copy with a new time. The
    session belongs to a line that a deadline cuts: the time-outs here count from byte to byte.
    """
    try:
        if isinstance(source, Address):
            return _from_server(source, previous, now, session)
        return Copy(data=_whole(_from_file(source), str(source)), at=now)
    except _CannotError as error:
        return NoCopy(reason=str(error))


def _from_file(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(MOST_BYTES + 1)
            raise _CannotError(f"{path} is no file; name the .ics file itself")
    except IsADirectoryError:
        raise _CannotError(f"{path} is a folder; name the .ics file itself") from None
    except FileNotFoundError:
        raise _CannotError(f"{path} is not there; correct the path") from None
    except PermissionError:
        raise _CannotError(f"lapbell's user may not read {path}") from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or "no such path"
        raise _CannotError(f"{path} cannot be read: {cause.lower()}") from None


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting: a FIFO would hold us until somebody writes to it."""
    return os.open(path, flags | os.O_NONBLOCK)


def _from_server(
    address: Address, previous: Copy | None, now: datetime, session: requests.Session
) -> Fetched:
    host = address.host
    try:
        with _ask(address.url, _conditions(previous), host, session) as response:
            if response.status_code == HTTPStatus.NOT_MODIFIED and previous:
                return replace(previous, at=now)
            if response.status_code != HTTPStatus.OK:
                raise _CannotError(_refusal(host, response.status_code))
            return Copy(
                data=_whole(_body(response), host),
                at=now,
                etag=_tag(response.headers, "ETag"),
                modified=_tag(response.headers, "Last-Modified"),
            )
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise _CannotError(_failure(host, error)) from None


def _conditions(previous: Copy | None) -> dict[str, str]:
    if previous is None:
        return {}
    asked = {"If-None-Match": previous.etag, "If-Modified-Since": previous.modified}
    return {name: value for name, value in asked.items() if value}


def _ask(
    url: str, conditions: Mapping[str, str], host: str, session: requests.Session
) -> requests.Response:
    """Ask, and go where the server sends us: never from https to http, nor far."""
    headers = {"User-Agent": "lapbell", "Accept": "text/calendar, */*;q=0.5", **conditions}
    for _ in range(1 + MOST_HOPS):
        response = session.get(
            url,
            headers=headers,
            auth=lambda request: request,  # without it, requests would ask ~/.netrc
            timeout=(CONNECT_S, READ_S),
            allow_redirects=False,
            stream=True,
        )
        target = session.get_redirect_target(response)
        if target is None:
            return response
        response.close()
        url = _next(url, target, host)
    raise _CannotError(f"{host} sends us from address to address; copy the address again")


def _next(url: str, target: str, host: str) -> str:
    here, there = urlsplit(url), urlsplit(urljoin(url, target))
    stays = here.scheme == "http" and here.hostname == there.hostname
    if there.scheme == "https" or (there.scheme == "http" and stays):
        return there.geturl()
    raise _CannotError(f"{host} sends us to an address that is not https")


def _refusal(host: str, status: int) -> str:
    match status:
        case (
            HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND | HTTPStatus.GONE
        ):
            again = "the address is wrong or was renewed; copy it again from the app"
            return f"{host} does not give the calendar out ({status}): {again}"
        case HTTPStatus.TOO_MANY_REQUESTS:
            return f"{host} was asked too often ({status}); lapbell asks again in an hour"
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"{host} has trouble of its own ({status}); lapbell asks again in an hour"
        case _:
            return f"{host} answered with {status} where a calendar should be"


def _body(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK_BYTES):
        body += chunk
        if len(body) > MOST_BYTES:
            break
    return bytes(body)


def _whole(data: bytes, name: str) -> bytes:
    """Return the data of a calendar that is one, and all of it."""
    if len(data) > MOST_BYTES:
        raise _CannotError(f"{name}: larger than {MOST_BYTES >> 20} MB; export fewer years")
    begin = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().upper()
    if begin.startswith(b"<"):
        raise _CannotError(f"{name}: a web page, no calendar; the address of one ends in .ics")
    if not begin.startswith(b"BEGIN:VCALENDAR"):
        raise _CannotError(f"{name}: no calendar; it would begin with BEGIN:VCALENDAR")
    if not data[-1000:].rstrip().upper().endswith(b"END:VCALENDAR"):
        raise _CannotError(f"{name}: cut short, or still being written")
    return data


def _tag(headers: Mapping[str, str], name: str) -> str:
    """Return a header that can be sent back later, else nothing."""
    value = headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_TAG else ""


def _failure(host: str, error: Exception) -> str:
    """Say what went wrong; the text of the error itself holds the address."""
    match error:
        case requests.Timeout():
            return f"{host} took too long to answer"
        case requests.exceptions.SSLError():
            return f"{host} has no certificate that holds"
        case requests.exceptions.InvalidURL():
            return f"{host} cannot be asked; copy the calendar's address again"
        case requests.exceptions.ChunkedEncodingError():
            return f"{host} broke off in the middle of the calendar"
        case requests.ConnectionError():
            return f"{host} cannot be reached, or hung up"
        case _:
            return f"{host} gave no answer that can be read ({type(error).__name__})"
