"""Events: what a publish becomes, and which ones a poll gets.

Left out: e-mail, calls, templates, UnifiedPush, and the short form of actions.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from random import choices
from string import ascii_letters, digits
from typing import Any

from ntfy_double.answers import Refusal
from ntfy_double.params import MESSAGE_BYTES

Event = dict[str, Any]

FILE_BYTES = 15 * 1024 * 1024
TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
RESERVED = (
    "docs", "static", "file", "app", "metrics", "account", "settings", "signup", "login", "v1",
)  # fmt: skip


def event_of(kind: str, topic: str) -> Event:
    """The events `open` and `keepalive` have nothing more; a message gets the rest."""
    return {"id": _random(12), "time": int(time.time()), "event": kind, "topic": topic}


def _random(length: int) -> str:
    return "".join(choices(ascii_letters + digits, k=length))


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Turns a publish into the event that phones get; the order of the checks is ntfy's."""

    keeps_sequence_ids: bool
    allows_files: bool
    url: str

    def event(self, topic: str, params: Mapping[str, str], body: bytes) -> Event:
        event = event_of("message", topic)
        self._sequence_id(event, params)
        _check_addresses(params)
        given = [name for name in ("title", "message", "click", "icon") if name in params]
        event |= {name: params[name] for name in given}
        if "priority" in params:
            event["priority"] = _priority(params["priority"])
        if "tags" in params:
            event["tags"] = [tag.strip() for tag in params["tags"].split(",") if tag]
        _delay(event, params)
        if "actions" in params:
            event["actions"] = _actions(params["actions"])
        if is_true(params.get("markdown", "")):
            event["content_type"] = "text/markdown"
        self._body(event, params, body)
        event.setdefault("message", "triggered")
        if is_true(params.get("cache", "yes")):
            event["expires"] = event["time"] + 12 * 3600
        return event

    def _sequence_id(self, event: Event, params: Mapping[str, str]) -> None:
        if self.keeps_sequence_ids and "sequence_id" in params:
            if not TOPIC.fullmatch(params["sequence_id"]):
                raise Refusal(40049)
            event["sequence_id"] = params["sequence_id"]

    def _body(self, event: Event, params: Mapping[str, str], body: bytes) -> None:
        if "attach" in params:
            name = params.get("filename") or params["attach"].rpartition("/")[2] or "attachment"
            event["attachment"] = {"name": name, "url": params["attach"]}
            _text_body(event, body[:MESSAGE_BYTES])
            event.setdefault("message", f"You received a file: {name}")
        elif "filename" in params or len(body) >= MESSAGE_BYTES or _text(body) is None:
            self._file(event, params.get("filename", ""), body)
        else:
            _text_body(event, body)

    def _file(self, event: Event, name: str, body: bytes) -> None:
        if not self.allows_files:
            raise Refusal(40014)
        if len(body) > FILE_BYTES:
            raise Refusal(41301)
        kind, ending = _kind(body)
        event["attachment"] = {
            "name": name or f"attachment{ending}",
            "type": kind,
            "size": len(body),
            "expires": event["time"] + 3 * 3600,
            "url": f"{self.url}/file/{event['id']}{ending}",
        }
        event.setdefault("message", f"You received a file: {event['attachment']['name']}")


def _check_addresses(params: Mapping[str, str]) -> None:
    for name, code in (("attach", 40013), ("icon", 40021)):
        if name in params and not re.match("https?://", params[name]):
            raise Refusal(code)
    for name, code in (("email", 40001), ("call", 40032)):
        if name in params:
            raise Refusal(code)


def is_true(text: str) -> bool:
    return text.lower() in ("1", "yes", "true")


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _text_body(event: Event, body: bytes) -> None:
    text = _text(body)
    if text is None:
        raise Refusal(40011)
    if text.strip():
        event["message"] = text.strip()


def _kind(body: bytes) -> tuple[str, str]:
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", ".png"
    if _text(body) is not None:
        return "text/plain; charset=utf-8", ".txt"
    return "application/octet-stream", ".bin"


def _priority(text: str) -> int:
    words = {"min": 1, "low": 2, "default": 3, "high": 4, "max": 5, "urgent": 5}
    names = words | {str(number): number for number in range(1, 6)}
    if text.lower() not in names:
        raise Refusal(40007)
    return names[text.lower()]


def _delay(event: Event, params: Mapping[str, str]) -> None:
    if "delay" not in params:
        return
    if not is_true(params.get("cache", "yes")):
        raise Refusal(40002)
    found = re.fullmatch(r"(\d+)\s*([dhms])\w*", params["delay"])
    if not found:
        raise Refusal(40004)
    delay_s = int(found[1]) * {"d": 86400, "h": 3600, "m": 60, "s": 1}[found[2]]
    if not 10 <= delay_s <= 3 * 86400:
        raise Refusal(40005 if delay_s < 10 else 40006)
    event["time"] += delay_s


def _actions(text: str) -> list[Event]:
    try:
        actions = json.loads(text)
    except ValueError:
        raise Refusal(40018, "only the JSON form is known to this double") from None
    if len(actions) > 3:
        raise Refusal(40018, "only 3 actions allowed")
    return [_action(action) for action in actions]


def _action(action: Event) -> Event:
    kind = action.get("action", "").lower()
    if kind not in ("view", "broadcast", "http"):
        valid = "valid values are 'view', 'broadcast' and 'http'"
        raise Refusal(40018, f"parameter 'action' cannot be '{kind}', {valid}")
    if not action.get("label"):
        raise Refusal(40018, "parameter 'label' is required")
    if kind in ("view", "http") and not action.get("url"):
        raise Refusal(40018, f"parameter 'url' is required for action '{kind}'")
    if kind == "http" and action.get("method", "").upper() in ("GET", "HEAD") and "body" in action:
        raise Refusal(40018, f"parameter 'body' cannot be set if method is {action['method']}")
    names = ("label", "url", "method", "headers", "body", "intent", "extras")
    given = {name: action[name] for name in names if action.get(name)}
    return {"id": _random(10), "action": kind, "clear": bool(action.get("clear"))} | given


_GO_DURATION = re.compile(r"[-+]?(\d+\.?\d*(h|m|s|ms|us|ns))+")
_SECONDS = {"h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def since(events: list[Event], marker: str, *, poll: bool) -> list[Event]:
    """The kept events that `since=` asks for, in the order in which they were sent.

    An unknown id asks for everything; after a known one, an event that was put off and falls
    due later is missed. Both are ntfy's own ways.
    """
    now = time.time()
    due = sorted((one for one in events if one["time"] <= now), key=lambda one: one["time"])
    marker = marker or ("all" if poll else "none")
    if marker in ("all", "none", "latest"):
        return {"all": due, "none": [], "latest": due[-1:]}[marker]
    if re.fullmatch("[A-Za-z0-9]{12}", marker):
        ids = [event["id"] for event in events]
        first = ids.index(marker) + 1 if marker in ids else 0
        return [event for event in events[first:] if event["time"] <= now]
    earliest = _moment(marker, now)
    return [event for event in due if event["time"] >= earliest]


def _moment(marker: str, now: float) -> int:
    if re.fullmatch(r"[-+]?\d+", marker):
        return int(marker)
    if not _GO_DURATION.fullmatch(marker):
        raise Refusal(40008)
    parts = re.findall(r"(\d+\.?\d*)(ms|us|ns|h|m|s)", marker)
    length_s = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    return int(now + length_s if marker.startswith("-") else now - length_s)
