"""The server: one bot, its chats, and what people there see and tap."""

import email
import json
from collections.abc import Callable
from threading import Condition
from typing import Any

from loopback import Asked, Loopback, Reply
from telegram_double.answers import Refusal, done, words_of

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"
CHAT = 5550123
MOST_TEXT, MOST_CAPTION = 4096, 1024
MOST_DATA_BYTES = 64
FIRST_UPDATE = 700_000_001

Fields = dict[str, Any]


class TelegramDouble(Loopback):
    """A Bot API server. A person has `pressed_start` first; a `webhook` takes all updates.

    `chats` are those that the bot knows.
    """

    def __init__(self, *, pressed_start: bool = True, webhook: str = "") -> None:
        super().__init__()
        self.pressed_start = pressed_start
        self.webhook = webhook
        self.chats = {CHAT: "Anna"}
        self.messages: dict[int, Fields] = {}
        self.pictures: dict[int, bytes] = {}
        self.popups: dict[str, str] = {}
        """What the phone said after a tap, by the query's id."""
        self.confirmed = 0
        self._updates: list[Fields] = []
        self._update_id = FIRST_UPDATE
        self._polls = 0
        self._news = Condition()
        self._calls: dict[str, Callable[[Fields], object]] = {
            "getme": lambda _: {"id": 123456789, "is_bot": True, "username": "bell_bot"},
            "getchat": self._chat,
            "getwebhookinfo": lambda _: {"url": self.webhook, "pending_update_count": 0},
            "sendmessage": self._send,
            "sendphoto": self._send_photo,
            "editmessagetext": self._edit_text,
            "editmessagecaption": self._edit_caption,
            "editmessagereplymarkup": self._edit_markup,
            "answercallbackquery": self._popup,
            "getupdates": self._get_updates,
        }

    def wake(self) -> None:
        with self._news:
            self._news.notify_all()

    @property
    def methods(self) -> list[str]:
        """What was called, in order."""
        return [asked.path.rpartition("/")[2] for asked in self.asked]

    @property
    def newest(self) -> Fields:
        return self.messages[max(self.messages)]

    def labels(self, message: Fields) -> list[str]:
        return [one["text"] for row in keyboard_of(message) for one in row]

    def tap(self, label: str, *, data: str | None = None) -> str:
        """Tap a button of the newest message; with `data`, as a forged client does."""
        message = self.newest
        (button,) = [
            one for row in keyboard_of(message) for one in row if one["text"] == label
        ] or [{"callback_data": data}]
        return self.update_with(message, data or button["callback_data"])

    def update_with(self, message: Fields, data: str) -> str:
        """Let an update of a tap come; return the id of its query."""
        id_ = f"query-{self._update_id}"
        query = {"id": id_, "from": {"id": CHAT}, "message": dict(message), "data": data}
        self.push({"callback_query": query})
        return id_

    def push(self, update: Fields) -> None:
        """Let an update come."""
        with self._news:
            self._updates.append({"update_id": self._update_id, **update})
            self._update_id += 1
            self._news.notify_all()

    def push_first(self, update: Fields) -> None:
        """Let an update stand before those that wait."""
        with self._news:
            self._updates.insert(0, {"update_id": self._updates[0]["update_id"] - 1, **update})

    def skip_a_week(self) -> None:
        """After a week without updates, ids go on at a random number: here at a lower one."""
        self._update_id -= 500_000_000

    def reply(self, asked: Asked) -> Reply:
        """Answer a call: /bot<token>/METHOD, with JSON or a form."""
        bot, _, method = asked.path.strip("/").partition("/")
        try:
            if not bot.startswith("bot") or ":" not in bot:
                raise Refusal(404, "Not Found")
            if bot != f"bot{TOKEN}":
                raise Refusal(401, "Unauthorized")
            if method.lower() not in self._calls:
                raise Refusal(404, "Not Found: method not found")
            return done(self._calls[method.lower()](fields_of(asked)))
        except Refusal as refusal:
            return refusal.reply

    def _chat(self, fields: Fields) -> Fields:
        chat = int(fields["chat_id"])
        if not self.pressed_start or chat not in self.chats:
            raise Refusal(400, "Bad Request: chat not found")
        return {"id": chat, "type": "private", "first_name": self.chats[chat]}

    def _send(self, fields: Fields) -> Fields:
        chat = self._chat(fields)
        text = words_of(fields["text"], MOST_TEXT)
        return self._keep({"chat": chat, "text": text, **_kept(fields)})

    def _send_photo(self, fields: Fields) -> Fields:
        chat = self._chat(fields)
        if not fields["photo"].startswith(b"\x89PNG"):
            raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
        caption = words_of(fields["caption"], MOST_CAPTION)
        sizes = [{"file_id": "one"}]
        message = self._keep({"chat": chat, "caption": caption, "photo": sizes, **_kept(fields)})
        self.pictures[message["message_id"]] = fields["photo"]
        return message

    def _keep(self, message: Fields) -> Fields:
        with self._news:
            number = max(self.messages, default=0) + 1
            self.messages[number] = {"message_id": number, "date": 1795362492, **message}
            self._news.notify_all()
        return self.messages[number]

    def _edit_text(self, fields: Fields) -> Fields:
        return self._edit(fields, "text", words_of(fields["text"], MOST_TEXT))

    def _edit_caption(self, fields: Fields) -> Fields:
        return self._edit(fields, "caption", words_of(fields["caption"], MOST_CAPTION))

    def _edit_markup(self, fields: Fields) -> Fields:
        message = self.messages.get(fields["message_id"], {})
        kind = "caption" if "photo" in message else "text"
        return self._edit(fields, kind, message.get(kind))

    def _edit(self, fields: Fields, kind: str, text: object) -> Fields:
        self._chat(fields)
        message = self.messages.get(fields["message_id"])
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if kind not in message:
            raise Refusal(400, f"Bad Request: there is no {kind} in the message to edit")
        new = {**message, kind: text, **_kept(fields)}
        if "reply_markup" not in fields:
            new.pop("reply_markup", None)
        if new == message:
            raise Refusal(400, "Bad Request: message is not modified")
        with self._news:
            self.messages[fields["message_id"]] = new
            self._news.notify_all()
        return new

    def _popup(self, fields: Fields) -> bool:
        with self._news:
            self.popups[fields["callback_query_id"]] = fields.get("text", "")
            self._news.notify_all()
        return True

    def _get_updates(self, fields: Fields) -> list[Fields]:
        """Long-poll. The newest poll wins; an offset confirms, and forgets, what is before it."""
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        with self._news:
            self._polls += 1
            mine = self._polls
            self._news.notify_all()
            if "offset" in fields:
                before = [one for one in self._updates if one["update_id"] < fields["offset"]]
                self.confirmed += len(before)
                self._updates = self._updates[len(before) :]
            self._news.wait_for(
                lambda: self._updates or self._polls != mine or self.closed.is_set(),
                timeout=fields["timeout"],
            )
            if self._polls != mine:
                raise Refusal(409, "Conflict: terminated by other getUpdates request")
            return list(self._updates[:100])


def keyboard_of(message: Fields) -> list[list[Fields]]:
    found: list[list[Fields]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return found


def _kept(fields: Fields) -> Fields:
    """What stays of a call in the message: its keyboard, and whether it came without a sound."""
    stays = ("reply_markup", "disable_notification")
    kept: Fields = {key: fields[key] for key in stays if key in fields}
    for row in keyboard_of(kept):
        for button in row:
            if not 1 <= len(button["callback_data"].encode()) <= MOST_DATA_BYTES:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return kept


def fields_of(asked: Asked) -> Fields:
    """Read the fields of a call; in a form, all but files are text, and objects are JSON."""
    kind = asked.headers["content-type"]
    if kind == "application/json":
        found: Fields = json.loads(asked.body)
        return found
    form = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + asked.body)
    fields: Fields = {}
    for part in form.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content if part.get_filename() else content.decode()
    return {
        name: json.loads(value) if name in ("reply_markup", "disable_notification") else value
        for name, value in fields.items()
    }
