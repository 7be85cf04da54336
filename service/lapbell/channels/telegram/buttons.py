"""A signed answer in the 64 bytes that a button of Telegram's holds.

An answer is up to 80 bytes long and ends in its signature, of which as much travels as fits. On
its way home the whole text is signed anew and has to begin with what came, so that nothing is kept
for it. What an answer says belongs to `core`.
"""

import hmac

from lapbell.core.answers import sign
from lapbell.core.offers import Verb

MOST_BYTES = 64
_LEAST_SIGNED = 16
"""Characters of a signature; in base32 they are 80 bits."""


def data_of(body: str) -> str | None:
    """Return what the button for an answer carries; None where too little signature would fit."""
    signed = body.rpartition(".")[0]
    return body[:MOST_BYTES] if len(signed) + 1 + _LEAST_SIGNED <= MOST_BYTES else None


def answer_of(secret: bytes, data: str) -> tuple[str, str] | None:
    """Return the whole answer and the nudge's key; None for what was never signed here."""
    _, _, rest = data.rpartition(".")[0].partition(".")
    verb, _, key = rest.partition(".")
    if not data.isascii() or verb not in list(Verb):
        return None
    body = sign(secret, Verb(verb), key)
    return (body, key) if hmac.compare_digest(data_of(body) or "", data) else None
