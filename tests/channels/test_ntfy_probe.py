from dataclasses import replace
from pathlib import Path

import pytest

from channels.phones import ACCESS, HASTY, SECRET, home_topic, phone, token_file
from lapbell.channels.ntfy import Ntfy, Settings
from lapbell.channels.protocol import Finding, Home
from ntfy_double import LOGIN_PAGE, REDIRECT, Fault, NtfyDouble, Refusal, Reply


def verdicts(findings: list[Finding]) -> list[tuple[str, bool]]:
    return [(finding.what, finding.ok) for finding in findings]


def test_an_open_server_lets_lapbell_do_everything(server: NtfyDouble) -> None:
    assert verdicts(phone(server).probe()) == [
        (f"127.0.0.1:{server.port} is an ntfy server and answers", True),
        ("lapbell may publish to the topic", True),
        ("lapbell may read the topic", True),
    ]


def test_nothing_is_published(server: NtfyDouble) -> None:
    phone(server).probe()
    assert server.messages("runs") == []


def test_a_login_that_may_only_write_is_fine_with_a_hint(tmp_path: Path) -> None:
    with NtfyDouble(access=ACCESS) as server:
        _, writing, reading = phone(server, "outbox", token_file=token_file(tmp_path)).probe()
        assert (writing.ok, reading.ok) == (True, True)
        assert "may not read" in reading.what
        assert "may come twice" in reading.advice


def test_a_login_that_may_only_read_is_told_so(tmp_path: Path) -> None:
    with NtfyDouble(access=ACCESS) as server:
        _, writing, reading = phone(server, "diary", token_file=token_file(tmp_path)).probe()
        assert (writing.ok, reading.ok) == (False, True)
        assert "grant it on the server" in writing.advice


def test_a_wrong_token_is_tried_once_and_no_more(tmp_path: Path) -> None:
    with NtfyDouble(access=ACCESS) as server:
        _, login = phone(server, token_file=token_file(tmp_path, "tk_wrong")).probe()
        assert not login.ok
        assert "renew the channel's token" in login.advice
        assert len([asked for asked in server.asked if "authorization" in asked.headers]) == 1


def test_a_missing_secret_says_what_to_do(server: NtfyDouble) -> None:
    findings = phone(server, token_env="LAPBELL_NO_SUCH_TOKEN").probe()
    assert [finding.ok for finding in findings] == [True, False, False]
    assert "LAPBELL_NO_SUCH_TOKEN is empty or not set" in findings[1].advice


@pytest.mark.parametrize("answer", [LOGIN_PAGE, REDIRECT, Refusal(40401).reply, Fault.STALL])
def test_what_is_no_ntfy_is_asked_nothing_more(server: NtfyDouble, answer: Reply | Fault) -> None:
    server.faults.append(answer)
    (found,) = phone(server, patience=HASTY).probe()
    assert not found.ok
    assert found.advice
    assert len(server.asked) == 1


def test_a_full_server_says_to_wait(server: NtfyDouble) -> None:
    server.faults.extend([None, None, Refusal(42901).reply])
    _, writing, _ = phone(server).probe()
    assert not writing.ok
    assert "try again in a minute" in writing.advice


# Buttons.


def test_with_buttons_it_asks_for_the_way_home_too(server: NtfyDouble) -> None:
    findings = phone(server, secret=SECRET).probe()
    assert verdicts(findings)[3:] == [
        ("a phone may post answers", True),
        ("lapbell may read the answers", True),
        ("buttons post to this machine", True),
        ("buttons are on", True),
    ]
    assert server.messages(home_topic(server)) == []
    assert "a phone that taps a button cannot reach it" in findings[5].advice
    assert "iPhone" in findings[6].advice
    assert "where [web] has a `url`" in findings[6].advice


def test_with_pages_the_hint_says_where_a_tap_leads(server: NtfyDouble) -> None:
    settings = Settings(ntfy=server.address("runs"), buttons=True)
    home = Home(secret=SECRET, web_url="https://pi.tailnet.example")
    hint = Ntfy("phone", settings, home).probe()[-1]
    assert "a tap on the push opens https://pi.tailnet.example" in hint.advice


def test_buttons_without_a_secret_say_when_they_come(server: NtfyDouble) -> None:
    finding = phone(server, buttons=True).probe()[-1]
    assert finding.ok
    assert "first start" in finding.advice


def test_a_reply_topic_that_nobody_may_use_says_how_to_make_one(tmp_path: Path) -> None:
    with NtfyDouble(access=ACCESS) as server:
        channel = phone(server, secret=SECRET, token_file=token_file(tmp_path))
        posting, reading = channel.probe()[3:5]
        for finding in (posting, reading):
            assert not finding.ok
            assert 'answers = "https://SERVER/TOPIC"' in finding.advice


def test_a_phone_posts_without_a_login_and_lapbell_reads_with_one(tmp_path: Path) -> None:
    rights = {**ACCESS.rights, ("anna", "home"): "r", ("*", "home"): "w"}
    with NtfyDouble(access=replace(ACCESS, rights=rights)) as server:
        login = token_file(tmp_path)
        answers = server.address("home")
        channel = phone(server, buttons=True, answers=answers, token_file=login)
        assert [finding.ok for finding in channel.probe()[3:5]] == [True, True]


def test_a_reply_server_that_is_gone_is_named(server: NtfyDouble) -> None:
    with NtfyDouble() as gone:
        address = gone.address("home")
    posting, reading = phone(server, buttons=True, answers=address).probe()[3:5]
    for finding in (posting, reading):
        assert not finding.ok
        assert f"no connection to 127.0.0.1:{gone.port}" in finding.advice


def test_a_reply_server_that_is_no_ntfy_is_named(server: NtfyDouble) -> None:
    with NtfyDouble() as other:
        other.fault_for = lambda _: LOGIN_PAGE
        posting, _ = phone(server, buttons=True, answers=other.address("home")).probe()[3:5]
        assert f"127.0.0.1:{other.port} answered 200: a web page" in posting.advice
