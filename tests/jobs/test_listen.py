"""Answers over channels that forget: what was not written down is heard once more.

A push through a real Courier, a tap at a double, and a real Listener.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from channels.bots import chat, house_phone
from fakes import BERLIN, Ears, FakeClock, plan, run, trigger
from home_assistant_double import HomeAssistantDouble
from lapbell.channels.protocol import Answers, Broken, Channel, Heard, Quiet, Reply, answers_of
from lapbell.core.answers import sign
from lapbell.core.keys import key_of
from lapbell.core.occasion import AfterRun
from lapbell.core.offers import Verb
from lapbell.jobs import keep
from lapbell.jobs.compose import Composer
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.listen import NOT_WRITTEN, Listener
from lapbell.store import answers, decisions
from lapbell.store.database import Store
from running import wait_until
from telegram_double import TelegramDouble

SECRET = b"made at first start"
"""That of the channels in `channels.bots`."""


class Impatient(Flag):
    """A stop that is set after so many waits, none of which takes any time."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self._waits = waits
        self.waited: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout or 0.0)
        if len(self.waited) == self._waits:
            self.set()
        return self.is_set()


class Telling:
    """A way home that tells the same at each connection."""

    def __init__(self, *heard: Heard) -> None:
        self._heard = heard
        self.told: list[Heard] = []

    def replies(self, cursor: str) -> Iterator[Heard]:
        for one in self._heard:
            self.told.append(one)
            yield one

    def hang_up(self) -> None:
        """There is nothing under way."""


class Home:
    """One channel of a running lapbell, and a run that has just ended."""

    def __init__(self, place: Path) -> None:
        self.store, self.clock, self.ears = Store(place), FakeClock(), Ears()
        self.context = Context(self.store, self.clock, self.ears)
        self.place = place

    def ring(self, channel: Channel) -> Courier:
        """Push a nudge for the run, and return who did it."""
        composer = Composer(secret=SECRET, has_answers=True)
        courier = Courier("me", channel, self.context, lambda: 0.5, composer)
        one = run(self.clock.now() - timedelta(minutes=42))
        at_once = plan(trigger(after=timedelta(0)))
        with self.store.write() as db:
            keep.keep_run(db, "a.fit", one, at_once, self.clock.now(), is_history=False)
            decisions.release(db, "me")
        courier.deliver()
        self.key = key_of(AfterRun(run=one), "me", BERLIN)
        return courier

    def listener(self, source: Answers) -> Listener:
        return Listener(plan, "phone", source, SECRET, self.context, lambda: 0.5)

    def said(self) -> Verb | None:
        with self.store.read() as db:
            said = answers.last_answer(db, self.key)
        return said[0] if said else None


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    found = Home(tmp_path)
    yield found
    found.store.close()


def begin(listener: Listener, stop: Flag) -> Thread:
    thread = Thread(target=listener.run, args=(stop,), daemon=True)
    thread.start()
    return thread


def way_home(channel: Channel) -> Answers:
    found = answers_of(channel)
    assert found is not None
    return found


def test_a_tap_in_telegram_is_done_and_the_message_says_so(home: Home, tmp_path: Path) -> None:
    with TelegramDouble() as telegram:
        channel = chat(telegram, tmp_path)
        courier = home.ring(channel)
        stop = Flag()
        thread = begin(home.listener(way_home(channel)), stop)
        query = telegram.tap("Done")
        wait_until(lambda: query in telegram.popups)
        assert home.said() is Verb.DONE
        courier.deliver()
        assert telegram.newest["text"] == "Done\nCalf pump: 20 times"
        stop.set()
        way_home(channel).hang_up()
        thread.join(10)
        assert len(telegram.messages) == 1


def test_a_tap_in_home_assistant_is_done_and_the_push_goes_away(home: Home, tmp_path: Path) -> None:
    with HomeAssistantDouble() as house:
        channel = house_phone(house, tmp_path)
        courier = home.ring(channel)
        (push,) = house.pushed
        stop = Flag()
        thread = begin(home.listener(way_home(channel)), stop)
        house.wait_for_streams(1)
        house.tap("Done")
        wait_until(lambda: home.said() is Verb.DONE)
        courier.deliver()
        assert house.pushed[-1]["message"] == "clear_notification"
        assert house.pushed[-1]["data"]["tag"] == push["data"]["tag"]
        stop.set()
        way_home(channel).hang_up()
        thread.join(10)


def test_a_tap_that_could_not_be_written_down_stays_with_telegram(
    home: Home, tmp_path: Path
) -> None:
    with TelegramDouble() as telegram:
        channel = chat(telegram, tmp_path)
        home.ring(channel)
        telegram.tap("Done")
        with home.store.write() as db:
            db.execute(FULL)
        stop = Impatient(waits=2)
        home.listener(way_home(channel)).run(stop)
        assert stop.waited == [NOT_WRITTEN.total_seconds()] * 2
        assert home.said() is None
        assert telegram.confirmed == 0
        with home.store.write() as db:
            db.execute("DROP TRIGGER full")
        stop_later = Flag()
        thread = begin(home.listener(way_home(channel)), stop_later)
        wait_until(lambda: telegram.popups)
        assert home.said() is Verb.DONE
        stop_later.set()
        way_home(channel).hang_up()
        thread.join(10)


FULL = (
    "CREATE TRIGGER full BEFORE INSERT ON cursors "
    "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
)


def test_nothing_is_asked_for_behind_an_answer_that_could_not_be_written_down(home: Home) -> None:
    home.key = "post-unknown"
    with home.store.write() as db:
        db.execute(FULL)
    text = sign(SECRET, Verb.DONE, home.key)
    replies = [Reply(id=id_, text=text, at=home.clock.now()) for id_ in ("m1", "m2")]
    source = Telling(*replies)
    home.listener(source).run(Impatient(waits=3))
    assert source.told == [replies[0]] * 3


def test_what_everybody_hears_is_kept_for_whose_it_is_alone(home: Home, tmp_path: Path) -> None:
    with TelegramDouble() as telegram:
        home.ring(chat(telegram, tmp_path))
    reply = Reply(id="m1", text=sign(SECRET, Verb.DONE, home.key), at=home.clock.now())
    bens = replace(plan(), athlete="ben")
    source = Telling(reply)
    Listener(lambda: bens, "phone", source, SECRET, home.context, lambda: 0.5).run(Impatient(1))
    assert (source.told, home.said()) == ([reply], None)
    home.listener(source).run(Impatient(1))
    assert home.said() is Verb.DONE


def test_a_server_that_stays_away_is_asked_ever_more_rarely(home: Home) -> None:
    stop = Impatient(waits=10)
    home.listener(Telling(Broken(reason="no connection"))).run(stop)
    assert stop.waited == [5, 10, 20, 40, 80, 160, 320, 450, 450, 450]


def test_a_connection_that_stood_is_made_again_at_once(home: Home) -> None:
    stop = Impatient(waits=4)
    home.listener(Telling(Quiet(), Broken(reason="no answer"))).run(stop)
    assert stop.waited == [5] * 4
