"""The fields of a publish, whether they come as JSON, as headers or in the query."""

import json
from collections.abc import Mapping
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any

from ntfy_double.answers import Refusal

MESSAGE_BYTES = 4096

_JSON_TYPES: Mapping[str, type] = {
    "topic": str, "title": str, "message": str, "priority": int, "tags": list, "click": str,
    "icon": str, "actions": list, "attach": str, "markdown": bool, "filename": str,
    "email": str, "call": str, "cache": str, "firebase": str, "delay": str, "sequence_id": str,
}  # fmt: skip


def params_of_json(body: bytes) -> dict[str, str]:
    """The fields of a publish as JSON, as texts; unknown ones are ignored, null is nothing."""
    if len(body) >= 2 * MESSAGE_BYTES:
        raise Refusal(41303)
    try:
        fields = json.loads(body.decode(errors="replace"))
    except ValueError:
        raise Refusal(40024) from None
    if not isinstance(fields, dict):
        raise Refusal(40024)
    known = {name: fields[name] for name in _JSON_TYPES if fields.get(name) is not None}
    for name, value in known.items():
        if type(value) is not _JSON_TYPES[name]:
            raise Refusal(40024)
    return {name: _as_text(name, value) for name, value in known.items() if value}


def _as_text(name: str, value: Any) -> str:
    if name == "tags":
        if not all(isinstance(tag, str) for tag in value):
            raise Refusal(40024)
        return ",".join(value)
    return json.dumps(value) if name == "actions" else str(value)


_ALIASES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "t"),
    "message": ("message", "m"),
    "priority": ("priority", "prio", "p"),
    "tags": ("tags", "tag", "ta"),
    "click": ("click",),
    "icon": ("icon",),
    "actions": ("actions", "action"),
    "attach": ("attach", "a"),
    "markdown": ("markdown", "md"),
    "filename": ("filename", "file", "f"),
    "email": ("email", "e-mail", "mail", "e"),
    "call": ("call",),
    "cache": ("cache",),
    "delay": ("delay", "at", "in"),
    "sequence_id": ("sequence-id", "sid"),
}


def params_of_request(headers: Mapping[str, str], query: Mapping[str, str]) -> dict[str, str]:
    """The fields of a publish as headers or query parameters; a header goes first."""
    found = {}
    for name, aliases in _ALIASES.items():
        spellings = (f"x-{aliases[0]}", *aliases)
        texts = [_header(headers[one]) for one in spellings if one in headers]
        texts += [query[one].strip() for one in spellings if one in query]
        if text := next((text for text in texts if text), ""):
            found[name] = text
    if "message" in found:
        found["message"] = found["message"].replace("\\n", "\n")
    return found


def _header(value: str) -> str:
    """Headers reach us as latin-1, the server reads them as UTF-8 and decodes RFC 2047."""
    text = value.encode("latin-1").decode(errors="replace")
    try:
        return str(make_header(decode_header(text))).strip() if "=?" in text else text.strip()
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return text.strip()
