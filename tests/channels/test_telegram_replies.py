"""Taps on their way home: what comes, how often, and how listening ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
import requests

from channels.bots import ASKING, BUTTONS, chat, heard, token_file
from channels.phones import NUDGE, PICTURE, SECRET
from lapbell.channels.protocol import Broken, Heard, Message, Quiet, Refused, Reply, Sent
from lapbell.channels.telegram import Settings
from lapbell.channels.telegram.buttons import MOST_BYTES, answer_of, data_of
from lapbell.channels.telegram.posts import Posts
from lapbell.channels.telegram.replies import Replies
from lapbell.channels.wire import Patience
from lapbell.core.answers import AGAIN, LABELS, offered, sign
from lapbell.core.offers import Verb
from lapbell.core.routine import Kind
from ntfy_double import LOGIN_PAGE, Fault
from ntfy_double import Refusal as OfNtfy
from ntfy_double import Reply as Said
from running import wait_until
from telegram_double import CHAT, TOKEN, Refusal, TelegramDouble


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


def ear(
    telegram: TelegramDouble,
    folder: Path,
    patience: Patience | None = None,
    poll_s: int = 5,
    chat: int = CHAT,
) -> Replies:
    settings = Settings(
        telegram=chat, server=telegram.url, buttons=True, token_file=token_file(folder, TOKEN)
    )
    patience = patience or Patience(connect_s=5, read_s=10, whole_s=10)
    return Replies(settings, SECRET, Posts(), patience=patience, poll_s=poll_s)


# 64 bytes.


@pytest.mark.parametrize(
    ("verb", "key"),
    [
        *((verb, f"{kind}-{'z' * 26}") for verb in LABELS for kind in ("post", "alarm")),
        *((verb, f"post-{'z' * 26}{AGAIN}") for verb in offered(Kind.AFTER, AGAIN)),
    ],
)
def test_every_answer_fits_a_button_and_comes_back_whole(verb: Verb, key: str) -> None:
    body = sign(SECRET, verb, key)
    data = data_of(body)
    assert data is not None
    assert len(data) <= MOST_BYTES
    assert answer_of(SECRET, data) == (body, key)


def test_a_button_that_had_to_go_almost_unsigned_is_left_out(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    unwieldy = replace(BUTTONS[0], body=sign(SECRET, Verb.DONE, "k" * 50))
    chat(telegram, tmp_path).send(replace(ASKING, buttons=(unwieldy, BUTTONS[1])))
    assert telegram.labels(telegram.newest) == [BUTTONS[1].label]


GOOD = data_of(BUTTONS[0].body) or ""


@pytest.mark.parametrize(
    "data",
    [
        "",
        ".",
        "...",
        "v1.done.",
        GOOD[:-1],
        GOOD + "a",
        GOOD.replace("done", "hurts"),
        GOOD.replace("v1", "v2"),
        GOOD.rpartition(".")[0],
        GOOD.rpartition(".")[0] + ".",
        data_of(sign(b"another", Verb.DONE, NUDGE.key)) or "",
        "ü" * 32,
        "\ud800",
        "v1.done.\ud800.x",
    ],
)
def test_a_forged_tap_is_none(data: str) -> None:
    assert answer_of(SECRET, data) is None


# What comes.


def test_a_tap_comes_home_and_the_phone_sees_that_it_did(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    channel = chat(telegram, tmp_path)
    channel.send(ASKING)
    assert channel.answers is not None
    replies = channel.answers.replies("")
    before = datetime.now(UTC).replace(microsecond=0)
    query = telegram.tap("In 20 min")
    reply = next(replies)
    assert isinstance(reply, Reply)
    assert reply.text == sign(SECRET, Verb.LATER, NUDGE.key)
    assert before <= reply.at <= datetime.now(UTC)
    assert telegram.popups == {}
    telegram.push({"message": {"text": "hello"}})
    assert next(replies) == Quiet()
    assert telegram.popups == {query: "In 20 min"}
    assert telegram.labels(telegram.newest) == []
    assert telegram.newest["text"] == f"{NUDGE.title}\n{NUDGE.body}"


def test_a_tap_on_a_picture_is_shown_as_well(telegram: TelegramDouble, tmp_path: Path) -> None:
    channel = chat(telegram, tmp_path)
    channel.send(replace(ASKING, picture=PICTURE))
    telegram.tap("Done")
    telegram.push({})
    assert isinstance(heard(channel.answers, 2)[0], Reply)
    assert telegram.labels(telegram.newest) == []
    assert telegram.newest["caption"]


def test_after_a_new_start_a_tap_tells_which_message_is_done(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    chat(telegram, tmp_path).send(ASKING)
    telegram.tap("Done")
    later = chat(telegram, tmp_path)
    heard(later.answers, 1)
    assert later.update(Message(key=NUDGE.key, title="Done", body="")) == Sent(server_id="1")
    assert telegram.newest["text"] == "Done"


def test_a_tap_is_confirmed_only_when_the_caller_comes_back_for_more(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    channel = chat(telegram, tmp_path)
    channel.send(ASKING)
    telegram.tap("Done")
    replies = ear(telegram, tmp_path).replies("")
    first = next(replies)
    replies.close()  # type: ignore[attr-defined]
    assert telegram.confirmed == 0
    again = ear(telegram, tmp_path).replies("")
    second = next(again)
    assert isinstance(first, Reply)
    assert isinstance(second, Reply)
    assert (first.id, first.text) == (second.id, second.text)
    telegram.push({})
    next(again)
    assert telegram.confirmed == 1


def test_a_tap_is_told_once_while_listening_goes_on(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    chat(telegram, tmp_path).send(ASKING)
    for label in ("Done", "It hurts"):
        telegram.tap(label)
    replies = ear(telegram, tmp_path).replies("")
    texts = [one.text for one in (next(replies), next(replies)) if isinstance(one, Reply)]
    telegram.update_with(telegram.newest, data_of(BUTTONS[1].body) or "")
    texts += [one.text for one in (next(replies),) if isinstance(one, Reply)]
    assert texts == [sign(SECRET, verb, NUDGE.key) for verb in (Verb.DONE, Verb.HURTS, Verb.LATER)]


def test_ids_that_go_back_after_a_week_lose_nothing(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    chat(telegram, tmp_path).send(ASKING)
    telegram.tap("Done")
    replies = ear(telegram, tmp_path, poll_s=0).replies("")
    assert isinstance(next(replies), Reply)
    assert next(replies) == Quiet()
    telegram.skip_a_week()
    telegram.update_with(telegram.newest, data_of(BUTTONS[2].body) or "")
    reply = next(replies)
    assert isinstance(reply, Reply)
    assert reply.text == BUTTONS[2].body


def test_a_forged_tap_is_passed_over_and_the_phone_told(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    chat(telegram, tmp_path).send(ASKING)
    query = telegram.tap("forged", data=GOOD.replace("done", "hurts"))
    telegram.push({})
    assert heard(ear(telegram, tmp_path), 2) == [Quiet(), Quiet()]
    assert telegram.popups == {query: "lapbell does not know this button."}
    assert len(telegram.labels(telegram.newest)) == 3


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": {"text": "/start"}},
        {"callback_query": {"id": "q", "data": GOOD}},
        {"callback_query": {"id": 7, "data": GOOD, "message": {"message_id": 1, "chat": {}}}},
        {"callback_query": {"id": "q", "game_short_name": "Game"}},
        {"callback_query": None},
    ],
)
def test_an_update_that_is_no_tap_is_passed_over(
    telegram: TelegramDouble, tmp_path: Path, update: dict[str, object]
) -> None:
    chat(telegram, tmp_path).send(ASKING)
    telegram.push(update)
    telegram.tap("Done")
    quiet, reply = heard(ear(telegram, tmp_path), 2)
    assert quiet == Quiet()
    assert isinstance(reply, Reply)


def test_a_tap_in_a_chat_of_before_counts_and_leaves_the_new_chat_alone(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    channel = chat(telegram, tmp_path)
    former = {"message_id": 1, "chat": {"id": CHAT + 1}}
    telegram.update_with(former, GOOD)
    assert isinstance(heard(channel.answers, 1)[0], Reply)
    done = Message(key=NUDGE.key, title="Done", body="")
    assert isinstance(channel.update(done), Refused)
    assert "editMessageText" not in telegram.methods


def test_a_message_too_old_to_be_shown_is_answered_all_the_same(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    """Telegram then tells its place alone (InaccessibleMessage)."""
    chat(telegram, tmp_path).send(ASKING)
    old = {"message_id": 1, "chat": {"id": CHAT}, "date": 0}
    query = telegram.update_with(old, GOOD)
    telegram.push({})
    assert isinstance(heard(ear(telegram, tmp_path), 2)[0], Reply)
    assert telegram.popups == {query: ""}


def test_a_poll_without_news_gives_the_caller_a_turn(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    assert heard(ear(telegram, tmp_path, poll_s=0), 3) == [Quiet()] * 3


# Two channels, one bot.

BEN = CHAT + 1
BENS = data_of(sign(SECRET, Verb.DONE, "post-ben")) or ""


def ears(telegram: TelegramDouble, folder: Path, *chats: int) -> list[Replies]:
    """Made before anybody listens: each writes the token anew."""
    return [ear(telegram, folder, poll_s=0, chat=one) for one in chats]


class Anyone:
    """Somebody who listens in a thread, until `hang_up`; `writes` tells whether they can."""

    def __init__(self, replies: Replies, *, writes: bool = True, at_once: bool = True) -> None:
        self.replies = replies
        self.writes = writes
        self.heard: list[str] = []
        self.ended: list[str] = []
        self._is_there = Flag()
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert not at_once or self._is_there.wait(10)

    def _listen(self) -> None:
        for one in self.replies.replies(""):
            self._is_there.set()
            if isinstance(one, Broken):
                self.ended.append(one.reason)
            if isinstance(one, Reply):
                if not self.writes:
                    return
                self.heard.append(one.text)

    def hang_up(self) -> None:
        self.replies.hang_up()
        self._thread.join(10)
        assert not self._thread.is_alive()


def from_ben(telegram: TelegramDouble) -> None:
    telegram.update_with({"message_id": 1, "chat": {"id": BEN}}, BENS)


def test_each_tap_comes_home_over_the_channel_of_its_chat(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    chat(telegram, tmp_path).send(ASKING)
    anna, ben = map(Anyone, ears(telegram, tmp_path, CHAT, BEN))
    from_ben(telegram)
    telegram.tap("Done")
    wait_until(lambda: telegram.confirmed == 2)
    assert anna.heard == [BUTTONS[0].body]
    assert ben.heard == [sign(SECRET, Verb.DONE, "post-ben")]
    assert len(telegram.popups) == 2
    anna.hang_up()
    ben.hang_up()
    assert (anna.ended, ben.ended) == (["hung up"], ["hung up"])


def test_a_tap_in_a_chat_that_is_nobodys_comes_to_all(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    both = [*map(Anyone, ears(telegram, tmp_path, CHAT + 2, CHAT + 3))]
    from_ben(telegram)
    wait_until(lambda: telegram.confirmed)
    for one in both:
        one.hang_up()
    assert sorted(len(one.heard) for one in both) == [1, 1]


def test_where_one_channel_hangs_up_the_next_asks(telegram: TelegramDouble, tmp_path: Path) -> None:
    anna, ben = map(Anyone, ears(telegram, tmp_path, CHAT, BEN))
    anna.hang_up()
    from_ben(telegram)
    wait_until(lambda: ben.heard)
    ben.hang_up()
    assert ben.heard == [sign(SECRET, Verb.DONE, "post-ben")]


def test_a_tap_that_the_other_channel_could_not_write_down_comes_again(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    hers, his, his_again = ears(telegram, tmp_path, CHAT, BEN, BEN)
    anna = Anyone(hers)
    ben = Anyone(his, writes=False)
    from_ben(telegram)
    wait_until(lambda: anna.ended)
    assert "could not be written down" in anna.ended[0]
    assert telegram.confirmed == 0
    assert telegram.popups == {}
    telegram.push_first({})
    again = Anyone(his_again)
    wait_until(lambda: again.heard)
    again.hang_up()
    assert (anna.heard, ben.heard) == ([], [])


def test_who_waits_for_a_tap_of_anothers_poll_can_hang_up(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    anna = Anyone(ear(telegram, tmp_path, poll_s=0))
    ben = Anyone(ear(telegram, tmp_path, poll_s=60, chat=BEN), at_once=False)
    tapped = 0
    while not ben.heard:
        from_ben(telegram)
        tapped += 1
        wait_until(lambda: telegram.confirmed == tapped)  # noqa: B023 - called at once
    ben.hang_up()
    anna.hang_up()
    assert (anna.ended, ben.ended) == (["hung up"], ["hung up"])


def test_who_takes_over_while_writing_a_tap_down_waits_for_nobody(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    """Each who polls meanwhile, and leaves, has handed it over once more."""
    *others, his = (one.replies("") for one in ears(telegram, tmp_path, CHAT, CHAT, BEN))
    assert [next(one) for one in (*others, his)] == [Quiet()] * 3
    from_ben(telegram)
    assert next(others[0]) == Quiet()
    told = [next(his)]
    for one in others:
        assert next(one) == Quiet()
        one.close()  # type: ignore[attr-defined]
    while telegram.confirmed == 0 and len(told) < 9:
        told.append(next(his))
    assert telegram.confirmed == 1
    assert len({one.name for one in told if isinstance(one, Reply)}) == 1


def test_a_tap_has_one_name_over_whichever_channel_it_is_heard(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    group = ears(telegram, tmp_path, CHAT, CHAT)
    query = telegram.update_with({"message_id": 1, "chat": {"id": CHAT}}, BENS)
    for one in group:
        (reply,) = heard(one, 1)
        assert isinstance(reply, Reply)
        assert reply.name == query


def test_a_channel_that_gets_a_bot_of_its_own_leaves_the_shared_one(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    anna = Anyone(ear(telegram, tmp_path, poll_s=0))
    (tmp_path / "ben").mkdir()
    ben = Anyone(ear(telegram, tmp_path / "ben", chat=BEN, poll_s=0))
    token_file(tmp_path / "ben", "987654321:another")
    wait_until(lambda: ben.ended)
    assert ben.ended == ["the bot is another one now"]
    anna.hang_up()


def test_what_the_bot_refuses_one_channel_no_other_asks_for(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    everybody = [*map(Anyone, ears(telegram, tmp_path, CHAT, BEN, BEN + 1))]
    telegram.faults.append(Refusal(429, "Too Many", retry_after=9).reply)
    wait_until(lambda: all(one.ended for one in everybody))
    (reason,) = {reason for one in everybody for reason in one.ended}
    assert reason.endswith("too much at once")
    again = Anyone(everybody[0].replies)
    again.hang_up()
    assert again.ended == ["hung up"]


# How it ends.


@pytest.mark.parametrize(
    ("answer", "says", "after"),
    [
        (Refusal(401, "Unauthorized").reply, "renew it", timedelta(minutes=15)),
        (Refusal(404, "Not Found").reply, "no bot has this token", timedelta(minutes=15)),
        (
            Refusal(409, "Conflict: terminated by other getUpdates request").reply,
            "a bot of its own",
            timedelta(minutes=1),
        ),
        (
            Refusal(409, "Conflict: can't use getUpdates method while webhook is active").reply,
            "deleteWebhook",
            timedelta(minutes=15),
        ),
        (Refusal(429, "Too Many", retry_after=9).reply, "too much", timedelta(seconds=9)),
        (Refusal(502, "Bad Gateway").reply, "a fault of the server", None),
        (OfNtfy(50001).reply, "a fault of the server", None),
        (LOGIN_PAGE, "not what Telegram says", timedelta(minutes=15)),
        (Said(body=b'{"ok":true,"result":{}}'), "not what Telegram", timedelta(minutes=15)),
        (Said(body=b'{"ok":true,"result":[{}]}'), "not what Telegram", timedelta(minutes=15)),
        (Said(body=b'{"ok":true,"result":[7]}'), "not what Telegram", timedelta(minutes=15)),
        (Said(body=b"{" * 100_000), "not what Telegram", timedelta(minutes=15)),
    ],
)
def test_a_refusal_is_the_end_and_says_how_long_to_wait(
    telegram: TelegramDouble, tmp_path: Path, answer: Said, says: str, after: timedelta | None
) -> None:
    telegram.faults.append(answer)
    (broken,) = ear(telegram, tmp_path).replies("")
    assert isinstance(broken, Broken)
    assert says in broken.reason
    assert broken.after == after


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.STALL, Fault.KEEP_THEN_BREAK_OFF])
def test_a_server_that_says_nothing_is_the_end(
    telegram: TelegramDouble, tmp_path: Path, fault: Fault
) -> None:
    telegram.faults.append(fault)
    hasty = Patience(connect_s=5, read_s=0.2, whole_s=0.2)
    (broken,) = ear(telegram, tmp_path, hasty, poll_s=0).replies("")
    assert isinstance(broken, Broken)
    assert broken.after is None


def test_a_missing_token_asks_nobody(telegram: TelegramDouble, tmp_path: Path) -> None:
    listener = ear(telegram, tmp_path)
    (tmp_path / "token").unlink()
    (broken,) = listener.replies("")
    assert isinstance(broken, Broken)
    assert broken.after == timedelta(minutes=15)
    assert telegram.asked == []


def test_another_program_that_asks_the_same_bot_is_named(
    telegram: TelegramDouble, tmp_path: Path
) -> None:
    found: list[Heard] = []
    first = ear(telegram, tmp_path, poll_s=10)
    thread = Thread(target=lambda: found.extend(first.replies("")), daemon=True)
    thread.start()
    wait_until(lambda: telegram.asked)
    address = f"{telegram.url}/bot{TOKEN}/getUpdates"
    requests.post(address, json={"timeout": 0}, timeout=10)
    thread.join(10)
    (broken,) = found
    assert isinstance(broken, Broken)
    assert "another program" in broken.reason


def test_there_are_never_two_polls_of_one_channel(telegram: TelegramDouble, tmp_path: Path) -> None:
    listener = ear(telegram, tmp_path, poll_s=0)
    first = listener.replies("")
    next(first)
    (broken,) = listener.replies("")
    assert broken == Broken(reason="this channel is being listened to already")
    assert telegram.methods == ["getUpdates"]


def test_another_thread_can_hang_up(telegram: TelegramDouble, tmp_path: Path) -> None:
    listener = ear(telegram, tmp_path, poll_s=10)
    found: list[Heard] = []
    thread = Thread(target=lambda: found.extend(listener.replies("")), daemon=True)
    thread.start()
    wait_until(lambda: telegram.asked)
    listener.hang_up()
    thread.join(10)
    assert found == [Broken(reason="hung up")]
    telegram.push({})
    assert heard(listener, 1) == [Quiet()]


def test_who_hangs_up_between_two_polls_is_heard(telegram: TelegramDouble, tmp_path: Path) -> None:
    listener = ear(telegram, tmp_path, poll_s=0)
    replies = listener.replies("")
    next(replies)
    listener.hang_up()
    assert list(replies) == [Broken(reason="hung up")]
    assert telegram.methods == ["getUpdates"]


def test_no_secret_is_told(telegram: TelegramDouble, tmp_path: Path) -> None:
    channel = chat(telegram, tmp_path)
    texts = [repr(channel), repr(channel.answers)]
    for answer in (Refusal(401, TOKEN).reply, Refusal(400, TOKEN).reply, LOGIN_PAGE, Fault.DROP):
        telegram.faults.extend([answer] * 2)
        texts += [repr(channel.send(ASKING)), repr(heard(channel.answers, 1))]
    assert not [text for text in texts if TOKEN in text or SECRET.decode() in text]
