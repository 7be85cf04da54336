"""The text of everything a channel gives out, in every kind of trouble, holds no secret."""

import base64
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from channels.listener import Listener, Told
from channels.phones import (
    ACCESS,
    BUTTONS,
    NUDGE,
    PASSWORD,
    SECRET,
    TOKEN,
    home_topic,
    phone,
    token_file,
)
from lapbell.channels.ntfy import Ntfy, Settings
from lapbell.channels.ntfy.replies import Replies
from lapbell.channels.protocol import Misconfigured
from lapbell.channels.webhook import Settings as Webhooked
from lapbell.channels.webhook import Webhook
from lapbell.channels.wire import Patience, Request
from ntfy_double import LOGIN_PAGE, REDIRECT, Fault, NtfyDouble, Refusal, Reply

AT_ONCE = Patience(connect_s=5, read_s=0.1, whole_s=0.1)
TOPIC = "nobody-can-guess-this-9f3a"
BASIC = base64.b64encode(f"anna:{PASSWORD}".encode()).decode()
SETTINGS = Settings(ntfy=f"https://ntfy.sh/{TOPIC}", buttons=True)
SECRETS = (TOKEN, PASSWORD, BASIC, TOPIC)
ODD_HEADERS = Reply(
    body=b"", content_type="text/plain\r\nno header at all", location=f"/{TOPIC}?token={TOKEN}"
)
TROUBLES: tuple[Fault | Reply | None, ...] = (
    None,
    *Fault,
    LOGIN_PAGE,
    REDIRECT,
    ODD_HEADERS,
    Refusal(40101).reply,
    Refusal(40301, f"{TOPIC} {TOKEN}").reply,
    Refusal(40018, f"{TOPIC} {TOKEN}").reply,
    Refusal(42901).reply,
    Refusal(50001, TOPIC).reply,
)


def assert_silent(*texts: object, secrets: Sequence[str] = SECRETS) -> None:
    for text in texts:
        for secret in secrets:
            assert secret not in f"{text}"
            assert secret not in f"{text!r}"


@pytest.fixture(params=["token", "password"])
def login(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    monkeypatch.setenv("NTFY_PASSWORD", PASSWORD)
    if request.param == "token":
        return {"token_file": token_file(tmp_path)}
    return {"user": "anna", "password_env": "NTFY_PASSWORD"}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_outcome_and_no_log_tells_a_secret(
    trouble: Fault | Reply | None, login: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with NtfyDouble(access=ACCESS) as server:
        channel = phone(server, TOPIC, patience=AT_ONCE, **login)
        server.fault_for = lambda _: trouble
        assert_silent(channel.send(NUDGE), channel.find(NUDGE, timedelta(seconds=9)))
        assert_silent(*channel.probe())
        assert any("authorization" in asked.headers for asked in server.asked)
    assert_silent(caplog.text)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_button_and_no_reply_topic_is_told(
    trouble: Fault | Reply | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with NtfyDouble() as server:
        secrets = (home_topic(server, TOPIC), *(one.body for one in BUTTONS), SECRET.decode())
        channel = phone(server, TOPIC, patience=AT_ONCE, secret=SECRET)
        answers = Replies(server.address(home_topic(server, TOPIC)), SETTINGS, patience=AT_ONCE)
        server.fault_for = lambda _: trouble
        message = replace(NUDGE, buttons=BUTTONS)
        assert_silent(message, channel.send(message), channel.probe(), secrets=secrets)
        assert_silent(channel, channel.answers, *islice(answers.replies(""), 3), secrets=secrets)
    assert_silent(caplog.text, secrets=secrets)


@pytest.mark.parametrize("status", [200, 302, 401, 404, 429, 500])
def test_no_webhook_tells_its_address_or_secret(
    status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Listener() as listener:
        listener.answers.append(Told(status=status, headers=(("Location", f"/{TOPIC}"),)))
        address = f"http://{listener.host}/{TOPIC}"
        settings = Webhooked(webhook=address, secret_file=token_file(tmp_path))
        channel = Webhook("home", settings)
        assert_silent(channel, settings, channel.send(NUDGE), channel.probe(), caplog.text)
        assert settings.signature(listener.posted[0].body)
    assert_silent(channel.send(NUDGE), channel.probe(), caplog.text)


def test_no_failed_connection_tells_a_secret(
    login: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for address in ("https://127.0.0.1:1", "http://127.0.0.1:1", "https://lapbell.invalid"):
        channel = Ntfy("phone", Settings.model_validate({"ntfy": f"{address}/{TOPIC}"} | login))
        assert_silent(channel.send(NUDGE), channel.find(NUDGE, timedelta(seconds=9)))
        assert_silent(*channel.probe())
    assert_silent(caplog.text)


def test_no_repr_tells_a_secret(login: dict[str, str]) -> None:
    settings = Settings.model_validate({"ntfy": f"https://ntfy.sh/{TOPIC}"} | login)
    assert_silent(settings, settings.secret, Ntfy("phone", settings))
    assert_silent(Request(method="GET", url=settings.ntfy, authorization=settings.authorization()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ntfy": f"https://anna:{PASSWORD}@ntfy.sh/{TOPIC}"},
        {"ntfy": f"http://ntfy.sh/{TOPIC}?auth={TOKEN}"},
        {"token_env": TOKEN},
        {"token_file": f"/{TOPIC}", "token_env": "T"},
        {"token": TOKEN},
        {"password": PASSWORD},
    ],
)
def test_no_config_error_tells_a_secret(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"ntfy": f"https://ntfy.sh/{TOPIC}"} | wrong)
    assert_silent(caught.value, caught.value.errors(include_input=False))


def test_a_file_of_more_than_a_token_is_refused_without_its_text(tmp_path: Path) -> None:
    path = token_file(tmp_path, f"# my token\n{TOKEN}")
    with NtfyDouble() as server:
        outcome = phone(server, token_file=path).send(NUDGE)
        assert isinstance(outcome, Misconfigured)
        assert path in outcome.reason
        assert_silent(outcome)
        assert server.asked == []
