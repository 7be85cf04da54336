"""The name of a nudge: the same occasion always gets the same key, whatever restarts.

A key fits ntfy's `sequence_id` ([-_A-Za-z0-9]{1,64}) and tells its kind to the eye.
"""

from base64 import b32encode
from hashlib import sha256


def after_run_key(athlete: str, run_id: str) -> str:
    """Return `post-` and 26 base32 characters of a sha256."""
    return _key("post", athlete, run_id)


def _key(kind: str, *parts: str) -> str:
    digest = sha256("\0".join(parts).encode()).digest()
    return f"{kind}-{b32encode(digest).decode()[:26].lower()}"
