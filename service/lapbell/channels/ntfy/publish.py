"""A message as the request that publishes it: JSON, or a file with its words in the query.

Text stands in no header: what is not Latin-1 would arrive broken or not at all.
"""

from dataclasses import replace

from lapbell.channels.objects import as_json
from lapbell.channels.protocol import Abilities, Button, Message
from lapbell.channels.wire import Answer, Request

TITLE_BYTES = 250
BODY_BYTES = 2750
"""With the title 3 kB, which reaches a phone whole: Google and Apple cut at about 4 kB."""

BODY_BYTES_BESIDE_PICTURE = 1500
"""Every byte takes up to three in the query, and a proxy refuses a line over 8 kB."""

MOST_BUTTONS = 3
_NO_FILES = {40014, 41301, 42905}
_NO_BUTTONS = 40018
_TOO_LONG = (413, 414)
"""What a proxy in front of ntfy answers to a file or a long line."""


def abilities(*, buttons: bool) -> Abilities:
    """Return what a phone with ntfy's app shows."""
    return Abilities(
        title_bytes=TITLE_BYTES,
        body_bytes=BODY_BYTES,
        buttons=MOST_BUTTONS if buttons else 0,
        picture="upload",
        markdown=True,
        replaces=True,
    )


def request_for(message: Message, topic_address: str, reply_address: str | None) -> Request:
    """Return the request that publishes a message; its buttons post to `reply_address`."""
    server, _, topic = topic_address.rpartition("/")
    actions = [_action(one, reply_address) for one in message.buttons if reply_address]
    if message.picture is None:
        return Request(method="POST", url=f"{server}/", body=_body(message, topic, actions))
    params = _params(message, message.picture.name, actions)
    return Request(method="PUT", url=topic_address, params=params, body=message.picture.png)


def plainer(message: Message, answer: Answer, code: int) -> Message | None:
    """Return the message without what the server refused of it; None where that is not it."""
    if message.picture and (code in _NO_FILES or answer.status in _TOO_LONG):
        return replace(message, picture=None)
    if message.buttons and code == _NO_BUTTONS:
        return replace(message, buttons=())
    return None


def _action(button: Button, url: str) -> dict[str, object]:
    return {
        "action": "http",
        "label": button.label,
        "url": url,
        "body": button.body,
        "clear": True,
    }


def _body(message: Message, topic: str, actions: list[dict[str, object]]) -> bytes:
    fields = {
        "topic": topic,
        "title": message.title,
        "message": message.body,
        "priority": message.priority,
        "tags": list(message.tags),
        "click": message.click,
        "actions": actions,
        "sequence_id": message.key,
    }
    return as_json({name: value for name, value in fields.items() if value})


def _params(message: Message, filename: str, actions: list[dict[str, object]]) -> dict[str, str]:
    fields = {
        "title": message.title,
        "message": message.body,
        "priority": str(message.priority),
        "tags": ",".join(message.tags),
        "click": message.click,
        "actions": as_json(actions).decode() if actions else "",
        "sequence-id": message.key,
        "filename": filename,
    }
    return {
        name: value.encode(errors="replace").decode() for name, value in fields.items() if value
    }
