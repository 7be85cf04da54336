"""Two athletes with one bot: each tap counts once, for whose it is, whoever hears of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from channels.bots import chat
from channels.phones import SECRET
from fakes import Ears, FakeClock, plan, run, trigger
from lapbell.channels.protocol import Answers
from lapbell.channels.telegram import Telegram
from lapbell.channels.telegram.buttons import data_of
from lapbell.core.answers import sign
from lapbell.core.offers import Verb
from lapbell.jobs import keep
from lapbell.jobs.compose import Composer
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.events import Answered
from lapbell.jobs.listen import Listener
from lapbell.store import decisions
from lapbell.store.database import Store
from running import wait_until
from telegram_double import CHAT, TelegramDouble

BEN = CHAT + 1


class House:
    """A lapbell of more athletes whose channels write through one bot."""

    def __init__(self, place: Path, telegram: TelegramDouble) -> None:
        self.store, self.clock, self.ears = Store(place), FakeClock(), Ears()
        self.context = Context(self.store, self.clock, self.ears)
        self.place, self.telegram = place, telegram
        self._ends: list[tuple[Flag, Answers, Thread]] = []

    def ring(self, athlete: str, channel: Telegram) -> None:
        """Push a nudge for a run of theirs that has just ended."""
        at_once = replace(plan(trigger(after=timedelta(0))), athlete=athlete)
        one = replace(run(self.clock.now() - timedelta(minutes=42)), id=athlete, athlete=athlete)
        with self.store.write() as db:
            keep.keep_run(db, "a.fit", one, at_once, self.clock.now(), is_history=False)
            decisions.release(db, athlete)
        composer = Composer(secret=SECRET, has_answers=True)
        Courier(athlete, channel, self.context, lambda: 0.5, composer).deliver()

    def listen(self, athlete: str, channel: Telegram, name: str = "phone") -> None:
        source = channel.answers
        assert source is not None
        stop, theirs = Flag(), replace(plan(), athlete=athlete)
        listener = Listener(lambda: theirs, name, source, SECRET, self.context, lambda: 0.5)
        thread = Thread(target=listener.run, args=(stop,), daemon=True)
        thread.start()
        self._ends.append((stop, source, thread))

    def rows(self, query: str) -> list[tuple[str, ...]]:
        with self.store.read() as db:
            return [tuple(row) for row in db.execute(query)]

    def said(self) -> list[tuple[str, ...]]:
        """Every answer that was kept."""
        return self.rows("SELECT athlete, verb FROM answers ORDER BY at, id")

    def close(self) -> None:
        for stop, source, _ in self._ends:
            stop.set()
            source.hang_up()
        for _, _, thread in self._ends:
            thread.join(10)
            assert not thread.is_alive()
        self.store.close()


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        double.chats[BEN] = "Ben"
        yield double


@pytest.fixture
def house(tmp_path: Path, telegram: TelegramDouble) -> Iterator[House]:
    found = House(tmp_path, telegram)
    yield found
    found.close()


@pytest.mark.parametrize("place", [BEN, CHAT])
def test_a_tap_counts_for_its_athlete_where_only_anothers_channel_listens(
    house: House, telegram: TelegramDouble, tmp_path: Path, place: int
) -> None:
    """His waits to be made again after a broken connection, say, or has not begun yet."""
    anna, ben = chat(telegram, tmp_path), chat(telegram, tmp_path, telegram=place)
    house.ring("ben", ben)
    telegram.tap("Done")
    house.listen("anna", anna)
    wait_until(lambda: telegram.popups)
    assert house.said() == [("ben", "done")]
    assert house.ears.events[-1].line == "ben: answered over phone: Calf pump: 20 times: done"


@pytest.mark.parametrize("names", [("phone", "phone"), ("phone", "handy")])
def test_a_tap_in_a_chat_of_both_counts_once(
    house: House, telegram: TelegramDouble, tmp_path: Path, names: tuple[str, str]
) -> None:
    anna, ben = chat(telegram, tmp_path), chat(telegram, tmp_path)
    house.ring("ben", ben)
    house.listen("anna", anna, names[0])
    house.listen("ben", ben, names[1])
    telegram.tap("Done")
    wait_until(lambda: telegram.popups)
    assert house.said() == [("ben", "done")]
    assert sum(isinstance(one, Answered) for one in house.ears.events) == 1


def test_a_tap_on_what_nobody_was_asked_counts_for_nobody(
    house: House, telegram: TelegramDouble, tmp_path: Path
) -> None:
    """Its nudge is of another state folder, say, with the same secret."""
    house.listen("anna", chat(telegram, tmp_path))
    text = data_of(sign(SECRET, Verb.DONE, "post-another"))
    telegram.update_with({"message_id": 1, "chat": {"id": CHAT}}, text or "")
    wait_until(lambda: telegram.popups)
    assert house.said() == []


def test_the_second_push_of_a_nudge_is_its_athletes_too(
    house: House, telegram: TelegramDouble, tmp_path: Path
) -> None:
    anna, ben = chat(telegram, tmp_path), chat(telegram, tmp_path, telegram=BEN)
    house.ring("ben", ben)
    house.listen("anna", anna)
    telegram.tap("In 20 min")
    wait_until(lambda: telegram.popups)
    ((key,),) = house.rows("SELECT key FROM nudges WHERE key LIKE '%-again'")
    telegram.update_with(telegram.newest, data_of(sign(SECRET, Verb.DONE, str(key))) or "")
    wait_until(lambda: len(telegram.popups) == 2)
    assert house.said() == [("ben", "later"), ("ben", "done")]
