from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.phones import ACCESS, HASTY, NUDGE, phone, token_file
from lapbell.channels.protocol import Absent, CannotTell, Found, Message, Retry, Sent
from ntfy_double import LOGIN_PAGE, REDIRECT, Fault, NtfyDouble, Refusal, Reply

LATELY = timedelta(seconds=20)
KEPT = (
    Fault.KEEP_THEN_DROP,
    Fault.KEEP_THEN_STALL,
    Fault.KEEP_THEN_500,
    Fault.KEEP_THEN_DRIP,
    Fault.KEEP_THEN_BREAK_OFF,
    Fault.KEEP_THEN_END_EARLY,
)


@pytest.mark.parametrize("version", ["2.13", "2.16"])
@pytest.mark.parametrize("fault", [*KEPT, Fault.DROP])
def test_an_ambiguous_send_is_found_exactly_where_it_was_kept(version: str, fault: Fault) -> None:
    with NtfyDouble(version="2.13" if version == "2.13" else "2.16") as server:
        server.faults.append(fault)
        outcome = phone(server, patience=HASTY).send(NUDGE)
        assert isinstance(outcome, Retry)
        assert outcome.maybe_sent
        kept = server.wait_for("runs", int(fault.keeps))
        found = phone(server).find(NUDGE, LATELY)
        assert found == (Found(server_id=kept[0]["id"]) if fault.keeps else Absent())


def test_another_message_with_the_same_text_is_not_ours_where_keys_are_kept(
    server: NtfyDouble,
) -> None:
    phone(server).send(replace(NUDGE, key="post-other"))
    assert phone(server).find(NUDGE, LATELY) == Absent()


@pytest.mark.parametrize("other", [replace(NUDGE, title="x"), replace(NUDGE, body="x")])
def test_an_old_server_tells_by_title_and_text_together(other: Message) -> None:
    with NtfyDouble(version="2.13") as server:
        phone(server).send(other)
        assert phone(server).find(NUDGE, LATELY) == Absent()
        phone(server).send(NUDGE)
        assert isinstance(phone(server).find(NUDGE, LATELY), Found)


def test_a_text_that_was_cut_or_trimmed_is_found_again() -> None:
    message = replace(NUDGE, title=f" {NUDGE.title} ", body="Füße weit \n" * 1000)
    with NtfyDouble(version="2.13") as server:
        assert isinstance(phone(server).send(message), Sent)
        assert isinstance(phone(server).find(message, LATELY), Found)


def test_a_cleared_message_was_there(server: NtfyDouble) -> None:
    cleared = b'{"id":"abcdefghijkl","event":"message_clear","sequence_id":"%s"}\n'
    body = cleared % NUDGE.key.encode()
    server.faults.append(Reply(body=body, content_type="application/x-ndjson; charset=utf-8"))
    assert phone(server).find(NUDGE, LATELY) == Found(server_id="abcdefghijkl")


def test_it_asks_for_the_time_since_the_attempt_and_a_minute(server: NtfyDouble) -> None:
    phone(server).find(NUDGE, timedelta(seconds=19.2))
    (asked,) = server.asked
    assert (asked.path, asked.query) == ("/runs/json", {"poll": "1", "since": "80s"})


def test_a_topic_that_nothing_was_sent_to_holds_nothing(server: NtfyDouble) -> None:
    assert phone(server).find(NUDGE, LATELY) == Absent()


def test_it_is_found_among_many(server: NtfyDouble) -> None:
    for number in range(300):
        server.publish("runs", f"{number} " + "x" * 1000)
    phone(server).send(NUDGE)
    assert isinstance(phone(server).find(NUDGE, LATELY), Found)


def test_a_topic_too_long_to_read_cannot_tell(server: NtfyDouble) -> None:
    for _ in range(300):
        server.publish("runs", "x" * 4000)
    phone(server).send(NUDGE)
    trace = phone(server).find(NUDGE, LATELY)
    assert isinstance(trace, CannotTell)
    assert not trace.lasting


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(42901).reply,
        Refusal(50001).reply,
        Fault.DROP,
        Fault.STALL,
        Fault.KEEP_THEN_DRIP,
        Fault.KEEP_THEN_DRIP_BODY,
        Fault.KEEP_THEN_FLOOD,
        Fault.KEEP_THEN_BREAK_OFF,
        Fault.KEEP_THEN_END_EARLY,
    ],
)
def test_a_passing_trouble_cannot_tell_now(server: NtfyDouble, trouble: Fault | Reply) -> None:
    server.publish("runs", "another message", title="of another day")
    server.faults.append(trouble)
    trace = phone(server, patience=HASTY).find(NUDGE, LATELY)
    assert isinstance(trace, CannotTell)
    assert not trace.lasting


@pytest.mark.parametrize(
    "answer",
    [
        Refusal(40101).reply,
        Refusal(40301).reply,
        Refusal(40401).reply,
        LOGIN_PAGE,
        REDIRECT,
        Reply(body=b""),
        Reply(body=b"{}"),
    ],
)
def test_a_server_that_cannot_be_asked_never_can(server: NtfyDouble, answer: Reply) -> None:
    server.faults.append(answer)
    trace = phone(server).find(NUDGE, LATELY)
    assert isinstance(trace, CannotTell)
    assert trace.lasting


def test_a_login_that_may_only_write_never_can_tell(tmp_path: Path) -> None:
    with NtfyDouble(access=ACCESS) as server:
        channel = phone(server, "outbox", token_file=token_file(tmp_path))
        assert isinstance(channel.send(NUDGE), Sent)
        trace = channel.find(NUDGE, LATELY)
        assert isinstance(trace, CannotTell)
        assert trace.lasting


def test_a_missing_secret_cannot_tell_now(server: NtfyDouble, tmp_path: Path) -> None:
    trace = phone(server, token_file=str(tmp_path / "none")).find(NUDGE, LATELY)
    assert isinstance(trace, CannotTell)
    assert not trace.lasting
