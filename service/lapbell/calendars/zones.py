"""Which time zone a TZID means.

A zone of the tz database is taken at its name, whatever the calendar says of it. What only the
calendar knows is taken as it defines it, where it changes to summer time by a plain rule.
"""

import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

MOST_ZONES = 8
MOST_CHANGES = 8
MOST_LINES = 64
LONGEST_ZONE = 4000

_LONGEST_NAME = 3
"""America/Argentina/Buenos_Aires"""

# Each such rule comes round within a few years: icalendar can work it out in no time.
_PLAIN_RULE = re.compile(
    r"RRULE:(;?(FREQ=YEARLY|INTERVAL=1|BYMONTH=(1[0-2]|[1-9])|BYDAY=[+-]?[1-5]?[A-Z]{2}"
    r"|UNTIL=\w+|WKST=\w\w))+",
    re.IGNORECASE,
)


class Zones:
    """The zones that one calendar defines, and the names that its TZIDs get."""

    def __init__(self) -> None:
        self._defined: dict[str, tuple[str, str]] = {}

    def add(self, lines: Sequence[str]) -> None:
        """Take a VTIMEZONE without its END, unless it is known, odd or one too many.

        It gets a name of its own: icalendar keeps zones by name, for every calendar alike.
        """
        tzid = next((line[5:] for line in lines if line.upper().startswith("TZID:")), "")
        changes = sum(line.upper().startswith("BEGIN:") for line in lines) - 1
        rules = [line for line in lines if line.upper().startswith("RRULE")]
        is_long = len(lines) > MOST_LINES or sum(map(len, lines)) > LONGEST_ZONE
        is_odd = changes > MOST_CHANGES or not all(map(_PLAIN_RULE.fullmatch, rules))
        if zone_named(tzid) or is_long or is_odd or len(self._defined) >= MOST_ZONES:
            return
        name = f"lapbell-{sha256('|'.join(lines).encode()).hexdigest()[:32]}"
        rest = [line for line in lines if not line.upper().startswith("TZID:")]
        written = (*rest[:1], f"TZID:{name}", *rest[1:], "END:VTIMEZONE", "")
        self._defined[tzid] = (name, "\r\n".join(written))

    def name(self, tzid: str) -> str | None:
        """Return what a TZID is called here; None where nobody knows it."""
        defined, _ = self._defined.get(tzid, (None, ""))
        return zone_named(tzid) or defined

    def used_in(self, text: str) -> str:
        """Write the zones that a text names, for icalendar."""
        return "".join(zone for name, zone in self._defined.values() if name in text)


def zone_named(tzid: str) -> str | None:
    """Return the tz database's name for a TZID, or None.

    It may be that name itself, Windows' name, or the name behind a maker's prefix:
    "/mozilla.org/20050126_1/Europe/Berlin".
    """
    name = tzid.strip("/ ")
    parts = name.split("/")
    tails = ("/".join(parts[-length:]) for length in range(_LONGEST_NAME, 0, -1))
    candidates = (name, WINDOWS_TO_OLSON.get(name, ""), *tails)
    return next((one for one in candidates if one in _known()), None)


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
