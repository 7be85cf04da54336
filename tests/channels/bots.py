"""A Telegram chat, a phone in a house, and pushes with real signatures, for the tests."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

from channels.phones import NUDGE, SECRET
from home_assistant_double import ADMIN, SERVICE, HomeAssistantDouble
from lapbell.channels.home_assistant import HomeAssistant
from lapbell.channels.home_assistant import Settings as House
from lapbell.channels.protocol import Answers, Button, Heard, Home
from lapbell.channels.telegram import Settings as Chat
from lapbell.channels.telegram import Telegram
from lapbell.channels.wire import PATIENCE, Patience
from lapbell.core.answers import LABELS, sign
from lapbell.core.offers import Verb
from telegram_double import CHAT, TOKEN, TelegramDouble

VERBS = (Verb.DONE, Verb.LATER, Verb.HURTS)
BUTTONS = tuple(Button(label=LABELS[one], body=sign(SECRET, one, NUDGE.key)) for one in VERBS)
ASKING = replace(NUDGE, buttons=BUTTONS)
HOME = Home(secret=SECRET)


def token_file(folder: Path, token: str) -> str:
    aside, path = folder / "token.new", folder / "token"
    aside.write_text(f"{token}\n", "utf-8")
    aside.rename(path)  # somebody may be reading the one before
    return str(path)


def chat(
    server: TelegramDouble, folder: Path, /, *, patience: Patience = PATIENCE, **settings: object
) -> Telegram:
    """A chat with buttons; its token stands in a file of `folder`."""
    place = {"telegram": CHAT, "server": server.url, "token_file": token_file(folder, TOKEN)}
    table = {**place, "buttons": True, **settings}
    return Telegram("phone", Chat.model_validate(table), HOME, patience=patience)


def house_phone(
    server: HomeAssistantDouble,
    folder: Path,
    /,
    *,
    token: str = ADMIN,
    patience: Patience = PATIENCE,
    **settings: object,
) -> HomeAssistant:
    """A phone with buttons; the token stands in a file of `folder`."""
    place = {"home_assistant": server.url, "token_file": token_file(folder, token)}
    table = {**place, "service": SERVICE, "buttons": True, **settings}
    return HomeAssistant("phone", House.model_validate(table), HOME, patience=patience)


def heard(answers: Answers | None, count: int) -> list[Heard]:
    """Wait for so many items."""
    assert answers is not None
    return list(islice(answers.replies(""), count))
