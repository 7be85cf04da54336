"""A message as fields of the Bot API, and the places of those that were sent.

Text is written as HTML: only `<`, `>` and `&` mean something there. Sizes count what is left when
the marks are gone, in UTF-16 units; UTF-8 bytes are never fewer.
"""

from collections import OrderedDict
from dataclasses import dataclass
from html import escape
from threading import Lock

from lapbell.channels.protocol import Abilities, Button, Message
from lapbell.channels.telegram.buttons import data_of

TITLE_BYTES = 250
BODY_BYTES = 3800
"""With the title less than the 4096 of a text."""

BODY_BYTES_BESIDE_PICTURE = 770
"""With the title less than the 1024 of a caption."""

MOST_BUTTONS = 3
_REMEMBERED = 200
_LOUD = 3


def abilities(*, buttons: bool) -> Abilities:
    """Return what a chat shows."""
    return Abilities(
        title_bytes=TITLE_BYTES,
        body_bytes=BODY_BYTES,
        buttons=MOST_BUTTONS if buttons else 0,
        picture="inline",
    )


def fields_of(message: Message, chat: int) -> dict[str, object]:
    """Return the fields of sendMessage, or of sendPhoto where there is a picture."""
    words = words_of(message, beside_picture=message.picture is not None)
    fields: dict[str, object] = {"chat_id": chat, **words}
    if message.priority < _LOUD:
        fields["disable_notification"] = True
    if message.buttons:
        fields["reply_markup"] = {"inline_keyboard": [_row(message.buttons)]}
    return fields


def words_of(message: Message, *, beside_picture: bool) -> dict[str, object]:
    """Return the fields that hold the words of a message."""
    title = f"<b>{escape(message.title, quote=False)}</b>"
    if message.click:
        title = f'<a href="{escape(message.click)}">{title}</a>'
    text = f"{title}\n{escape(message.body, quote=False)}"
    if beside_picture:
        return {"caption": text, "parse_mode": "HTML"}
    return {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def _row(buttons: tuple[Button, ...]) -> list[dict[str, str]]:
    return [
        {"text": one.label, "callback_data": data}
        for one in buttons
        if (data := data_of(one.body)) is not None
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where a message stands in the chat."""

    number: int
    has_picture: bool


class Posts:
    """The latest messages by their keys, as long as lapbell runs. Safe between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._posts: OrderedDict[str, Post] = OrderedDict()

    def remember(self, key: str, post: Post) -> None:
        """Keep where the message with this key stands."""
        with self._lock:
            self._posts[key] = post
            self._posts.move_to_end(key)
            if len(self._posts) > _REMEMBERED:
                self._posts.popitem(last=False)

    def find(self, key: str) -> Post | None:
        """Return where the message with this key stands; None where that is not known."""
        with self._lock:
            return self._posts.get(key)
