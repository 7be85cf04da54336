"""Listening to the reply topic: what comes, from where on, and how it ends."""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from channels.phones import ACCESS, token_file
from lapbell.channels.ntfy.replies import Replies
from lapbell.channels.ntfy.settings import Settings
from lapbell.channels.protocol import Broken, Heard, Quiet, Reply
from lapbell.channels.wire import Patience
from ntfy_double import LOGIN_PAGE, REDIRECT, Fault, NtfyDouble, Refusal
from ntfy_double import Reply as Said

PATIENT = Patience(connect_s=5, read_s=10)
NDJSON = "application/x-ndjson; charset=utf-8"


def ear(server: NtfyDouble, patience: Patience = PATIENT, **login: str) -> Replies:
    table = {"ntfy": server.address("runs"), "buttons": True, "answers": server.address("home")}
    settings = Settings.model_validate(table | login)
    return Replies(server.address("home"), settings, patience=patience)


def texts(heard: Iterator[Heard], count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        one = next(heard)
        assert not isinstance(one, Broken), one
        found += [one.text] if isinstance(one, Reply) else []
    return found


def event(**fields: object) -> bytes:
    whole = {"id": "AAAAAAAAAAAA", "time": 1795362492, "event": "message", "message": "x"}
    return json.dumps(whole | fields).encode() + b"\n"


def stream_of(*lines: bytes) -> Said:
    return Said(body=b"".join(lines), content_type=NDJSON)


# What comes, and from where on.


def test_replies_come_as_they_are_posted(server: NtfyDouble) -> None:
    heard = ear(server).replies("")
    assert next(heard) == Quiet()
    posted = server.publish("home", "v1.done.ü")
    moment = datetime.fromtimestamp(posted["time"], UTC)
    assert next(heard) == Reply(id=posted["id"], text="v1.done.ü", at=moment)
    server.publish("home", "v1.later")
    assert texts(heard, 1) == ["v1.later"]
    assert [asked.path for asked in server.asked] == ["/home/json"]


def test_without_a_cursor_the_last_12_hours_come(server: NtfyDouble) -> None:
    server.publish("home", "one")
    server.publish("home", "two")
    assert texts(ear(server).replies(""), 2) == ["one", "two"]
    assert server.asked[0].query == {"since": "12h"}


def test_after_a_cursor_only_the_rest_comes(server: NtfyDouble) -> None:
    first = server.publish("home", "one")
    server.publish("home", "two")
    assert texts(ear(server).replies(first["id"]), 1) == ["two"]


@pytest.mark.parametrize("cursor", ["AAAAAAAAAAAA", "none", "latest", "9999999999", "x y\n"])
def test_a_cursor_the_server_does_not_know_misses_nothing(server: NtfyDouble, cursor: str) -> None:
    server.publish("home", "one")
    assert texts(ear(server).replies(cursor), 1) == ["one"]


def test_a_reply_that_comes_twice_is_told_once(server: NtfyDouble) -> None:
    two = event(id="BBBBBBBBBBBB", message="two")
    server.faults.append(stream_of(event(message="one"), event(message="one"), two, two))
    heard = list(ear(server).replies(""))
    assert [one.text for one in heard if isinstance(one, Reply)] == ["one", "two"]


def test_signs_of_life_give_the_caller_a_turn() -> None:
    with NtfyDouble(keepalive_s=0.02) as server:
        heard = ear(server).replies("")
        assert [next(heard) for _ in range(4)] == [Quiet()] * 4


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"no json\n",
        b"[1]\n",
        b"{" * 100_000 + b"\n",
        b"\xff\xfe\n",
        event(event="message_clear"),
        event(id=7),
        event(message=None),
        event(time="yesterday"),
        event(time=10**15),
        event(time=10**400),
        event(message="x" * 70_000),
    ],
)
def test_a_line_that_is_no_reply_is_passed_over(server: NtfyDouble, line: bytes) -> None:
    good = event(id="BBBBBBBBBBBB", message="good")
    server.faults.append(stream_of(line, good))
    heard = list(ear(server).replies(""))
    assert [one.text for one in heard if isinstance(one, Reply)] == ["good"]
    assert isinstance(heard[-1], Broken)


def test_a_line_without_an_end_takes_no_room_and_gives_the_caller_a_turn(
    server: NtfyDouble,
) -> None:
    server.faults.append(Said(body=b"x" * 3_000_000, content_type=NDJSON))
    tracemalloc.start()
    heard = list(ear(server).replies(""))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    assert heard[:-1] == [Quiet()] * (len(heard) - 1)
    assert len(heard) > 40


# How it ends.


@pytest.mark.parametrize(
    ("answer", "says", "after"),
    [
        (Refusal(40101).reply, "the login is not accepted", timedelta(minutes=15)),
        (Refusal(40301).reply, "no right", timedelta(minutes=15)),
        (Refusal(40401).reply, "no ntfy at this address", timedelta(minutes=15)),
        (Refusal(42901).reply, "too much at once", timedelta(seconds=5)),
        (Refusal(42909).reply, "too much at once", timedelta(seconds=60)),
        (Refusal(50001).reply, "a fault of the server", None),
        (LOGIN_PAGE, "a web page", timedelta(minutes=15)),
        (REDIRECT, "a redirect", timedelta(minutes=15)),
        (Said(body=b""), "not what ntfy says", timedelta(minutes=15)),
    ],
)
def test_a_refusal_is_the_end_and_says_how_long_to_wait(
    server: NtfyDouble, answer: Said, says: str, after: timedelta | None
) -> None:
    server.faults.append(answer)
    (broken,) = ear(server).replies("")
    assert isinstance(broken, Broken)
    assert says in broken.reason
    assert broken.after == after


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.STALL, Fault.KEEP_THEN_STALL])
def test_a_server_that_says_nothing_is_the_end(server: NtfyDouble, fault: Fault) -> None:
    server.faults.append(fault)
    (broken,) = ear(server, Patience(connect_s=5, read_s=0.1)).replies("")
    assert isinstance(broken, Broken)
    assert broken.reason.startswith(f"no answer from 127.0.0.1:{server.port}: ")
    assert broken.after is None


def test_silence_after_the_beginning_is_the_end_too(server: NtfyDouble) -> None:
    heard = list(ear(server, Patience(connect_s=5, read_s=0.1)).replies(""))
    assert heard[0] == Quiet()
    assert isinstance(heard[-1], Broken)


def test_a_server_that_ends_is_the_end() -> None:
    with NtfyDouble() as server:
        heard = ear(server).replies("")
        next(heard)
    (broken,) = heard
    assert broken == Broken(reason=f"127.0.0.1:{server.port} closed the connection")


def test_no_connection_is_the_end() -> None:
    with NtfyDouble() as server:
        gone = ear(server)
    (broken,) = gone.replies("")
    assert isinstance(broken, Broken)
    assert broken.reason.startswith("no connection to 127.0.0.1")


def test_a_missing_secret_asks_nobody(server: NtfyDouble, tmp_path: Path) -> None:
    (broken,) = ear(server, token_file=str(tmp_path / "none")).replies("")
    assert isinstance(broken, Broken)
    assert broken.after == timedelta(minutes=15)
    assert server.asked == []


def test_a_reader_without_the_right_is_told(tmp_path: Path) -> None:
    with NtfyDouble(access=ACCESS) as server:
        (broken,) = ear(server, token_file=token_file(tmp_path)).replies("")
        assert isinstance(broken, Broken)
        assert "no right" in broken.reason


def test_listening_goes_on_after_a_break_where_it_ended(server: NtfyDouble) -> None:
    listener = ear(server)
    first = event(message="one")
    server.faults.append(stream_of(first))
    assert isinstance(list(listener.replies(""))[-1], Broken)
    server.publish("home", "two")
    assert texts(listener.replies("AAAAAAAAAAAA"), 1) == ["two"]


def test_there_are_never_two_connections(server: NtfyDouble) -> None:
    listener = ear(server)
    first = listener.replies("")
    next(first)
    (broken,) = listener.replies("")
    assert broken == Broken(reason="the reply topic is being listened to already")
    assert len(server.asked) == 1
    first.close()  # type: ignore[attr-defined]
    assert next(listener.replies("")) == Quiet()


def test_another_thread_can_hang_up(server: NtfyDouble) -> None:
    listener = ear(server)
    heard: list[Heard] = []
    thread = Thread(target=lambda: heard.extend(listener.replies("")), daemon=True)
    thread.start()
    server.publish("home", "one")
    while len(heard) < 2:
        thread.join(0.01)
    listener.hang_up()
    thread.join(10)
    assert heard[-1] == Broken(reason="hung up")
    assert texts(listener.replies(""), 1) == ["one"]
