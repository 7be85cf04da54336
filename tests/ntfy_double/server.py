"""The double itself: routes, and the topics it keeps."""

import time
from collections.abc import Iterator, Mapping
from threading import Condition
from typing import Literal

import requests

from loopback import Asked, Loopback, Reply, Stream, json_reply
from loopback.server import HERE
from ntfy_double.access import Access, Bucket, authorization
from ntfy_double.answers import Refusal
from ntfy_double.events import RESERVED, TOPIC, Event, Publisher, event_of, is_true, since
from ntfy_double.params import params_of_json, params_of_request

WEB_APP = Reply(body=b"<!doctype html><title>ntfy web</title>", content_type="text/html")
_LINES = "application/x-ndjson; charset=utf-8"


class NtfyDouble(Loopback):
    """An ntfy server. Without `access`, everyone may do everything.

    `burst` requests are free, then one every 5 s; None lifts the limit.
    """

    def __init__(
        self,
        *,
        version: Literal["2.13", "2.16"] = "2.16",
        access: Access | None = None,
        allows_files: bool = True,
        burst: int | None = 60,
        keepalive_s: float = 45,
        at: str = HERE,
    ) -> None:
        super().__init__(at)
        self._access = access
        self._burst = burst
        self._keepalive_s = keepalive_s
        self._buckets: dict[str, Bucket] = {}
        self._wrong_logins: dict[str, Bucket] = {}
        self._events: dict[str, list[Event]] = {}
        self._files: dict[str, bytes] = {}
        self._cleared: set[str] = set()
        self._news = Condition()
        self._publisher = Publisher(
            keeps_sequence_ids=version == "2.16", allows_files=allows_files, url=self.url
        )

    def address(self, topic: str) -> str:
        """The topic as it stands in a config."""
        return f"{self.url}/{topic}"

    def wake(self) -> None:
        with self._news:
            self._news.notify_all()

    def messages(self, topic: str) -> list[Event]:
        """Everything published to the topic, in order."""
        with self._news:
            return [dict(event) for event in self._events.get(topic, [])]

    def visible(self, topic: str) -> list[Event]:
        """What a phone shows: of the messages with one sequence id, the last; not the cleared."""
        shown = {event.get("sequence_id", event["id"]): event for event in self.messages(topic)}
        return [event for event in shown.values() if event["id"] not in self._cleared]

    def press(self, topic: str, index: int, label: str) -> int:
        """Tap a button of a visible message as a phone does; return the status of the answer.

        The phone posts the body without any login, and clears the message only after a 2xx.
        """
        event = self.visible(topic)[index]
        (action,) = [one for one in event["actions"] if one["label"] == label]
        answer = requests.request(
            action.get("method", "POST"),
            action["url"],
            data=action.get("body", "").encode(),
            headers=action.get("headers"),
            timeout=10,
        )
        if answer.ok and action["clear"]:
            self._cleared.add(event["id"])
        return answer.status_code

    def wait_for(self, topic: str, count: int) -> list[Event]:
        """Wait until so many messages are there, 10 s at most; return them all."""
        with self._news:
            self._news.wait_for(lambda: len(self._events.get(topic, [])) >= count, timeout=10)
        return self.messages(topic)

    def publish(self, topic: str, message: str, **params: str) -> Event:
        """Publish as somebody else would, past all limits."""
        return self._keep(topic, params, message.encode())

    def reply(self, asked: Asked) -> Reply | Stream:
        """Do what was asked, and answer."""
        try:
            return self._route(asked, self._user(asked))
        except Refusal as refusal:
            return refusal.reply

    def _user(self, asked: Asked) -> str:
        header = authorization(asked.headers, asked.query)
        if self._access is None or not header:
            return "*"
        wrong_logins = self._wrong_logins.setdefault(asked.visitor, Bucket(30, 60))
        if wrong_logins.left() < 1:
            raise Refusal(42909)
        try:
            return self._access.user_of(header)
        except Refusal:
            wrong_logins.take()
            raise

    def _route(self, asked: Asked, user: str) -> Reply | Stream:
        parts = asked.path.strip("/").split("/")
        if asked.method in ("POST", "PUT") and asked.path == "/":
            return self._publish_json(asked, user)
        if asked.method == "GET" and (page := self._page(asked.path, parts)):
            return page
        if not TOPIC.fullmatch(parts[0]):
            raise Refusal(40401)
        if asked.method in ("POST", "PUT") and len(parts) == 1:
            params = params_of_request(asked.headers, asked.query)
            return self._publish(parts[0], params, asked.body, asked.visitor, user)
        if asked.method == "GET" and parts[1:] in (["json"], ["auth"]):
            self._admit(parts[0], asked.visitor, user, "r")
            is_auth = parts[1] == "auth"
            return json_reply({"success": True}) if is_auth else self._read(parts[0], asked)
        raise Refusal(40401)

    def _page(self, path: str, parts: list[str]) -> Reply | None:
        """What is there for everyone: health, files and the web app."""
        if path == "/v1/health":
            return json_reply({"healthy": True})
        if parts[0] == "file" and len(parts) == 2:
            return self._file(parts[1])
        is_topic = len(parts) == 1 and TOPIC.fullmatch(parts[0])
        return WEB_APP if path == "/" or parts[0] in RESERVED or is_topic else None

    def _file(self, name: str) -> Reply:
        body = self._files.get(name.partition(".")[0])
        if body is None:
            raise Refusal(40401)
        return Reply(body=body, content_type="application/octet-stream")

    def _publish_json(self, asked: Asked, user: str) -> Reply:
        params = params_of_json(asked.body)
        topic = params.pop("topic", "")
        if not TOPIC.fullmatch(topic):
            raise Refusal(40009)
        body = params.pop("message", "triggered").encode()
        return self._publish(topic, params, body, asked.visitor, user)

    def _publish(
        self, topic: str, params: Mapping[str, str], body: bytes, visitor: str, user: str
    ) -> Reply:
        if topic in RESERVED:
            raise Refusal(40010)
        self._admit(topic, visitor, user, "w")
        return json_reply(self._keep(topic, params, body))

    def _admit(self, topic: str, visitor: str, user: str, right: str) -> None:
        """Count the request, then ask for the right: both come before any look at the rest."""
        if self._burst is not None:
            who = visitor if user == "*" else user
            if not self._buckets.setdefault(who, Bucket(self._burst, 5)).take():
                raise Refusal(42901)
        if self._access is not None and not self._access.allows(user, topic, right):
            raise Refusal(40301)

    def _keep(self, topic: str, params: Mapping[str, str], body: bytes) -> Event:
        event = self._publisher.event(topic, params, body)
        with self._news:
            if "size" in event.get("attachment", {}):
                self._files[event["id"]] = body
            self._events.setdefault(topic, []).append(event)
            self._news.notify_all()
        return event

    def _cached(self, topic: str) -> list[Event]:
        return [event for event in self.messages(topic) if "expires" in event]

    def _read(self, topic: str, asked: Asked) -> Reply | Stream:
        poll = is_true(asked.query.get("poll", ""))
        seen = len(self.messages(topic))
        old = since(self._cached(topic), asked.query.get("since", ""), poll=poll)
        if not poll:
            pieces = (json_reply(event).body for event in self._stream(topic, old, seen))
            return Stream(content_type=_LINES, pieces=pieces)
        lines = b"".join(json_reply(event).body for event in old)
        return Reply(body=lines, content_type=_LINES)

    def _stream(self, topic: str, old: list[Event], seen: int) -> Iterator[Event]:
        """Yield what is new as it comes. What was put off never comes here: a limit of ours."""
        yield event_of("open", topic)
        yield from old
        while not self.closed.is_set():
            with self._news:
                if not self.closed.is_set() and len(self._events.get(topic, [])) == seen:
                    self._news.wait(self._keepalive_s)
            fresh = self.messages(topic)[seen:]
            seen += len(fresh)
            now = time.time()
            yield from [event for event in fresh if event["time"] <= now]
            if not fresh and not self.closed.is_set():
                yield event_of("keepalive", topic)
