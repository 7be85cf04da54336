import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from channels.listener import Listener, Told
from channels.phones import BUTTONS, NUDGE, PICTURE
from lapbell.channels.protocol import CannotTell, Misconfigured, Refused, Retry, Sent, answers_of
from lapbell.channels.webhook import Settings, Webhook
from lapbell.channels.wire import PATIENCE, Patience

DATE = ("Date", "Sun, 04 Oct 2026 22:30:00 GMT")


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as one:
        yield one


def hook(listener: Listener, patience: Patience = PATIENCE, **secret: str) -> Webhook:
    address = f"http://{listener.host}/lapbell?flow=1"
    return Webhook("home", Settings(webhook=address, **secret), patience=patience)


def secret_file(folder: Path, text: str = "gehéim") -> str:
    (folder / "secret").write_text(text, "utf-8")
    return str(folder / "secret")


def test_a_message_is_one_json_object(listener: Listener) -> None:
    message = replace(NUDGE, kind="after", buttons=BUTTONS, click="https://pi/", picture=PICTURE)
    assert hook(listener).send(message) == Sent()
    (posted,) = listener.posted
    assert (posted.method, posted.path) == ("POST", "/lapbell?flow=1")
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["idempotency-key"] == NUDGE.key
    assert "lapbell-signature" not in posted.headers
    assert json.loads(posted.body) == {
        "key": NUDGE.key,
        "kind": "after",
        "title": NUDGE.title,
        "body": NUDGE.body,
        "priority": 4,
        "tags": ["runner"],
        "click": "https://pi/",
        "buttons": [{"label": one.label, "body": one.body} for one in BUTTONS],
    }


def test_a_post_is_signed_with_the_secret(listener: Listener, tmp_path: Path) -> None:
    hook(listener, secret_file=secret_file(tmp_path)).send(NUDGE)
    (posted,) = listener.posted
    mac = hmac.new("gehéim".encode(), posted.body, hashlib.sha256).hexdigest()
    assert posted.headers["lapbell-signature"] == f"sha256={mac}"


def test_a_missing_secret_posts_nothing(listener: Listener, tmp_path: Path) -> None:
    outcome = hook(listener, secret_file=str(tmp_path / "none")).send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert str(tmp_path / "none") in outcome.reason
    assert listener.posted == []


@pytest.mark.parametrize("status", [200, 201, 202, 204, 409])
def test_2xx_and_had_it_already_are_sent(listener: Listener, status: int) -> None:
    listener.answers.append(Told(status=status))
    assert hook(listener).send(NUDGE) == Sent()


@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 404, 405, 410])
def test_what_a_person_must_mend_is_misconfigured(listener: Listener, status: int) -> None:
    listener.answers.append(Told(status=status, headers=(("Location", "/elsewhere"),)))
    outcome = hook(listener).send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert outcome.reason.startswith(f"{listener.host} answered {status}: ")
    assert len(listener.posted) == 1


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_what_the_program_does_not_take_is_refused(listener: Listener, status: int) -> None:
    listener.answers.append(Told(status=status))
    assert isinstance(hook(listener).send(NUDGE), Refused)


@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_a_fault_of_the_server_leaves_open_whether_it_was_sent(
    listener: Listener, status: int
) -> None:
    listener.answers.append(Told(status=status))
    outcome = hook(listener).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "after"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(0)),
        ("7200", timedelta(hours=1)),
        ("9" * 400, timedelta(hours=1)),
        ("Sun, 04 Oct 2026 22:31:00 GMT", timedelta(minutes=1)),
        ("Sun, 04 Oct 2026 20:00:00 GMT", timedelta(0)),
        ("Sun, 04 Oct 2099 20:00:00 GMT", timedelta(hours=1)),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_busy_server_is_asked_again_when_it_says_an_hour_later_at_most(
    listener: Listener, status: int, asked: str, after: timedelta | None
) -> None:
    listener.answers.append(Told(status=status, headers=(DATE, ("Retry-After", asked))))
    outcome = hook(listener).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert (outcome.after, outcome.maybe_sent) == (after, False)


def test_a_lost_answer_leaves_open_whether_it_was_sent(listener: Listener) -> None:
    listener.answers.append(Told(stalls=True))
    outcome = hook(listener, Patience(connect_s=5, read_s=0.1)).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent


def test_no_connection_is_certainly_not_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        outcome = Webhook("home", Settings(webhook=address)).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert not outcome.maybe_sent


def test_it_can_never_be_asked_and_never_answers(listener: Listener) -> None:
    channel = hook(listener)
    trace = channel.find(NUDGE, timedelta(seconds=9))
    assert isinstance(trace, CannotTell)
    assert trace.lasting
    assert answers_of(channel) is None


def test_the_preflight_posts_nothing_and_hints_at_the_signature(
    listener: Listener, tmp_path: Path
) -> None:
    reached, signed = hook(listener).probe()
    assert (reached.ok, signed.ok) == (True, True)
    assert "secret_file" in signed.advice
    assert [one.ok for one in hook(listener, secret_file=secret_file(tmp_path)).probe()] == [
        True
    ] * 2
    assert {posted.method for posted in listener.posted} == {"HEAD"}


def test_the_preflight_names_what_is_missing(tmp_path: Path) -> None:
    with Listener() as gone:
        channel = hook(gone, secret_file=str(tmp_path / "none"))
    reached, signed = channel.probe()
    assert not reached.ok
    assert "no connection" in reached.advice
    assert not signed.ok
    assert str(tmp_path / "none") in signed.advice


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"webhook": "http://hook.example.org/x"}, "write https"),
        ({"webhook": "hook.example.org"}, "begins with https://"),
        ({"webhook": "https://anna:geheim@hook.example.org/"}, "sign with secret_file"),
        ({"webhook": "https://hook.example.org/#x"}, "everything from the ? or #"),
        ({"webhook": "https://h.example/", "secret_file": "x"}, "the whole path"),
        ({"webhook": "https://h.example/", "secret": "x"}, "Extra inputs"),
        (
            {"webhook": "https://h.example/", "secret_file": "/x", "secret_env": "X"},
            "secret_file and secret_env exclude each other",
        ),
    ],
)
def test_a_table_that_cannot_work_is_refused_with_advice(table: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(table)
    assert says in "; ".join(error["msg"] for error in caught.value.errors())


@pytest.mark.parametrize(
    "address", ["https://h.example/a?b=c@d", "http://192.168.1.5:1880/hook", "https://h.example"]
)
def test_an_address_with_a_query_or_at_home_is_taken(address: str) -> None:
    assert Settings(webhook=address).webhook == address
