"""One push into a chat: what arrives, and what each answer means."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.bots import ASKING, BUTTONS, chat
from channels.phones import HASTY, NUDGE, PICTURE
from lapbell.channels.protocol import (
    CannotTell,
    Message,
    Misconfigured,
    Picture,
    Refused,
    Retry,
    Sent,
    answers_of,
)
from lapbell.channels.telegram import Settings, Telegram
from lapbell.channels.wire import Patience
from ntfy_double import LOGIN_PAGE, REDIRECT, Fault, Reply
from telegram_double import CHAT, Refusal, TelegramDouble

LONG = replace(ASKING, title="ä" * 400, body="Füße weit & <Fersen> raus. " * 400)


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


# What arrives.


def test_a_push_arrives_as_plain_words_under_a_bold_title(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    message = replace(NUDGE, title="Calf & <pump>", body="1 < 2 > 0 & so on")
    assert chat(telegram, tmp_path).send(message) == Sent(server_id="1")
    assert telegram.newest["text"] == "Calf & <pump>\n1 < 2 > 0 & so on"
    assert telegram.asked[0].json["text"].startswith("<b>Calf &amp; &lt;pump&gt;</b>\n")
    assert telegram.asked[0].json["link_preview_options"] == {"is_disabled": True}


def test_a_page_is_behind_the_title(telegram: TelegramDouble, tmp_path: Path) -> None:
    message = replace(NUDGE, click='https://pi.example/n?a=1&b="2"')
    assert isinstance(chat(telegram, tmp_path).send(message), Sent)
    written = telegram.asked[0].json["text"]
    assert written.startswith('<a href="https://pi.example/n?a=1&amp;b=&quot;2&quot;"><b>')


@pytest.mark.parametrize(("priority", "is_silent"), [(1, True), (2, True), (3, False), (5, False)])
def test_what_is_not_urgent_comes_without_a_sound(
    telegram: TelegramDouble, tmp_path: Path, priority: int, *, is_silent: bool
) -> None:
    chat(telegram, tmp_path).send(replace(NUDGE, priority=priority))
    assert telegram.newest.get("disable_notification", False) is is_silent


def test_the_buttons_stand_in_one_row(telegram: TelegramDouble, tmp_path: Path) -> None:
    chat(telegram, tmp_path).send(ASKING)
    assert telegram.labels(telegram.newest) == [one.label for one in BUTTONS]


def test_without_a_secret_or_the_setting_there_are_no_buttons(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    settings = chat(telegram, tmp_path)._settings
    for channel in (Telegram("phone", settings), chat(telegram, tmp_path, buttons=False)):
        assert isinstance(channel.send(ASKING), Sent)
        assert channel.abilities.buttons == 0
        assert answers_of(channel) is None
        assert telegram.labels(telegram.newest) == []


@pytest.mark.parametrize("picture", [None, PICTURE])
def test_the_longest_push_fits(
    telegram: TelegramDouble, tmp_path: Path, picture: Picture | None
) -> None:
    assert isinstance(chat(telegram, tmp_path).send(replace(LONG, picture=picture)), Sent)
    assert telegram.newest["caption" if picture else "text"].endswith("…")


def test_a_picture_arrives_whole_with_words_and_buttons(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    message = replace(ASKING, picture=PICTURE, priority=2)
    assert isinstance(chat(telegram, tmp_path).send(message), Sent)
    number = telegram.newest["message_id"]
    assert telegram.pictures[number] == PICTURE.png
    assert telegram.newest["caption"] == f"{NUDGE.title}\n{NUDGE.body}"
    assert telegram.labels(telegram.newest) == [one.label for one in BUTTONS]
    assert telegram.newest["disable_notification"] is True


@pytest.mark.parametrize(
    "answer",
    [
        Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS").reply,
        Refusal(413, "Request Entity Too Large").reply,
        Reply(status=413, body=b"<html>413", content_type="text/html"),
    ],
)
def test_a_picture_that_is_not_taken_stays_away_at_once(
    telegram: TelegramDouble, tmp_path: Path, answer: Reply
) -> None:
    telegram.faults.append(answer)
    assert isinstance(chat(telegram, tmp_path).send(replace(ASKING, picture=PICTURE)), Sent)
    assert telegram.methods == ["sendPhoto", "sendMessage"]
    assert "text" in telegram.newest


def test_a_chat_that_is_wrong_is_not_the_pictures_fault(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    channel = chat(telegram, tmp_path, telegram=CHAT + 1)
    assert isinstance(channel.send(replace(NUDGE, picture=PICTURE)), Misconfigured)
    assert telegram.methods == ["sendPhoto"]


# What each answer means.


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Refusal(400, "Bad Request: chat not found").reply, "knows no such chat"),
        (Refusal(400, "Bad Request: have no rights to send a message").reply, "let it"),
        (Refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN").reply, "let it"),
        (
            Refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100123).reply,
            "write telegram = -100123",
        ),
        (Refusal(401, "Unauthorized").reply, "renew it with @BotFather"),
        (Refusal(403, "Forbidden: bot was blocked by the user").reply, "press Start"),
        (Refusal(404, "Not Found").reply, "no bot has this token"),
        (LOGIN_PAGE, "not what Telegram says"),
        (REDIRECT, "not what Telegram says"),
        (Reply(body=b'{"ok":true,"result":true}'), "not what Telegram says"),
        (Reply(status=400, body=b"Bad gateway"), "not what Telegram says"),
    ],
)
def test_what_a_person_must_mend_is_misconfigured(
    telegram: TelegramDouble, tmp_path: Path, answer: Reply, says: str
) -> None:
    telegram.faults.append(answer)
    outcome = chat(telegram, tmp_path).send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert outcome.reason.startswith(f"{telegram.host} answered {answer.status}: ")
    assert says in outcome.reason


@pytest.mark.parametrize(
    "description", ["Bad Request: message text is empty", "Bad Request: BUTTON_DATA_INVALID"]
)
def test_what_telegram_does_not_take_is_refused(
    telegram: TelegramDouble, tmp_path: Path, description: str
) -> None:
    telegram.faults.append(Refusal(400, description).reply)
    outcome = chat(telegram, tmp_path).send(NUDGE)
    reason = f"{telegram.host} answered 400: it does not take this message"
    assert outcome == Refused(reason=reason)


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        ({"retry_after": 7}, timedelta(seconds=7)),
        ({"retry_after": 0}, timedelta(0)),
        ({"retry_after": -3}, timedelta(0)),
        ({"retry_after": 10**30}, timedelta(hours=1)),
        ({}, None),
    ],
)
def test_too_much_at_once_waits_as_long_as_telegram_says_an_hour_at_most(
    telegram: TelegramDouble, tmp_path: Path, asked: dict[str, int], after: timedelta | None
) -> None:
    telegram.faults.append(Refusal(429, "Too Many Requests: retry after 7", **asked).reply)
    outcome = chat(telegram, tmp_path).send(NUDGE)
    reason = f"{telegram.host} answered 429: too much at once"
    assert outcome == Retry(reason=reason, after=after)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.KEEP_THEN_DROP,
        Fault.KEEP_THEN_STALL,
        Fault.KEEP_THEN_500,
        Fault.KEEP_THEN_BREAK_OFF,
        Fault.KEEP_THEN_FLOOD,
    ],
)
def test_a_lost_answer_leaves_open_whether_it_was_sent(
    telegram: TelegramDouble, tmp_path: Path, fault: Fault
) -> None:
    telegram.faults.append(fault)
    outcome = chat(telegram, tmp_path, patience=HASTY).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent
    assert len(telegram.messages) == 1


def test_no_connection_is_certainly_not_sent(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with TelegramDouble() as telegram:
            channel = chat(telegram, tmp_path, server=url, patience=Patience(connect_s=1))
        outcome = channel.send(NUDGE)
    assert isinstance(outcome, Retry)
    assert not outcome.maybe_sent


@pytest.mark.parametrize("content", ["", "two words", "123456789", "../getMe"])
def test_a_token_that_is_none_is_never_sent(
    telegram: TelegramDouble, tmp_path: Path, content: str
) -> None:
    channel = chat(telegram, tmp_path)
    (tmp_path / "token").write_text(content)
    outcome = channel.send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert str(tmp_path / "token") in outcome.reason
    assert telegram.asked == []


def test_a_bot_cannot_be_asked_what_it_wrote(telegram: TelegramDouble, tmp_path: Path) -> None:
    trace = chat(telegram, tmp_path).find(NUDGE, timedelta(seconds=9))
    assert isinstance(trace, CannotTell)
    assert trace.lasting
    assert telegram.asked == []


# Done.

DONE = Message(key=NUDGE.key, title="Done", body=NUDGE.title)


@pytest.mark.parametrize("picture", [None, PICTURE])
def test_done_takes_the_place_of_what_was_asked(
    telegram: TelegramDouble, tmp_path: Path, picture: Picture | None
) -> None:
    channel = chat(telegram, tmp_path)
    channel.send(replace(ASKING, picture=picture))
    assert channel.update(DONE) == Sent(server_id="1")
    assert len(telegram.messages) == 1
    words = telegram.newest.get("caption" if picture else "text")
    assert words == f"Done\n{NUDGE.title}"
    assert telegram.labels(telegram.newest) == []


def test_what_another_start_sent_is_left_alone(telegram: TelegramDouble, tmp_path: Path) -> None:
    chat(telegram, tmp_path).send(ASKING)
    assert isinstance(chat(telegram, tmp_path).update(DONE), Refused)
    assert telegram.methods == ["sendMessage"]


def test_only_the_latest_messages_are_remembered(telegram: TelegramDouble, tmp_path: Path) -> None:
    channel = chat(telegram, tmp_path)
    for number in range(201):
        channel.send(replace(NUDGE, key=f"post-{number}"))
    assert isinstance(channel.update(replace(DONE, key="post-0")), Refused)
    assert isinstance(channel.update(replace(DONE, key="post-1")), Sent)


# The preflight.


def test_the_preflight_posts_nothing_and_ends_no_poll(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    findings = chat(telegram, tmp_path).probe()
    assert [one.ok for one in findings] == [True, True, True]
    assert "a bot of its own" in findings[-1].advice
    assert telegram.methods == ["getMe", "getChat", "getWebhookInfo"]
    assert telegram.messages == {}


def test_the_preflight_says_what_to_mend(tmp_path: Path) -> None:
    with TelegramDouble(pressed_start=False, webhook="https://example.org") as telegram:
        bot, person, answers = chat(telegram, tmp_path).probe()
        assert bot.ok
        assert "write to the bot first" in person.advice
        assert "deleteWebhook" in answers.advice
        assert (person.ok, answers.ok) == (False, False)
        channel = chat(telegram, tmp_path)
        (tmp_path / "token").write_text("1:wrong")
        (wrong,) = channel.probe()
        assert "renew it with @BotFather" in wrong.advice


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"telegram": 0}, "no chat of Telegram's"),
        ({"telegram": 10**20}, "no chat of Telegram's"),
        ({"telegram": "5550123"}, "valid integer"),
        ({"token_file": None}, "the token is missing: write token_file, token_env or"),
        ({"token_env": "BOT"}, "exclude each other"),
        ({"token_file": "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"}, "the secret itself"),
        ({"server": "https://api.telegram.org/bot1:x"}, "leave out everything behind"),
        ({"server": "http://api.telegram.org"}, "in the clear"),
    ],
)
def test_a_table_that_cannot_work_is_refused_with_advice(
    table: dict[str, object], says: str
) -> None:
    whole = {"telegram": CHAT, "token_file": "/x", **table}
    with pytest.raises(ValueError, match=says):
        Settings.model_validate(whole)
