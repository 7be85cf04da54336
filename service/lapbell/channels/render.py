"""A message cut to what a channel can show: pure, and the same for every kind.

How a channel writes it down, as JSON or as a letter, belongs to its own module.
"""

import re
from dataclasses import replace

from lapbell.channels.protocol import Abilities, Button, Message

LABEL_BYTES = 40

_ELLIPSIS = "…"
_JOINER = "\N{ZERO WIDTH JOINER}"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def fit(message: Message, abilities: Abilities) -> Message:
    """Cut title, body, buttons and picture to what the channel can show.

    Buttons go from the end. Where a picture would hide all buttons but one, the picture goes: an
    answer is worth more than a view.
    """
    title, body = message.title, message.body
    if not abilities.title_bytes:
        title, body = "", f"{title}\n{body}"
    buttons = tuple(_labelled(one) for one in message.buttons[: abilities.buttons])
    is_shown = abilities.picture == "inline" or (abilities.picture == "upload" and len(buttons) < 2)
    return replace(
        message,
        title=shorten(title, abilities.title_bytes),
        body=shorten(body, abilities.body_bytes),
        buttons=buttons,
        picture=message.picture if is_shown else None,
    )


def shorten(text: str, most_bytes: int) -> str:
    """Return the text without white space around it, in at most `most_bytes` of UTF-8.

    It is cut after a word and ends in an ellipsis; a last word over 80 characters is cut itself.
    Control characters become blanks, and what no UTF-8 can hold a question mark.
    """
    raw = _CONTROL.sub(" ", text).strip().encode(errors="replace")
    if len(raw) <= most_bytes:
        return raw.decode()
    head = raw[: most_bytes - len(_ELLIPSIS.encode())].decode(errors="ignore")
    words = re.match(r"(.*\S)\s+\S{0,80}$", head, re.DOTALL)
    return (words[1] if words else head.rstrip(_JOINER)) + _ELLIPSIS


def _labelled(button: Button) -> Button:
    return replace(button, label=shorten(button.label, LABEL_BYTES))
