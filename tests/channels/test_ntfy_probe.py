from pathlib import Path

import pytest

from channels.phones import ACCESS, HASTY, phone, token_file
from lapbell.channels.protocol import Finding
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
