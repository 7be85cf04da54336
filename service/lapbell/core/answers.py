"""What a person can answer to a nudge, and the signed text in which an answer comes home.

Anybody may be able to write to the topic of the answers. A text counts only with the signature
of this service for this very nudge and verb, so it cannot be forged, and a replayed one says
nothing new.
"""

import hmac
from base64 import b32encode
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from lapbell.core.offers import Verb
from lapbell.core.routine import Kind

LATER_IN = timedelta(minutes=20)
AGAIN = "-again"
"""Ends the key of the nudge that comes back in 20 min."""

_VERSION = "v1"
_OPEN = "open"
"""No answer: the right to look at one nudge."""


LABELS = {
    Verb.DONE: "Done",
    Verb.LATER: "In 20 min",
    Verb.HURTS: "It hurts",
    Verb.SKIP: "Not running today",
    Verb.UNDO: "Undo",
    Verb.DID: "I did",
    Verb.NO: "No",
    Verb.LESS: "Ring less",
    Verb.MORE: "Ring again",
    Verb.WEEK_OFF: "Pause 1 week",
    Verb.UNTIL_RUN: "Until I run",
    Verb.YES: "Yes",
    Verb.KEEP: "Keep",
    Verb.RESTING: "I'm resting",
    Verb.RAN: "I did run",
}

_OFFERED = {
    Kind.AFTER: (Verb.DONE, Verb.LATER, Verb.HURTS),
    Kind.BEFORE: (Verb.DONE, Verb.SKIP, Verb.HURTS),
    Kind.DURING: (Verb.DONE, Verb.HURTS),
    Kind.ALARM: (Verb.RESTING, Verb.RAN),
}


def offered(kind: Kind, key: str, own: Sequence[Verb] = ()) -> Sequence[Verb]:
    """Return the answers that a nudge offers, at most three; "In 20 min" once.

    `own` are those that do not follow from its kind (`Nudge.verbs`).
    """
    verbs = own or _OFFERED.get(kind, ())
    return tuple(verb for verb in verbs if verb is not Verb.LATER or not key.endswith(AGAIN))


def sign(secret: bytes, verb: Verb, key: str) -> str:
    """Return the text that a button sends home: `v1.done.KEY.SIGNATURE`."""
    text = f"{_VERSION}.{verb}.{key}"
    return f"{text}.{_signature(secret, text)}"


def understand(secret: bytes, text: str) -> tuple[Verb, str] | None:
    """Return verb and key of an answer; None for anything that this service did not sign."""
    if not text.isascii():  # neither a key nor a signature is anything else
        return None
    signed, _, signature = text.strip().rpartition(".")
    version, _, rest = signed.partition(".")
    verb, _, key = rest.partition(".")
    if version != _VERSION or verb not in list(Verb):
        return None
    if not hmac.compare_digest(_signature(secret, signed), signature):
        return None
    return Verb(verb), key


def capability(secret: bytes, key: str) -> str:
    """Return the end of a nudge's own link, `KEY.SIGNATURE`, which opens that nudge alone."""
    return f"{key}.{_signature(secret, f'{_VERSION}.{_OPEN}.{key}')}"


def nudge_behind(secret: bytes, text: str) -> str | None:
    """Return the key of the nudge that a link opens; None for a link of another service."""
    key, _, _ = text.rpartition(".")
    is_ours = text.isascii() and hmac.compare_digest(capability(secret, key), text)
    return key if is_ours else None


def _signature(secret: bytes, text: str) -> str:
    digest = hmac.new(secret, text.encode(), sha256).digest()
    return b32encode(digest).decode()[:26].lower()
