import gzip
import logging
import os
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import requests

from calendars.samples import calendar, event
from calendars.shelf import Reply, Shelf
from lapbell.calendars import Address, Copy, Fetched, NoCopy, fetch
from lapbell.calendars.fetch import MOST_BYTES, MOST_HOPS
from lapbell.channels.connection import Deadline, open_session

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
PLAN = calendar(event("DTSTART:20261006T060000Z"))
SECRET = "a1b2c3d4"
PATH = f"/{SECRET}.ics"


def fetched(shelf: Shelf, previous: Copy | None = None, seconds: float = 20) -> Fetched:
    with Deadline(seconds) as line, open_session(line) as session:
        return fetch(Address(shelf.url + PATH), previous, now=NOW, session=session)


def from_file(path: Path) -> Fetched:
    with requests.Session() as session:
        return fetch(path, None, now=NOW, session=session)


def reason(outcome: Fetched) -> str:
    """Return the reason, which never tells the address."""
    assert isinstance(outcome, NoCopy)
    assert SECRET not in outcome.reason
    return outcome.reason


def test_a_calendar_comes_with_what_the_server_calls_it(shelf: Shelf) -> None:
    modified = "Mon, 05 Oct 2026 06:00:00 GMT"
    shelf.replies[PATH] = Reply(body=PLAN, headers={"ETag": '"7"', "Last-Modified": modified})
    assert fetched(shelf) == Copy(data=PLAN, at=NOW, etag='"7"', modified=modified)
    (asked,) = shelf.asked
    assert asked.headers["user-agent"] == "lapbell"
    assert "authorization" not in asked.headers


def test_what_did_not_change_is_the_last_copy_seen_anew(shelf: Shelf) -> None:
    last = Copy(data=PLAN, at=NOW - timedelta(hours=1), etag='"7"', modified="yesterday")
    shelf.replies[PATH] = Reply(304)
    assert fetched(shelf, last) == replace(last, at=NOW)
    (asked,) = shelf.asked
    assert asked.headers["if-none-match"] == '"7"'
    assert asked.headers["if-modified-since"] == "yesterday"


def test_without_a_last_copy_there_is_nothing_that_did_not_change(shelf: Shelf) -> None:
    shelf.replies[PATH] = Reply(304)
    assert "answered with 304" in reason(fetched(shelf))


@pytest.mark.parametrize("tag", ["x" * 201, "W/\u00e4", '"7\t"'])
def test_a_tag_that_could_not_be_sent_back_is_not_kept(shelf: Shelf, tag: str) -> None:
    shelf.replies[PATH] = Reply(body=PLAN, headers={"ETag": tag})
    assert fetched(shelf) == Copy(data=PLAN, at=NOW)


def test_a_packed_answer_is_unpacked(shelf: Shelf) -> None:
    packed = Reply(body=gzip.compress(PLAN), headers={"Content-Encoding": "gzip"})
    shelf.replies[PATH] = packed
    assert fetched(shelf) == Copy(data=PLAN, at=NOW)


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "copy it again"), (403, "copy it again"), (404, "copy it again"), (410, "copy it again"),
     (429, "asked too often"), (500, "trouble of its own"), (503, "trouble of its own"),
     (204, "answered with 204"), (418, "answered with 418")],
)  # fmt: skip
def test_a_refusal_says_what_to_do(shelf: Shelf, status: int, says: str) -> None:
    shelf.replies[PATH] = Reply(status)
    why = reason(fetched(shelf))
    assert why.startswith(shelf.host)
    assert says in why
    assert str(status) in why


@pytest.mark.parametrize(
    ("body", "says"),
    [(b"<!doctype html><title>Log in</title>", "a web page"), (b"", "no calendar"),
     (b'{"error": 1}', "no calendar"), (PLAN[:-8], "cut short"), (PLAN[:40], "cut short")],
)  # fmt: skip
def test_what_is_no_whole_calendar_is_no_copy(shelf: Shelf, body: bytes, says: str) -> None:
    shelf.replies[PATH] = Reply(body=body)
    assert says in reason(fetched(shelf))


def test_a_calendar_of_just_five_megabytes_is_taken_and_no_larger_one(shelf: Shelf) -> None:
    padding = MOST_BYTES - len(calendar("X:"))
    shelf.replies[PATH] = Reply(body=calendar("X:" + "x" * padding))
    outcome = fetched(shelf)
    assert isinstance(outcome, Copy)
    assert len(outcome.data) == MOST_BYTES
    shelf.replies[PATH] = Reply(body=calendar("X:" + "x" * (padding + 1)))
    assert "larger than 5 MB" in reason(fetched(shelf))


def test_of_an_endless_calendar_no_more_is_read(shelf: Shelf) -> None:
    hung_up = Event()

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nBEGIN:VCALENDAR\r\n")
        try:
            while True:
                connection.sendall(b"A:1\r\n" * 1000)
        except OSError:
            hung_up.set()

    shelf.replies[PATH] = endless
    assert "larger than 5 MB" in reason(fetched(shelf))
    assert hung_up.wait(10)


def test_a_small_answer_that_unpacks_to_a_large_one_is_cut_too(shelf: Shelf) -> None:
    packed = gzip.compress(calendar("X:" + "x" * 50_000_000))
    shelf.replies[PATH] = Reply(body=packed, headers={"Content-Encoding": "gzip"})
    assert "larger than 5 MB" in reason(fetched(shelf))


def test_a_server_that_drips_is_cut_by_the_deadline(shelf: Shelf) -> None:
    done = Event()

    def dripping(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            while not done.wait(0.05):
                connection.sendall(b"X-A: 1\r\n")
        except OSError:
            done.set()

    shelf.replies[PATH] = dripping
    assert shelf.host in reason(fetched(shelf, seconds=0.4))
    assert done.wait(10)


@pytest.mark.parametrize(
    ("sent", "says"),
    [(b"", "cannot be reached, or hung up"), (b"SSH-2.0-x\r\n", "cannot be reached, or hung up"),
     (b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nBEGIN:VCALENDAR", "broke off"),
     (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnonsense", "no answer that can be read")],
)  # fmt: skip
def test_a_server_that_talks_nonsense_is_named(shelf: Shelf, sent: bytes, says: str) -> None:
    shelf.replies[PATH] = lambda connection: connection.sendall(sent)
    assert says in reason(fetched(shelf))


def test_a_server_that_is_not_there_is_named() -> None:
    with Shelf() as shelf:
        gone = shelf
    assert reason(fetched(gone)) == f"{gone.host} cannot be reached, or hung up"


def test_no_certificate_is_no_connection(shelf: Shelf) -> None:
    with Deadline(20) as line, open_session(line) as session:
        address = Address(f"https://{shelf.host}{PATH}")
        outcome = fetch(address, None, now=NOW, session=session)
    assert "certificate" in reason(outcome)


def test_it_goes_where_it_is_sent(shelf: Shelf) -> None:
    shelf.replies[PATH] = Reply(302, headers={"Location": "/elsewhere"})
    shelf.replies["/elsewhere"] = Reply(308, headers={"Location": f"{shelf.url}/there"})
    shelf.replies["/there"] = Reply(body=PLAN)
    assert fetched(shelf) == Copy(data=PLAN, at=NOW)


def test_it_goes_only_so_far(shelf: Shelf) -> None:
    shelf.replies[PATH] = Reply(302, headers={"Location": PATH})
    assert "from address to address" in reason(fetched(shelf))
    assert len(shelf.asked) == 1 + MOST_HOPS


@pytest.mark.parametrize("target", ["http://elsewhere.invalid/x", "ftp://127.0.0.1/", "//[bad"])
def test_it_goes_to_no_address_that_is_less_safe(shelf: Shelf, target: str) -> None:
    shelf.replies[PATH] = Reply(302, headers={"Location": target})
    assert shelf.host in reason(fetched(shelf))
    assert len(shelf.asked) == 1


@pytest.mark.parametrize("url", ["https://a..b/x", "https://" + "a" * 70 + ".invalid/x"])
def test_an_address_that_is_none_is_a_reason_too(url: str) -> None:
    with Deadline(20) as line, open_session(line) as session:
        assert isinstance(fetch(Address(url), None, now=NOW, session=session), NoCopy)


def test_nothing_that_is_logged_tells_the_address(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shelf.replies[PATH] = Reply(body=PLAN)
    assert isinstance(fetched(shelf), Copy)
    assert SECRET not in caplog.text


def test_netrc_is_not_asked(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login anna password geheim\n")
    monkeypatch.setenv("NETRC", str(netrc))
    shelf.replies[PATH] = Reply(body=PLAN)
    assert isinstance(fetched(shelf), Copy)
    assert "authorization" not in shelf.asked[0].headers


def test_a_file_is_a_calendar_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(PLAN)
    assert from_file(path) == Copy(data=PLAN, at=NOW)
    (tmp_path / "link.ics").symlink_to(path)
    assert from_file(tmp_path / "link.ics") == Copy(data=PLAN, at=NOW)


@pytest.fixture
def odd_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A path at which no calendar stands."""
    path = tmp_path / "plan.ics"
    match request.param:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "half":
            path.write_bytes(PLAN[:-20])
        case "large":
            path.write_bytes(b"BEGIN:VCALENDAR\r\n" + b"x" * MOST_BYTES)
        case "loop":
            path.symlink_to(path)
    return path


@pytest.mark.parametrize(
    ("odd_file", "says"),
    [("missing", "is not there"), ("folder", "is a folder"), ("pipe", "is no file"),
     ("half", "still being written"), ("large", "larger than 5 MB"), ("loop", "cannot be read")],
    indirect=["odd_file"],
)  # fmt: skip
def test_a_file_that_is_no_calendar_is_named_with_the_cause(odd_file: Path, says: str) -> None:
    outcome = from_file(odd_file)
    assert isinstance(outcome, NoCopy)
    assert str(odd_file) in outcome.reason
    assert says in outcome.reason
