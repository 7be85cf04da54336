"""The server: tokens, one action that rings a phone, and a stream of what happens."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Condition
from typing import Any

from loopback import Asked, Loopback, Reply, Stream, json_reply

ADMIN = "eyJhbGciOi.eyJhZG1pbiI.c2lnbmF0dXJl"
GUEST = "eyJhbGciOi.eyJndWVzdCI.c2lnbmF0dXJl"
SERVICE = "notify.mobile_app_annas_phone"
TAPPED = "mobile_app_notification_action"
PING = b"data: ping\n\n"
ACTIONS = [
    {"domain": "light", "services": {"turn_on": {}}},
    {"domain": "notify", "services": {"notify": {}, SERVICE.partition(".")[2]: {}}},
]

Fields = dict[str, Any]


class HomeAssistantDouble(Loopback):
    """A house. `push_fails`: the action raises; `ping_s` lie between two signs of life."""

    def __init__(self, *, push_fails: bool = False, ping_s: float = 50) -> None:
        super().__init__()
        self.push_fails = push_fails
        self.pushed: list[Fields] = []
        self.shown: dict[str, Fields] = {}
        """What the phone shows, by tag."""
        self.streams = 0
        """How many listen."""
        self._events: list[Fields] = []
        self._ping_s = ping_s
        self._news = Condition()

    def wake(self) -> None:
        with self._news:
            self._news.notify_all()

    def tap(self, label: str, *, device: str = "android") -> str:
        """Tap a button of the newest push, which the app then takes away; return the event's id."""
        tag = list(self.shown)[-1]
        push = self.shown.pop(tag)
        (action,) = [one for one in push["data"]["actions"] if one["title"] == label]
        more = push["data"] if device == "android" else {}
        kept = {key: value for key, value in more.items() if key == "tag"}
        return self.fire({"action": action["action"], "device_id": "8b1f", **kept})

    def fire(self, data: Fields, event_type: str = TAPPED, **fields: object) -> str:
        """Let an event happen; return the id of its context."""
        with self._news:
            id_ = f"01JD{len(self._events):022}"
            event = {
                "event_type": event_type,
                "data": data,
                "origin": "REMOTE",
                "time_fired": datetime.now(UTC).isoformat(),
                "context": {"id": id_, "parent_id": None, "user_id": "123abc"},
            }
            self._events.append(event | fields)
            self._news.notify_all()
        return id_

    def wait_for_streams(self, count: int) -> None:
        """Wait until so many listen, 10 s at most: what happens before is lost to them."""
        with self._news:
            assert self._news.wait_for(lambda: self.streams >= count, timeout=10)

    def reply(self, asked: Asked) -> Reply | Stream:
        """Answer a request."""
        kind, _, token = asked.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or token not in (ADMIN, GUEST):
            return _plain(401, "401: Unauthorized")
        if asked.method == "POST":
            return self._call(asked)
        if asked.path == "/api/":
            return json_reply({"message": "API running."})
        if asked.path == "/api/services":
            return json_reply(ACTIONS)
        if asked.path == "/api/stream":
            is_admin = token == ADMIN
            return self._stream(asked) if is_admin else _plain(401, "401: Unauthorized")
        return _plain(404, "404: Not Found")

    def _call(self, asked: Asked) -> Reply:
        if asked.path != f"/api/services/{SERVICE.replace('.', '/')}":
            known = asked.path.startswith("/api/services/")
            return _plain(400, "400: Bad Request") if known else _plain(404, "404: Not Found")
        try:
            push: Fields = json.loads(asked.body)
        except ValueError:
            return json_reply({"message": "Data should be valid JSON."}, 400)
        if not isinstance(push.get("message"), str) or push.keys() - {"title", "message", "data"}:
            return _plain(400, "400: Bad Request")
        if self.push_fails:
            return _plain(500, "500 Internal Server Error")
        self._ring(push)
        return json_reply([])

    def _ring(self, push: Fields) -> None:
        self.pushed.append(push)
        tag = push.get("data", {}).get("tag", f"without a tag {len(self.pushed)}")
        self.shown.pop(tag, None)
        if push["message"] != "clear_notification":
            self.shown[tag] = push

    def _stream(self, asked: Asked) -> Stream:
        restrict = asked.query.get("restrict", "").split(",")
        with self._news:
            begin = len(self._events)
        return Stream(
            content_type="text/event-stream; charset=utf-8", pieces=self._pieces(restrict, begin)
        )

    def _pieces(self, restrict: list[str], seen: int) -> Iterator[bytes]:
        """Yield what happens from now on; a sign of life at once, and then now and again."""
        yield PING
        with self._news:
            self.streams += 1
            self._news.notify_all()
        while not self.closed.is_set():
            with self._news:
                if not self.closed.is_set() and len(self._events) == seen:
                    self._news.wait(self._ping_s)
                fresh = self._events[seen:]
            seen += len(fresh)
            for event in fresh:
                if event["event_type"] in restrict:
                    yield f"data: {json.dumps(event)}\n\n".encode()
            if not fresh and not self.closed.is_set():
                yield PING


def _plain(status: int, text: str) -> Reply:
    return Reply(status=status, body=text.encode(), content_type="text/plain; charset=utf-8")
