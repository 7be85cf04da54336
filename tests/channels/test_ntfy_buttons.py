"""Buttons: what a phone gets, and what a tap brings home."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from channels.phones import (
    ACCESS,
    BUTTONS,
    NUDGE,
    PICTURE,
    SECRET,
    TOKEN,
    first_replies,
    home_topic,
    phone,
    token_file,
)
from lapbell.channels.protocol import Refused, Sent, answers_of
from ntfy_double import NtfyDouble, Refusal

ASKING = replace(NUDGE, buttons=BUTTONS)


def test_a_button_posts_its_body_to_the_reply_topic(server: NtfyDouble) -> None:
    channel = phone(server, secret=SECRET)
    channel.send(ASKING)
    actions = server.messages("runs")[0]["actions"]
    assert [action | {"id": ""} for action in actions] == [
        {
            "id": "",
            "action": "http",
            "label": button.label,
            "url": server.address(home_topic(server)),
            "body": button.body,
            "clear": True,
        }
        for button in BUTTONS
    ]


def test_a_tap_comes_home_and_clears_the_push(server: NtfyDouble) -> None:
    channel = phone(server, secret=SECRET)
    channel.send(ASKING)
    assert server.press("runs", 0, "In 20 min ⏰") == 200
    assert server.visible("runs") == []
    (reply,) = first_replies(channel, 1)
    assert reply.text == BUTTONS[1].body


def test_a_tap_that_the_server_refuses_leaves_the_push(server: NtfyDouble) -> None:
    phone(server, secret=SECRET).send(ASKING)
    server.faults.append(Refusal(42901).reply)
    assert server.press("runs", 0, "Done") == 429
    assert len(server.visible("runs")) == 1


def test_without_a_secret_or_the_setting_there_are_no_buttons(server: NtfyDouble) -> None:
    for channel in (phone(server), phone(server, buttons=True)):
        assert isinstance(channel.send(ASKING), Sent)
        assert channel.abilities.buttons == 0
        assert answers_of(channel) is None
    assert all("actions" not in event for event in server.messages("runs"))


def test_the_reply_topic_is_the_same_at_every_start_and_nobody_elses(server: NtfyDouble) -> None:
    urls = {}
    for name, topic, secret in (
        ("now", "runs", SECRET),
        ("later", "runs", SECRET),
        ("another secret", "runs", b"another"),
        ("another topic", "walks", SECRET),
    ):
        phone(server, topic, secret=secret).send(ASKING)
        urls[name] = server.messages(topic)[-1]["actions"][0]["url"]
    topics = {url.rpartition("/")[2] for url in urls.values()}
    assert urls["now"] == urls["later"]
    assert len(topics) == 3
    assert all(len(topic) == 32 and topic.isalnum() for topic in topics)


def test_a_reply_topic_can_be_named(server: NtfyDouble) -> None:
    channel = phone(server, buttons=True, answers=server.address("home"))
    channel.send(ASKING)
    server.press("runs", 0, "Done")
    assert [event["message"] for event in server.messages("home")] == [BUTTONS[0].body]


def test_with_access_control_a_phone_answers_without_a_login(tmp_path: Path) -> None:
    rights = {**ACCESS.rights, ("anna", "home"): "r", ("*", "home"): "w"}
    with NtfyDouble(access=replace(ACCESS, rights=rights)) as server:
        channel = phone(
            server,
            buttons=True,
            answers=server.address("home"),
            token_file=token_file(tmp_path),
        )
        channel.send(ASKING)
        assert server.press("runs", 0, "Done") == 200
        assert [reply.text for reply in first_replies(channel, 1)] == [BUTTONS[0].body]


def test_the_login_never_goes_to_another_server(server: NtfyDouble, tmp_path: Path) -> None:
    with NtfyDouble() as other:
        login: dict[str, Any] = {
            "token_file": token_file(tmp_path),
            "answers": other.address("home"),
        }
        channel = phone(server, buttons=True, **login)
        channel.send(ASKING)
        server.press("runs", 0, "Done")
        first_replies(channel, 1)
        channel.probe()
        assert server.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert all("authorization" not in asked.headers for asked in other.asked)


def test_a_reply_topic_elsewhere_has_a_login_of_its_own(
    server: NtfyDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSWERS_TOKEN", TOKEN)
    access = replace(ACCESS, rights={("anna", "home"): "r", ("*", "home"): "w"})
    with NtfyDouble(access=access) as other:
        there: dict[str, Any] = {
            "answers": other.address("home"),
            "answers_token_env": "ANSWERS_TOKEN",
        }
        channel = phone(server, buttons=True, **there)
        channel.send(ASKING)
        server.press("runs", 0, "It hurts")
        assert [reply.text for reply in first_replies(channel, 1)] == [BUTTONS[2].body]


def test_what_a_server_does_not_take_as_buttons_goes_without(server: NtfyDouble) -> None:
    server.faults.append(Refusal(40018).reply)
    assert isinstance(phone(server, secret=SECRET).send(ASKING), Sent)
    (event,) = server.messages("runs")
    assert "actions" not in event


# A picture.


def test_a_picture_arrives_whole_beside_its_words(server: NtfyDouble) -> None:
    message = replace(NUDGE, picture=PICTURE, click="https://pi.example/weeks")
    sent = phone(server).send(message)
    (event,) = server.messages("runs")
    assert sent == Sent(server_id=event["id"], keyed=True)
    assert (event["title"], event["message"]) == (NUDGE.title, NUDGE.body)
    assert (event["priority"], event["tags"]) == (4, ["runner"])
    assert (event["click"], event["sequence_id"]) == (message.click, NUDGE.key)
    assert event["attachment"]["name"] == "week 41.png"
    assert event["attachment"]["type"] == "image/png"
    assert requests.get(event["attachment"]["url"], timeout=5).content == PICTURE.png


def test_a_picture_leaves_room_for_one_button(server: NtfyDouble) -> None:
    channel = phone(server, secret=SECRET)
    channel.send(replace(NUDGE, picture=PICTURE, buttons=BUTTONS[:1]))
    assert server.press("runs", 0, "Done") == 200
    assert "attachment" in server.messages("runs")[0]
    channel.send(replace(NUDGE, picture=PICTURE, buttons=BUTTONS, key="week-2"))
    assert len(server.messages("runs")[1]["actions"]) == 3
    assert "attachment" not in server.messages("runs")[1]


def test_where_no_files_are_taken_the_words_go_alone() -> None:
    with NtfyDouble(allows_files=False) as server:
        assert isinstance(phone(server).send(replace(NUDGE, picture=PICTURE)), Sent)
        (event,) = server.messages("runs")
        assert (event["title"], event["message"]) == (NUDGE.title, NUDGE.body)


@pytest.mark.parametrize("code", [41301, 42905])
def test_a_file_too_large_for_the_server_stays_away(server: NtfyDouble, code: int) -> None:
    server.faults.append(Refusal(code).reply)
    assert isinstance(phone(server).send(replace(NUDGE, picture=PICTURE)), Sent)
    assert "attachment" not in server.messages("runs")[0]


def test_a_full_server_gets_no_second_request(server: NtfyDouble) -> None:
    server.faults.append(Refusal(42901).reply)
    phone(server, secret=SECRET).send(replace(ASKING, picture=PICTURE))
    assert len(server.asked) == 1


# A change of what was sent.


def test_an_update_replaces_what_is_shown_without_a_sound(server: NtfyDouble) -> None:
    channel = phone(server, secret=SECRET)
    channel.send(ASKING)
    assert isinstance(channel.update(replace(NUDGE, title="Done at 18:20")), Sent)
    (shown,) = server.visible("runs")
    assert (shown["title"], shown["priority"]) == ("Done at 18:20", 1)
    assert "actions" not in shown


def test_a_server_without_keys_gets_no_second_push() -> None:
    with NtfyDouble(version="2.13") as server:
        channel = phone(server)
        channel.send(NUDGE)
        assert isinstance(channel.update(NUDGE), Refused)
        assert len(server.messages("runs")) == 1


def test_no_button_and_no_answer_stands_in_a_log(
    server: NtfyDouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = phone(server, secret=SECRET)
    channel.send(ASKING)
    server.press("runs", 0, "Done")
    replies = first_replies(channel, 1)
    for text in (caplog.text, repr(ASKING), repr(replies), repr(channel), repr(channel.answers)):
        assert BUTTONS[0].body not in text
        assert home_topic(server) not in text
