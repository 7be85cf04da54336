"""The name of a nudge: the same occasion always gets the same key, whatever restarts.

A key fits ntfy's `sequence_id` ([-_A-Za-z0-9]{1,64}) and tells its kind to the eye.
"""

from base64 import b32encode
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from lapbell.core.occasion import AfterRun, DuringRun, Occasion


def key_of(occasion: Occasion, athlete: str, home: ZoneInfo) -> str:
    """Return `post-`, `pre-` or `mid-` and 26 base32 characters of a sha256.

    An expected run is known by its local date and its id, since it has no content yet.
    """
    if isinstance(occasion, AfterRun):
        return _key("post", athlete, occasion.run.id)
    day = occasion.starts_at.astimezone(home).date()
    kind = "mid" if isinstance(occasion, DuringRun) else "pre"
    return _key(kind, athlete, day.isoformat(), occasion.expected.id, occasion.phase)


def week_key(athlete: str, monday: date) -> str:
    """Return `week-` and 26 base32 characters for the ISO week that begins on `monday`."""
    year, week, _ = monday.isocalendar()
    return _key("week", athlete, f"{year}-W{week:02}")


def year_key(athlete: str, year: int) -> str:
    """Return `year-` and 26 base32 characters for a calendar year."""
    return _key("year", athlete, str(year))


def alarm_key(athlete: str, run_id: str) -> str:
    """Return `alarm-` and 26 base32 characters for the silence after a run."""
    return _key("alarm", athlete, run_id)


def _key(kind: str, *parts: str) -> str:
    digest = sha256("\0".join(parts).encode()).digest()
    return f"{kind}-{b32encode(digest).decode()[:26].lower()}"
