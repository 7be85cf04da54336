"""One push through Home Assistant: what the phone gets, and what each answer means."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.bots import ASKING, BUTTONS, house_phone
from channels.phones import HASTY, NUDGE, PICTURE
from home_assistant_double import GUEST, SERVICE, HomeAssistantDouble
from lapbell.channels.home_assistant import HomeAssistant, Settings
from lapbell.channels.protocol import (
    CannotTell,
    Message,
    Misconfigured,
    Retry,
    Sent,
    answers_of,
)
from lapbell.channels.wire import Patience
from ntfy_double import LOGIN_PAGE, REDIRECT, Fault, Reply


@pytest.fixture
def house() -> Iterator[HomeAssistantDouble]:
    with HomeAssistantDouble() as double:
        yield double


# What arrives.


def test_a_push_carries_its_key_its_buttons_and_its_page(
    house: HomeAssistantDouble, tmp_path: Path
) -> None:
    message = replace(ASKING, click="https://pi.example/n", picture=PICTURE)
    assert house_phone(house, tmp_path).send(message) == Sent(keyed=True)
    assert house.pushed == [
        {
            "title": NUDGE.title,
            "message": NUDGE.body,
            "data": {
                "tag": NUDGE.key,
                "actions": [{"action": one.body, "title": one.label} for one in BUTTONS],
                "ttl": 0,
                "priority": "high",
                "url": message.click,
                "clickAction": message.click,
            },
        }
    ]


def test_what_is_not_urgent_lets_an_iphone_rest(house: HomeAssistantDouble, tmp_path: Path) -> None:
    house_phone(house, tmp_path).send(replace(NUDGE, priority=2))
    assert house.pushed[0]["data"] == {
        "tag": NUDGE.key,
        "push": {"interruption-level": "passive"},
    }


def test_a_resend_replaces_what_is_shown(house: HomeAssistantDouble, tmp_path: Path) -> None:
    for title in ("once", "twice"):
        house_phone(house, tmp_path).send(replace(NUDGE, title=title))
    assert [push["title"] for push in house.shown.values()] == ["twice"]


def test_the_longest_push_fits_what_google_and_apple_take(
    house: HomeAssistantDouble, tmp_path: Path
) -> None:
    long = replace(
        ASKING, title="ä" * 400, body="Füße weit. " * 900, click="https://x/" + "y" * 290
    )
    house_phone(house, tmp_path).send(long)
    assert len(json.dumps(house.pushed[0], ensure_ascii=False).encode()) < 4000


def test_without_a_secret_or_the_setting_there_are_no_buttons(
    house: HomeAssistantDouble, tmp_path: Path
) -> None:
    settings = house_phone(house, tmp_path)._settings
    plain = HomeAssistant("phone", settings), house_phone(house, tmp_path, buttons=False)
    for channel in plain:
        assert isinstance(channel.send(ASKING), Sent)
        assert channel.abilities.buttons == 0
        assert answers_of(channel) is None
        assert "actions" not in house.pushed[-1]["data"]


def test_what_is_done_goes_away_without_a_sound(house: HomeAssistantDouble, tmp_path: Path) -> None:
    channel = house_phone(house, tmp_path)
    channel.send(ASKING)
    done = Message(key=NUDGE.key, title="Done", body=NUDGE.title)
    assert channel.update(done) == Sent(keyed=True)
    assert house.shown == {}
    assert house.pushed[-1] == {"message": "clear_notification", "data": {"tag": NUDGE.key}}


# What each answer means.


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Reply(status=400, body=b"400: Bad Request"), "mend `service`"),
        (Reply(status=401, body=b"401: Unauthorized"), "the token is not accepted"),
        (Reply(status=403, body=b"403: Forbidden"), "ip_bans.yaml"),
        (Reply(status=404, body=b"404: Not Found"), "no Home Assistant at this address"),
        (Reply(status=405, body=b""), "no Home Assistant at this address"),
        (REDIRECT, "a redirect"),
        (LOGIN_PAGE, "not what Home Assistant says"),
    ],
)
def test_what_a_person_must_mend_is_misconfigured(
    house: HomeAssistantDouble, tmp_path: Path, answer: Reply, says: str
) -> None:
    house.faults.append(answer)
    outcome = house_phone(house, tmp_path).send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert outcome.reason.startswith(f"{house.host} answered {answer.status}: ")
    assert says in outcome.reason


def test_a_phone_that_the_house_does_not_know_is_misconfigured(
    house: HomeAssistantDouble, tmp_path: Path
) -> None:
    outcome = house_phone(house, tmp_path, service="notify.mobile_app_gone").send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert "mend `service`" in outcome.reason


def test_an_action_that_fails_leaves_open_whether_it_was_sent(tmp_path: Path) -> None:
    with HomeAssistantDouble(push_fails=True) as house:
        outcome = house_phone(house, tmp_path).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent
    assert "its log says more" in outcome.reason


@pytest.mark.parametrize("fault", [Fault.KEEP_THEN_DROP, Fault.KEEP_THEN_STALL])
def test_a_lost_answer_leaves_open_whether_it_was_sent(
    house: HomeAssistantDouble, tmp_path: Path, fault: Fault
) -> None:
    house.faults.append(fault)
    outcome = house_phone(house, tmp_path, patience=HASTY).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent
    assert len(house.shown) == 1


def test_no_connection_is_certainly_not_sent(tmp_path: Path) -> None:
    with socket.socket() as closed, HomeAssistantDouble() as house:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        channel = house_phone(house, tmp_path, home_assistant=url, patience=Patience(connect_s=1))
        outcome = channel.send(NUDGE)
    assert isinstance(outcome, Retry)
    assert not outcome.maybe_sent


def test_a_missing_token_is_never_asked_about(house: HomeAssistantDouble, tmp_path: Path) -> None:
    outcome = house_phone(house, tmp_path, token_file=str(tmp_path / "none")).send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert str(tmp_path / "none") in outcome.reason
    assert house.asked == []


def test_the_house_cannot_be_asked_what_a_phone_shows(
    house: HomeAssistantDouble, tmp_path: Path
) -> None:
    trace = house_phone(house, tmp_path).find(NUDGE, timedelta(seconds=9))
    assert isinstance(trace, CannotTell)
    assert trace.lasting


# The preflight.


def test_the_preflight_rings_nothing(house: HomeAssistantDouble, tmp_path: Path) -> None:
    findings = house_phone(house, tmp_path).probe()
    assert [one.ok for one in findings] == [True, True, True]
    assert "keeps no taps" in findings[-1].advice
    assert house.pushed == []
    assert {asked.method for asked in house.asked} == {"GET"}
    assert len(house_phone(house, tmp_path, buttons=False).probe()) == 2


def test_the_preflight_says_what_to_mend(house: HomeAssistantDouble, tmp_path: Path) -> None:
    (wrong,) = house_phone(house, tmp_path, token="wrong").probe()
    assert "make a new one" in wrong.advice
    _, phone, taps = house_phone(house, tmp_path, token=GUEST, service="notify.gone").probe()
    assert (phone.ok, taps.ok) == (False, False)
    assert "Developer tools" in phone.advice
    assert "administrator" in taps.advice
    house.faults.append(LOGIN_PAGE)
    (page,) = house_phone(house, tmp_path).probe()
    assert not page.ok


@pytest.mark.parametrize(
    "answer",
    [Reply(body=b"no json"), Reply(body=b'{"domain": "notify"}'), Reply(status=500, body=b"")],
)
def test_a_list_of_actions_that_cannot_be_read_is_no_crash(
    house: HomeAssistantDouble, tmp_path: Path, answer: Reply
) -> None:
    house.faults.extend([None, answer])
    _, phone, taps = house_phone(house, tmp_path).probe()
    assert (phone.ok, taps.ok) == (False, True)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"home_assistant": "http://home.example.org:8123"}, "in the clear"),
        ({"home_assistant": "homeassistant.local"}, "begins with https://"),
        ({"home_assistant": "http://homeassistant.local:8123/api"}, "leave out everything behind"),
        ({"service": "mobile_app_phone"}, "the phone's action"),
        ({"service": "light.turn_on"}, "the phone's action"),
        ({"service": "notify.a/../b"}, "the phone's action"),
        ({"token_file": None}, "the token is missing: write token_file, token_env or"),
        ({"token_env": "TOKEN"}, "exclude each other"),
        ({"token_file": "eyJhbGciOi.eyJhZG1pbiI.c2lnbmF0dXJl"}, "the secret itself"),
    ],
)
def test_a_table_that_cannot_work_is_refused_with_advice(
    table: dict[str, object], says: str
) -> None:
    whole = {"home_assistant": "http://homeassistant.local:8123/", "service": SERVICE}
    with pytest.raises(ValueError, match=says):
        Settings.model_validate({**whole, "token_file": "/x", **table})
    assert Settings.model_validate({**whole, "token_file": "/x"})
