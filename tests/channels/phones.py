"""Channels and messages for the tests of this room."""

from pathlib import Path

from lapbell.channels.ntfy import Ntfy, Settings
from lapbell.channels.protocol import Message
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

NUDGE = Message(
    key="post-abcdefghijklmnopqrstuvwxyz",
    title="Calf pump, now 🏃",
    body="Füße weit, Fersen raus.\n8.2 km done, Sun 18:05.",
    priority=4,
    tags=("runner",),
)


def phone(
    server: NtfyDouble, topic: str = "runs", *, patience: Patience = PATIENCE, **settings: str
) -> Ntfy:
    return Ntfy("phone", Settings(ntfy=server.address(topic), **settings), patience=patience)


def token_file(folder: Path, token: str = TOKEN) -> str:
    path = folder / "token"
    path.write_text(f"{token}\n", "utf-8")
    return str(path)
