"""JSON objects as they are sent and read: no text breaks them, and none is trusted.

What their keys mean belongs to each channel.
"""

import json
from typing import Any


def as_json(value: object) -> bytes:
    """Write a value as JSON; what no UTF-8 can hold becomes a question mark."""
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")


def object_of(text: bytes) -> dict[str, Any]:
    """Return a JSON object, or an empty one for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
