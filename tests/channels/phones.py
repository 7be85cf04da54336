"""Channels and messages for the tests of this room."""

from pathlib import Path

from lapbell.channels.ntfy import Ntfy, Settings
from lapbell.channels.ntfy.settings import topic_of
from lapbell.channels.protocol import (
    Broken,
    Button,
    Home,
    Message,
    Picture,
    Reply,
    answers_of,
)
from lapbell.channels.wire import PATIENCE, Patience
from ntfy_double import Access, NtfyDouble

TOKEN = "tk_thisisonegoodtokenof29chars00"
PASSWORD = "geheim: ünd lang"
ACCESS = Access(
    tokens={TOKEN: "anna"},
    passwords={"anna": PASSWORD},
    rights={("anna", "runs"): "rw", ("anna", "outbox"): "w", ("anna", "diary"): "r"},
)
HASTY = Patience(connect_s=5, read_s=0.3, whole_s=0.3)
"""For servers that would keep a caller waiting; where an answer counts, wait for it."""

SECRET = b"made at first start"
BUTTONS = (
    Button(label="Done", body="v1.done.post-abc.c2lnbmF0dXJl"),
    Button(label="In 20 min ⏰", body="v1.later.post-abc.c2lnbmF0dXJl"),
    Button(label="It hurts", body="v1.hurts.post-abc.c2lnbmF0dXJl"),
)
PICTURE = Picture(
    png=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, name="week 41.png", alt="4 runs, 3 routines"
)

NUDGE = Message(
    key="post-abcdefghijklmnopqrstuvwxyz",
    title="Calf pump, now 🏃",
    body="Füße weit, Fersen raus.\n8.2 km done, Sun 18:05.",
    priority=4,
    tags=("runner",),
)


def phone(
    server: NtfyDouble,
    topic: str = "runs",
    *,
    patience: Patience = PATIENCE,
    secret: bytes = b"",
    **settings: object,
) -> Ntfy:
    """A phone that hears a topic; with lapbell's secret, its pushes have buttons."""
    table = {"ntfy": server.address(topic), "buttons": bool(secret), **settings}
    home = Home(secret=secret)
    return Ntfy("phone", Settings.model_validate(table), home, patience=patience)


def home_topic(server: NtfyDouble, topic: str = "runs", secret: bytes = SECRET) -> str:
    """The reply topic of a phone with buttons."""
    settings = Settings(ntfy=server.address(topic), buttons=True)
    return topic_of(settings.reply_address(secret) or "")


def first_replies(channel: Ntfy, count: int) -> list[Reply]:
    """Wait for so many replies; fail where the connection breaks before."""
    found: list[Reply] = []
    answers = answers_of(channel)
    assert answers is not None
    heard = answers.replies("")
    while len(found) < count:
        one = next(heard)
        assert not isinstance(one, Broken), one
        found += [one] if isinstance(one, Reply) else []
    return found


def token_file(folder: Path, token: str = TOKEN) -> str:
    path = folder / "token"
    path.write_text(f"{token}\n", "utf-8")
    return str(path)
