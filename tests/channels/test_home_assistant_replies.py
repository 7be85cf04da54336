"""Taps in Home Assistant's event stream: what comes, and how listening ends."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from channels.bots import ASKING, BUTTONS, heard, house_phone, token_file
from channels.phones import NUDGE, SECRET
from home_assistant_double import ADMIN, GUEST, SERVICE, HomeAssistantDouble
from lapbell.channels.home_assistant import Settings
from lapbell.channels.home_assistant.replies import Replies
from lapbell.channels.protocol import Broken, Heard, Quiet, Reply
from lapbell.channels.wire import Patience
from lapbell.core.answers import sign
from lapbell.core.offers import Verb
from ntfy_double import LOGIN_PAGE, REDIRECT, Fault
from ntfy_double import Reply as Said
from running import wait_until

TEXT = BUTTONS[0].body
FORGED = sign(b"another", Verb.DONE, NUDGE.key)
EVENTS = "text/event-stream"


@pytest.fixture
def house() -> Iterator[HomeAssistantDouble]:
    with HomeAssistantDouble() as double:
        yield double


def ear(
    house: HomeAssistantDouble, folder: Path, *, token: str = ADMIN, read_s: float = 10
) -> Replies:
    table = {
        "home_assistant": house.url,
        "service": SERVICE,
        "token_file": token_file(folder, token),
    }
    patience = Patience(connect_s=5, read_s=read_s)
    return Replies(Settings.model_validate(table), SECRET, patience=patience)


def texts(heard: Iterator[Heard], count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        one = next(heard)
        assert not isinstance(one, Broken), one
        found += [one.text] if isinstance(one, Reply) else []
    return found


def event(**fields: object) -> bytes:
    whole = {
        "event_type": "mobile_app_notification_action",
        "data": {"action": TEXT},
        "time_fired": "2026-10-04T16:05:00.5+00:00",
        "context": {"id": "01JD"},
    }
    return b"data: " + json.dumps(whole | fields).encode() + b"\n\n"


def stream_of(*pieces: bytes) -> Said:
    return Said(body=b"".join(pieces), content_type=f"{EVENTS}; charset=utf-8")


# What comes.


@pytest.mark.parametrize("device", ["android", "iphone"])
def test_a_tap_comes_home_as_it_happens(
    house: HomeAssistantDouble, tmp_path: Path, device: str
) -> None:
    channel = house_phone(house, tmp_path)
    channel.send(ASKING)
    assert channel.answers is not None
    replies = channel.answers.replies("")
    assert next(replies) == Quiet()
    house.wait_for_streams(1)
    before = datetime.now(UTC)
    id_ = house.tap("In 20 min", device=device)
    reply = next(one for one in replies if isinstance(one, Reply))
    assert (reply.id, reply.text) == (id_, BUTTONS[1].body)
    assert before <= reply.at <= datetime.now(UTC)
    assert house.asked[-1].query == {"restrict": "mobile_app_notification_action"}


def test_what_was_tapped_while_nobody_listened_is_lost(
    house: HomeAssistantDouble, tmp_path: Path
) -> None:
    house_phone(house, tmp_path).send(ASKING)
    house.tap("Done")
    house_phone(house, tmp_path).send(ASKING)
    replies = ear(house, tmp_path).replies("")
    assert next(replies) == Quiet()
    house.wait_for_streams(1)
    house.tap("It hurts")
    assert texts(replies, 1) == [BUTTONS[2].body]


def test_signs_of_life_give_the_caller_a_turn(tmp_path: Path) -> None:
    with HomeAssistantDouble(ping_s=0.02) as house:
        assert heard(ear(house, tmp_path), 6) == [Quiet()] * 6


def test_other_programs_taps_and_forged_ones_are_passed_over(
    house: HomeAssistantDouble, tmp_path: Path
) -> None:
    replies = ear(house, tmp_path).replies("")
    next(replies)
    house.wait_for_streams(1)
    for action in ("ALARM", "REPLY", FORGED, TEXT[:-1], "", "v1.done.\ud800.x"):
        house.fire({"action": action})
    house.fire({"action": TEXT}, event_type="state_changed")
    house.fire({"action": BUTTONS[1].body})
    assert texts(replies, 1) == [BUTTONS[1].body]


@pytest.mark.parametrize(
    "piece",
    [
        b"\n",
        b"data: ping\n\n",
        b": a comment\n\n",
        b"data: no json\n\n",
        b"data: [1]\n\n",
        b"data: " + b"{" * 60_000 + b"\n\n",
        b"\xff\xfe\n",
        event(data=None),
        event(data={"action": 7}),
        event(data={}),
        event(event_type="state_changed"),
        event(time_fired="yesterday"),
        event(time_fired="2026-10-04T16:05:00"),
        event(time_fired=1),
        event(context={}),
        event(context={"id": 7}),
        event(more="x" * 70_000),
    ],
)
def test_a_line_that_is_no_tap_is_passed_over(
    house: HomeAssistantDouble, tmp_path: Path, piece: bytes
) -> None:
    house.faults.append(stream_of(piece, event(context={"id": "good"})))
    found = list(ear(house, tmp_path).replies(""))
    assert [one.id for one in found if isinstance(one, Reply)] == ["good"]
    assert isinstance(found[-1], Broken)


# How it ends.


@pytest.mark.parametrize(
    ("answer", "says", "after"),
    [
        (Said(status=401, body=b"401: Unauthorized"), "administrator", timedelta(minutes=15)),
        (Said(status=403, body=b"403: Forbidden"), "ip_bans.yaml", timedelta(minutes=15)),
        (Said(status=404, body=b""), "no Home Assistant", timedelta(minutes=15)),
        (Said(status=502, body=b""), "it is starting", None),
        (LOGIN_PAGE, "not what Home Assistant says", timedelta(minutes=15)),
        (REDIRECT, "a redirect", timedelta(minutes=15)),
        (stream_of(b"data: ping\n\n"), "closed the connection", None),
    ],
)
def test_a_refusal_is_the_end_and_says_how_long_to_wait(
    house: HomeAssistantDouble, tmp_path: Path, answer: Said, says: str, after: timedelta | None
) -> None:
    house.faults.append(answer)
    broken = list(ear(house, tmp_path).replies(""))[-1]
    assert isinstance(broken, Broken)
    assert says in broken.reason
    assert broken.after == after


def test_a_token_of_no_administrator_may_ring_but_not_listen(
    house: HomeAssistantDouble, tmp_path: Path
) -> None:
    channel = house_phone(house, tmp_path, token=GUEST)
    channel.send(NUDGE)
    assert len(house.shown) == 1
    (broken,) = heard(channel.answers, 2)
    assert isinstance(broken, Broken)
    assert "administrator" in broken.reason


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.STALL, None])
def test_a_house_that_says_nothing_is_the_end(
    house: HomeAssistantDouble, tmp_path: Path, fault: Fault | None
) -> None:
    house.faults.append(fault)
    broken = list(ear(house, tmp_path, read_s=0.1).replies(""))[-1]
    assert isinstance(broken, Broken)
    assert broken.after is None


def test_a_missing_token_asks_nobody(house: HomeAssistantDouble, tmp_path: Path) -> None:
    listener = ear(house, tmp_path)
    (tmp_path / "token").unlink()
    (broken,) = listener.replies("")
    assert isinstance(broken, Broken)
    assert broken.after == timedelta(minutes=15)
    assert house.asked == []


def test_there_are_never_two_connections(house: HomeAssistantDouble, tmp_path: Path) -> None:
    listener = ear(house, tmp_path)
    first = listener.replies("")
    next(first)
    (broken,) = listener.replies("")
    assert broken == Broken(reason="the event stream is being listened to already")
    assert len(house.asked) == 1


def test_another_thread_can_hang_up(house: HomeAssistantDouble, tmp_path: Path) -> None:
    listener = ear(house, tmp_path)
    found: list[Heard] = []
    thread = Thread(target=lambda: found.extend(listener.replies("")), daemon=True)
    thread.start()
    wait_until(lambda: found)
    listener.hang_up()
    thread.join(10)
    assert found[-1] == Broken(reason="hung up")


def test_no_secret_is_told(house: HomeAssistantDouble, tmp_path: Path) -> None:
    channel = house_phone(house, tmp_path)
    said = [repr(channel), repr(channel.answers)]
    for answer in (Said(status=401, body=ADMIN.encode()), LOGIN_PAGE, Fault.DROP):
        house.faults.extend([answer] * 2)
        said += [repr(channel.send(ASKING)), repr(heard(channel.answers, 1))]
    assert not [text for text in said if ADMIN in text or SECRET.decode() in text]
