from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.phones import ACCESS, HASTY, NUDGE, PASSWORD, TOKEN, phone, token_file
from lapbell.channels.ntfy.codes import outcome as outcome_of
from lapbell.channels.protocol import Misconfigured, Refused, Retry, Sent
from lapbell.channels.wire import Answer
from ntfy_double import LOGIN_PAGE, REDIRECT, Fault, NtfyDouble, Refusal, Reply


def test_a_message_arrives_with_emoji_and_umlauts_whole(server: NtfyDouble) -> None:
    sent = phone(server).send(NUDGE)
    (event,) = server.messages("runs")
    assert sent == Sent(server_id=event["id"], keyed=True)
    assert (event["title"], event["message"]) == (NUDGE.title, NUDGE.body)
    assert (event["priority"], event["tags"]) == (4, ["runner"])


def test_a_message_sent_twice_shows_once_where_the_server_keeps_keys(server: NtfyDouble) -> None:
    phone(server).send(NUDGE)
    phone(server).send(NUDGE)
    assert len(server.messages("runs")) == 2
    assert len(server.visible("runs")) == 1


def test_an_old_server_takes_the_message_and_drops_the_key() -> None:
    with NtfyDouble(version="2.13") as server:
        outcome = phone(server).send(NUDGE)
        assert isinstance(outcome, Sent)
        assert not outcome.keyed


def test_one_attempt_is_one_request(server: NtfyDouble) -> None:
    server.faults.append(Refusal(50001).reply)
    phone(server).send(NUDGE)
    assert [(asked.method, asked.path) for asked in server.asked] == [("POST", "/")]


def test_a_server_behind_a_path_is_published_to_under_that_path(server: NtfyDouble) -> None:
    phone(server, "push/runs").send(NUDGE)
    assert server.asked[0].path == "/push/"
    assert server.asked[0].json["topic"] == "runs"


@pytest.mark.parametrize("length", [4094, 4095, 4096, 9000])
def test_a_long_text_stays_a_text_and_never_becomes_a_file(length: int) -> None:
    with NtfyDouble(allows_files=False) as server:
        outcome = phone(server).send(
            replace(NUDGE, body="lang " * (length // 5) + "x" * (length % 5))
        )
        assert isinstance(outcome, Sent)
        assert len(server.messages("runs")[0]["message"].encode()) <= 4095


# What the server says, and what follows.


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (LOGIN_PAGE, "a web page"),
        (replace(LOGIN_PAGE, body=LOGIN_PAGE.body * 2000), "a web page"),
        (REDIRECT, "a redirect"),
        (Reply(body=b"OK", content_type="text/plain"), "not what ntfy says"),
        (Reply(body=b""), "not what ntfy says"),
        (Reply(body=b"[]"), "not what ntfy says"),
        (Reply(body=b'{"id": 7, "event": "message"}'), "not what ntfy says"),
        (Reply(body=b'{"id": "abc", "event": "open"}'), "not what ntfy says"),
        (Reply(status=404, body=b"gone", content_type="text/html"), "no ntfy at this address"),
        (Reply(status=400, body=b"<h1>Bad", content_type="text/html"), "a web page"),
        (Reply(status=405, body=b"{}"), "not what ntfy says"),
        (Refusal(40101).reply, "the login is not accepted"),
        (Refusal(40301).reply, "no right"),
        (Refusal(40401).reply, "no ntfy at this address"),
    ],
)
def test_what_a_person_must_mend_is_misconfigured(
    server: NtfyDouble, answer: Reply, says: str
) -> None:
    server.faults.append(answer)
    outcome = phone(server).send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert f"127.0.0.1:{server.port} answered {answer.status}: " in outcome.reason
    assert says in outcome.reason


@pytest.mark.parametrize(
    "code", [40007, 40009, 40010, 40011, 40013, 40014, 40018, 40021, 40024, 40049, 41301, 41303]
)
def test_what_the_server_will_never_take_is_refused(server: NtfyDouble, code: int) -> None:
    server.faults.append(Refusal(code).reply)
    assert isinstance(phone(server).send(NUDGE), Refused)


@pytest.mark.parametrize(
    ("code", "after"),
    [
        (42901, timedelta(seconds=5)),
        (42909, timedelta(seconds=60)),
        (42905, None),
        (42902, None),
    ],
)
def test_a_full_server_is_asked_again_when_it_is_ready(
    server: NtfyDouble, code: int, after: timedelta | None
) -> None:
    body = b'{"code":%d,"http":429}' % code
    server.faults.append(Reply(status=429, body=body))
    outcome = phone(server).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert (outcome.after, outcome.maybe_sent) == (after, False)


def test_a_used_up_day_ends_at_midnight_by_the_servers_clock() -> None:
    answer = Answer(
        status=429,
        content_type="application/json",
        date="Sun, 04 Oct 2026 22:30:00 GMT",
        body=Refusal(42908).reply.body,
        whole=True,
    )
    outcome = outcome_of(answer, "ntfy.sh", "key")
    assert isinstance(outcome, Retry)
    assert outcome.after == timedelta(hours=1, minutes=31)


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_server_without_a_usable_clock_is_asked_again_in_an_hour(date: str) -> None:
    body = Refusal(42908).reply.body
    answer = Answer(status=429, content_type="", date=date, body=body, whole=True)
    outcome = outcome_of(answer, "ntfy.sh", "key")
    assert isinstance(outcome, Retry)
    assert outcome.after == timedelta(hours=1)


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 507])
def test_a_fault_of_the_server_leaves_open_whether_it_was_sent(
    server: NtfyDouble, status: int
) -> None:
    page = Reply(status=status, body=b"<h1>Sorry", content_type="text/html")
    server.faults.append(page)
    outcome = phone(server).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent


@pytest.mark.parametrize("fault", list(Fault))
def test_a_lost_answer_leaves_open_whether_it_was_sent(server: NtfyDouble, fault: Fault) -> None:
    server.faults.append(fault)
    outcome = phone(server, patience=HASTY).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent


# Logging in.


def test_a_token_is_read_at_each_send(tmp_path: Path) -> None:
    with NtfyDouble(access=ACCESS) as server:
        path = token_file(tmp_path, "tk_old")
        channel = phone(server, token_file=path)
        assert isinstance(channel.send(NUDGE), Misconfigured)
        token_file(tmp_path)
        assert isinstance(channel.send(NUDGE), Sent)


def test_a_user_logs_in_with_a_password_of_any_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTFY_PASSWORD", PASSWORD)
    with NtfyDouble(access=ACCESS) as server:
        channel = phone(server, user="anna", password_env="NTFY_PASSWORD")
        assert isinstance(channel.send(NUDGE), Sent)


def test_a_missing_secret_is_misconfigured_and_asks_nobody(
    server: NtfyDouble, tmp_path: Path
) -> None:
    outcome = phone(server, token_file=str(tmp_path / "none")).send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert str(tmp_path / "none") in outcome.reason
    assert server.asked == []


def test_a_netrc_of_the_machine_is_never_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login eve password other\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with NtfyDouble() as server:
        phone(server).send(NUDGE)
        phone(server, token_file=token_file(tmp_path)).send(NUDGE)
        logins = [asked.headers.get("authorization") for asked in server.asked]
        assert logins == [None, f"Bearer {TOKEN}"]
