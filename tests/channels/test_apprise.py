"""Services behind Apprise, by its plugin for JSON over HTTP: a real library, a real socket."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from apprise import NotifyLogEntry
from pydantic import ValidationError

from channels.listener import Listener, Told
from channels.phones import NUDGE, PICTURE
from lapbell.channels.apprise import MISSING, Apprise, Clues, Settings
from lapbell.channels.protocol import (
    CannotTell,
    Misconfigured,
    Outcome,
    Refused,
    Retry,
    Sent,
    answers_of,
)

TOPIC = "nobody-can-guess-this-9f3a"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as one:
        yield one


def service(host: str, *, scheme: str = "json", more: str = "", whole_s: float = 20) -> Apprise:
    settings = Settings(apprise=f"{scheme}://{host}/{TOPIC}{more}")
    return Apprise("chat", settings, whole_s=whole_s)


def test_text_and_picture_arrive(listener: Listener) -> None:
    assert service(listener.host).send(replace(NUDGE, picture=PICTURE)) == Sent()
    (posted,) = listener.posted
    said = json.loads(posted.body)
    assert (said["title"], said["message"]) == (NUDGE.title, NUDGE.body)
    (attached,) = said["attachments"]
    assert (attached["filename"], attached["mimetype"]) == ("week 41.png", "image/png")


def test_text_is_plain_whatever_stands_in_it(listener: Listener) -> None:
    body = "*5* < 6 & :smile: \\n"
    service(listener.host).send(replace(NUDGE, body=body))
    assert json.loads(listener.posted[0].body)["message"] == body


def test_a_service_without_titles_gets_it_as_the_first_line() -> None:
    telegram = Settings(apprise="tgram://123456789:abcdefg_hijklmnop/12315544/")
    abilities = Apprise("chat", telegram).abilities
    assert (abilities.title_bytes, abilities.picture, abilities.buttons) == (0, "upload", 0)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, Misconfigured),
        (403, Misconfigured),
        (404, Misconfigured),
        (302, Misconfigured),
        (400, Refused),
        (429, Retry),
    ],
)
def test_what_the_service_said_no_to_is_certainly_not_sent(
    listener: Listener, status: int, expected: type[Outcome]
) -> None:
    listener.answers.append(Told(status=status, headers=(("Location", "/"),)))
    outcome = service(listener.host).send(NUDGE)
    assert isinstance(outcome, expected)
    assert f"json (Apprise) answered {status}" in repr(outcome)
    assert not (isinstance(outcome, Retry) and outcome.maybe_sent)
    assert len(listener.posted) == 1


def test_a_service_that_cannot_be_reached_is_certainly_not_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        outcomes = [
            service(f"127.0.0.1:{closed.getsockname()[1]}").send(NUDGE),
            service("lapbell.invalid").send(NUDGE),
        ]
    assert outcomes == [Retry(reason="no connection to json (Apprise)")] * 2


def test_a_fault_or_silence_leaves_open_whether_it_was_sent(listener: Listener) -> None:
    listener.answers.extend([Told(status=500), Told(stalls=True), Told(stalls=True)])
    for box in (
        service(listener.host),
        service(listener.host, more="?rto=0.2"),
        service(listener.host, whole_s=0.2),
    ):
        outcome = box.send(NUDGE)
        assert isinstance(outcome, Retry)
        assert outcome.maybe_sent
    assert len(listener.posted) == 3


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("WARNING", "no route to the thing")],
        [("INFO", "Sent a message."), ("WARNING", "Failed: error=403.")],
        [("WARNING", "error=502.")],
        [("WARNING", "error=404"), ("WARNING", "error=500")],
        [("DEBUG", "Socket Exception: NewConnectionError"), ("DEBUG", "Socket Exception: other")],
        [("DEBUG", "Payload: Socket Exception: NewConnectionError error=403")],
    ],
)
def test_what_the_lines_do_not_rule_out_may_have_been_sent(lines: list[tuple[str, str]]) -> None:
    clues = Clues("chat")
    for level, text in lines:
        clues(NotifyLogEntry(level, text), None)
    outcome = clues.outcome()
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent


def test_it_can_never_be_asked_and_never_answers() -> None:
    channel = service("127.0.0.1:1")
    trace = channel.find(NUDGE, timedelta(seconds=9))
    assert isinstance(trace, CannotTell)
    assert trace.lasting
    assert answers_of(channel) is None


def test_the_preflight_sends_nothing(listener: Listener) -> None:
    (finding,) = service(listener.host).probe()
    assert finding.ok
    assert finding.what == "Apprise knows the service json"
    assert "--send" in finding.advice
    assert listener.posted == []


@pytest.mark.parametrize("address", ["tgram://bad", "nonsense://x", "x", "", "json://"])
def test_an_address_that_apprise_does_not_know_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="Apprise knows no service by this address"):
        Settings(apprise=address)


@pytest.mark.parametrize("scheme", ["json", "ntfy"])
def test_no_log_no_outcome_and_no_repr_tells_the_address(listener: Listener, scheme: str) -> None:
    """In a Python of its own that logs everything: pytest listens to loggers that are shut."""
    listener.answers.extend([Told(status=status) for status in (403, 500, 404)])
    address = f"{scheme}://anna:geheim7@{listener.host}/{TOPIC}"
    code = f"""
import logging
logging.basicConfig(level=1)
from channels.phones import NUDGE
from lapbell.channels.apprise import Apprise, Settings
channel = Apprise("chat", Settings(apprise={address!r}))
print(*[channel.send(NUDGE) for _ in range(4)], channel, channel.probe(), channel._settings)
"""
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, capture_output=True, check=True, env=os.environ | path)
    assert len(listener.posted) == 4
    said = (ended.stdout + ended.stderr).decode()
    assert "Sent(" in said
    assert "geheim7" not in said
    assert TOPIC not in said


def test_no_config_error_tells_the_address() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(apprise=f"nonsense://{TOPIC}")
    assert TOPIC not in str(caught.value)


def test_a_missing_library_is_a_problem_of_the_config_and_costs_nothing_else() -> None:
    """In a Python that has no Apprise: as after `pip install lapbell` alone."""
    code = """
import sys
sys.modules["apprise"] = None
from lapbell.channels.registry import KINDS
KINDS["ntfy"].settings.model_validate({"ntfy": "https://ntfy.sh/runs"})
KINDS["apprise"].settings.model_validate({"apprise": "json://127.0.0.1"})
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert MISSING in ended.stderr.decode()
    assert ended.stderr.count(b"Traceback") == 1


def test_the_library_is_imported_only_where_it_is_used() -> None:
    code = "import sys, lapbell.channels.registry; print('apprise' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ended.stdout.strip() == b"False"
