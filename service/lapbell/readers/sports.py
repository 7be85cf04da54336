"""The words for sports: what files call them, and what a person reads.

FIT's own names for sports are taken as they are.
"""

import re

RUNNING = "running"
NO_SPORT = (None, "generic")

LONGEST_TEXT = 60

_NO_SPORT = ("", "generic", "unknown", "uncategorized", "default", "sport", "activity", "workout")
_WORDS = (
    ("walking", r"\bwalk|^10$"),
    ("hiking", r"hik(e|ing)\b|trek|^4$"),
    ("cycling", r"cycl|bik|\b(virtual|gravel)?ride\b|^1$"),
    ("swimming", r"swim|^16$"),
    ("skiing", r"\bski"),
    (RUNNING, r"run(ning)?\b|jog|treadmill|^9$"),
)
"""The first that fits counts: a "treadmill walk" is a walk. The numbers are Strava's."""

_SUB_SPORTS = (
    ("treadmill", "treadmill"),
    ("indoor", "indoor_running"),
    ("virtual", "virtual_activity"),
    ("trail", "trail"),
    ("track", "track"),
    ("street", "street"),
    ("road", "street"),
    ("ultra", "ultra"),
    ("obstacle", "obstacle"),
)
_KNOWN = {"cycling": "a ride", "swimming": "a swim", "walking": "a walk", "hiking": "a hike"}


def sport_of(text: str) -> tuple[str | None, str | None]:
    """Return FIT's names of sport and sub-sport for an app's word; None where it says nothing.

    A sport that is not known here goes by the app's own word.
    """
    word = _plain(text)
    if word in _NO_SPORT:
        return None, None
    sport = known_sport(text) or word
    if sport != RUNNING:
        return sport, None
    return sport, next((sub for part, sub in _SUB_SPORTS if part in word), None)


def known_sport(text: str) -> str | None:
    """Return the sport that a text names, None where it is none of the few known here."""
    word = _plain(text)
    return next((sport for sport, pattern in _WORDS if re.search(pattern, word)), None)


def describe(sport: str, sub_sport: str | None = None) -> str:
    """Name an activity with its sport: "a ride (cycling)", "an activity (training, yoga)"."""
    kinds = [sport] if sub_sport in NO_SPORT else [sport, str(sub_sport)]
    words = ", ".join(kind.replace("_", " ") for kind in kinds)
    return f"{_KNOWN.get(sport, 'an activity')} ({words})"


def printable(text: str) -> str:
    """Return a file's own text as short and printable."""
    return "".join(filter(str.isprintable, text.strip()[:LONGEST_TEXT]))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", printable(text).lower()).strip()
