"""One event of a calendar as text: what stands there, before anybody knows what it means."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Self

from icalendar.prop import vText

LONGEST_UID = 200
LONGEST_SUMMARY = 200

_TZID = re.compile(r';TZID=("[^"]*+"|[^;:]*+)', re.IGNORECASE)
_MAY_REPEAT = ("RRULE", "EXDATE", "RDATE")


@dataclass(frozen=True, slots=True)
class Line:
    """A property: its name in capitals, its parameters with their semicolons, and its value."""

    name: str
    parameters: str
    value: str

    def __str__(self) -> str:
        """Write it as it stands in a calendar."""
        return f"{self.name}{self.parameters}:{self.value}"

    def in_zone(self, name: Callable[[str], str | None]) -> Self:
        """Return the line with the name of its time zone, or without one where it has none."""
        found = _TZID.search(self.parameters)
        if found is None:
            return self
        zone = name(found[1].strip('"'))
        parameters = _TZID.sub(f";TZID={zone}" if zone else "", self.parameters)
        return replace(self, parameters=parameters)


@dataclass(frozen=True, slots=True)
class Entry:
    """The properties of a VEVENT; one that may stand there once is its first."""

    lines: tuple[Line, ...]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Self:
        """Return the entry of these lines."""
        kept: dict[object, Line] = {}
        for line in lines:
            kept.setdefault(line if line.name in _MAY_REPEAT else line.name, line)
        return cls(tuple(kept.values()))

    def value(self, name: str) -> str:
        """Return the value of a property, or nothing."""
        return next((line.value for line in self.lines if line.name == name), "")

    def date(self, name: str) -> str:
        """Return the date of a property as it stands there, or nothing."""
        return self.value(name)[:8]

    @property
    def uid(self) -> str:
        """What tells events apart; made up where there is none, or one without an end."""
        uid = self.value("UID")
        if 0 < len(uid) <= LONGEST_UID:
            return uid
        text = uid or f"{self.value('DTSTART')} {self.value('SUMMARY')}"
        return f"lapbell-{sha256(text.encode()).hexdigest()[:32]}"

    @property
    def summary(self) -> str:
        """The title."""
        return str(vText.from_ical(self.value("SUMMARY")))[:LONGEST_SUMMARY]

    @property
    def repeats(self) -> bool:
        """Tell whether this is a series."""
        return any(line.name in ("RRULE", "RDATE") for line in self.lines)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules by which it repeats."""
        return tuple(line.value for line in self.lines if line.name == "RRULE")

    @property
    def is_change(self) -> bool:
        """Tell whether this stands for an occurrence of a series."""
        return any(line.name == "RECURRENCE-ID" for line in self.lines)

    @property
    def changes_the_rest(self) -> bool:
        """Tell whether it stands for all later occurrences as well."""
        changed = (line for line in self.lines if line.name == "RECURRENCE-ID")
        return any("RANGE=" in line.parameters.upper() for line in changed)

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it will not be."""
        return self.value("STATUS").upper() == "CANCELLED"

    @property
    def revision(self) -> int:
        """The SEQUENCE: the highest counts."""
        digits = self.value("SEQUENCE")
        return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else 0

    def in_zones(self, name: Callable[[str], str | None]) -> Self:
        """Return the entry with the names of its time zones."""
        return replace(self, lines=tuple(line.in_zone(name) for line in self.lines))

    def text(self) -> str:
        """Write the event for icalendar, which knows no empty lists of dates."""
        lines = (str(line) for line in self.lines if line.value and line.name != "UID")
        return "\r\n".join(("BEGIN:VEVENT", f"UID:{self.uid}", *lines, "END:VEVENT", ""))
