"""Two athletes whose channels write through one Telegram bot, in a process of its own."""

import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from making import a_run
from running import Running, wait_until
from telegram_double import CHAT, TOKEN, TelegramDouble
from telegram_double.server import Fields

BEN, GROUP = CHAT + 1, -4242
CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["{folder}"]

[channels.{channel}]
telegram = {chat}
server = "{server}"
token_file = "{token}"
buttons = true

[[trigger]]
after_run = "0 s"
routine = "calf-pump"

[summary]
at = "off"
"""
NO_PAGE = '[web]\nlisten = "off"\n'
CALLS = ("answerCallbackQuery", "editMessageReplyMarkup")


class House:
    """Anna (`me`) and Ben, each with a folder of their own."""

    def __init__(self, path: Path, telegram: TelegramDouble) -> None:
        self.path, self.telegram = path, telegram
        self.bens = path / "athletes" / "ben.toml"

    def begin(self, anna: int, ben: int) -> None:
        for folder in ("annas", "bens", "athletes"):
            (self.path / folder).mkdir()
        (self.path / "token").write_text(TOKEN)
        (self.path / "lapbell.toml").write_text(self._config("annas", "phone", anna) + NO_PAGE)
        self.bens.write_text(self._config("bens", "handy", ben))

    def _config(self, folder: str, channel: str, chat: int) -> str:
        return CONFIG.format(
            folder=self.path / folder,
            channel=channel,
            chat=chat,
            server=self.telegram.url,
            token=self.path / "token",
        )

    def service(self) -> Running:
        return Running("run", "--config", "lapbell.toml", "--state", "state", cwd=self.path)

    def ring(self, service: Running) -> tuple[Fields, Fields]:
        """Let a run of each land; return their two pushes, hers first."""
        wait_until(lambda: service.text.count("run files there already") == 2)
        time.sleep(0.3)  # until the watch for changes stands
        for folder, distance_m in (("annas", 8000), ("bens", 9000)):
            data = a_run(
                started_at=datetime.now(UTC) - timedelta(minutes=45), distance_m=distance_m
            )
            (self.path / "aside").write_bytes(data)
            (self.path / "aside").rename(self.path / folder / "evening.fit")
        wait_until(lambda: len(self.telegram.messages) == 2, lambda: service.text)
        hers, his = sorted(self.telegram.messages.values(), key=lambda one: "9.0 km" in one["text"])
        assert "8.0 km" in hers["text"]
        assert "9.0 km" in his["text"]
        return hers, his

    def tap_done(self, message: Fields) -> str:
        (done, *_) = message["reply_markup"]["inline_keyboard"][0]
        return self.telegram.update_with(message, done["callback_data"])

    def said(self) -> list[tuple[str, str]]:
        """Every answer that was kept: (athlete, verb)."""
        with closing(sqlite3.connect(self.path / "state" / "lapbell.sqlite3")) as db:
            return db.execute("SELECT athlete, verb FROM answers ORDER BY athlete").fetchall()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with TelegramDouble() as telegram:
        telegram.chats |= {BEN: "Ben", GROUP: "Runners"}
        yield House(tmp_path, telegram)


BOTH = [("ben", "done"), ("me", "done")]


@pytest.mark.parametrize("chats", [(CHAT, BEN), (GROUP, GROUP), (GROUP, BEN)])
def test_each_gets_their_nudge_and_each_answer_counts_once(
    house: House, chats: tuple[int, int]
) -> None:
    house.begin(*chats)
    with house.service() as service:
        hers, his = house.ring(service)
        assert (hers["chat"]["id"], his["chat"]["id"]) == chats
        queries = {house.tap_done(his), house.tap_done(hers)}
        wait_until(lambda: house.telegram.popups.keys() == queries, lambda: service.text)
        wait_until(lambda: house.telegram.confirmed == 2)
        service.wait_for("ben: answered over ")
        service.wait_for("me: answered over ")
        wait_until(lambda: not any(map(house.telegram.labels, house.telegram.messages.values())))
        code, took_s = service.end()
    assert (code, took_s < 5) == (0, True)
    assert house.said() == BOTH
    assert service.text.count(" answered over ") == 2
    assert house.telegram.methods.count("answerCallbackQuery") == 2


def test_a_tap_of_an_athlete_whose_file_is_broken_for_now_counts(house: House) -> None:
    house.begin(CHAT, BEN)
    with house.service() as service:
        hers, his = house.ring(service)
        house.bens.write_text("[runs]\nfolder = []\n")
        service.wait_for("ben gets nothing")
        house.tap_done(his)
        house.tap_done(hers)
        wait_until(lambda: house.telegram.confirmed == 2, lambda: service.text)
    assert house.said() == BOTH


def test_taps_survive_kills_at_any_moment(house: House) -> None:
    house.begin(CHAT, BEN)
    with house.service() as service:
        hers, his = house.ring(service)
        house.tap_done(hers)
        service.end(signal.SIGKILL)
    house.tap_done(his)
    for pause_s in (0.5, 0.6, 0.7, 0.8):
        with house.service() as service:
            time.sleep(pause_s)
            service.end(signal.SIGKILL)
    with house.service() as last:
        wait_until(lambda: house.telegram.confirmed == 2, lambda: last.text)
    assert house.said() == BOTH
