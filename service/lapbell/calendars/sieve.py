"""What of a calendar can matter to the coming days: found in one pass over its lines.

A calendar of 5 MB can hold a million lines or eighty thousand events, of which icalendar would
make hundreds of megabytes. So the lines are looked at as text first: every property, component
and event that cannot be a run in these days is dropped before anything is parsed. What the rest
means is for `read` to find out, with icalendar.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from typing import NamedTuple

from lapbell.calendars.entry import Entry, Line
from lapbell.calendars.zones import MOST_LINES, Zones

MOST_EVENTS = 500
MOST_REVISIONS = 20_000
"""So many more are remembered, only to find the latest revision of each."""
MOST_TEXT = 512 * 1024
"""Characters of all events together that are handed on."""
LONGEST_LINE = 1000
MOST_DATES = 50

_LINE = re.compile(r'([\w-]+)((?:;(?:"[^"]*+"|[^":])*+)?+):(.*)', re.DOTALL)
_DATES = ("EXDATE", "RDATE")
_WANTED = frozenset(
    ("UID", "DTSTART", "RECURRENCE-ID", "RRULE", *_DATES, "SEQUENCE", "STATUS", "SUMMARY",
     "DESCRIPTION", "X-WORKOUT-ESTIMATED-DURATION")
)  # fmt: skip


class Days(NamedTuple):
    """Dates as calendars write them, which sort as text; both are included."""

    first: str
    last: str

    def include(self, day: str) -> bool:
        """Tell whether a date is one of these; a text that is none is not."""
        return self.first <= day <= self.last


class Sieved(NamedTuple):
    """The events that are left, and the time zones that the calendar defines.

    `is_cut`: there were more than are taken.
    """

    entries: tuple[Entry, ...]
    zones: Zones
    is_cut: bool


def sieve(data: bytes, first: date, last: date, is_run: Callable[[str], bool]) -> Sieved:
    """Return the events that may be runs from the first to the last date, both included.

    A changed occurrence is kept whatever it has become: it stands for the one that its series
    would have there. Of an event in several revisions the latest counts.
    """
    days = Days(f"{first:%Y%m%d}", f"{last:%Y%m%d}")
    zones, latest = Zones(), _Latest()
    for kind, lines in _components(data, days):
        if kind == "VTIMEZONE":
            zones.add(lines)
        else:
            entry = Entry.of(_read_lines(lines))
            latest.add(entry, wanted=_may_matter(entry, days, is_run))
    entries = tuple(entry.in_zones(zones.name) for entry in latest.wanted())
    return Sieved(entries=entries, zones=zones, is_cut=latest.is_cut)


class _Latest:
    """The latest revisions of events; of those that are not wanted, no more than that."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[int, Entry | None]] = {}
        self._taken = 0
        self._length = 0
        self.is_cut = False

    def add(self, entry: Entry, *, wanted: bool) -> None:
        key = (entry.uid, entry.value("RECURRENCE-ID"))
        if key not in self._found and not self._has_room(entry, wanted=wanted):
            return
        revision, _ = self._found.get(key, (0, None))
        if entry.revision >= revision:
            self._found[key] = (entry.revision, entry if wanted else None)

    def wanted(self) -> Iterator[Entry]:
        return (entry for _, entry in self._found.values() if entry)

    def _has_room(self, entry: Entry, *, wanted: bool) -> bool:
        if not wanted:
            return entry.revision > 0 and len(self._found) < MOST_REVISIONS
        if self.is_cut:
            return False
        self._taken += 1
        self._length += len(entry.text())
        self.is_cut = self._taken > MOST_EVENTS or self._length > MOST_TEXT
        return not self.is_cut


def _components(data: bytes, days: Days) -> Iterator[tuple[str, list[str]]]:
    """Yield every VEVENT and VTIMEZONE with its lines, as far as they are wanted.

    Nesting is counted, not followed; what an event contains (alarms) is left out.
    """
    kind, depth = "", 0
    lines: list[str] = []
    for line in _unfolded(data):
        name = line.partition(":")[0].partition(";")[0].upper()
        if name == "BEGIN" and kind:
            depth += 1
        elif name == "BEGIN":
            kind, lines = _kind(line), []
        elif name == "END" and kind and depth:
            depth -= 1
        elif name == "END" and kind:
            yield kind, lines
            kind = ""
        if kind == "VTIMEZONE" and len(lines) <= MOST_LINES:
            lines.append(line[:LONGEST_LINE])
        elif kind == "VEVENT" and not depth and name in _WANTED:
            lines += _new(lines, _only(line, days) if name in _DATES else line[:LONGEST_LINE])


def _unfolded(data: bytes) -> Iterator[str]:
    """Yield the logical lines. Folds go first: they may stand in the middle of a character."""
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    data = data.replace(b"\n ", b"").replace(b"\n\t", b"")
    return (line.strip() for line in StringIO(data.decode("utf-8", "replace")))


def _kind(line: str) -> str:
    kind = line[len("BEGIN:") :].strip().upper()
    return kind if kind in ("VEVENT", "VTIMEZONE") else ""


def _only(line: str, days: Days) -> str:
    """Return a list of dates without those of other days: there may be thousands."""
    head, _, values = line.rpartition(":")
    near = [value for value in values.split(",") if days.include(value.strip()[:8])]
    return f"{head}:{','.join(near[:MOST_DATES])}"


def _new(lines: list[str], line: str) -> list[str]:
    return [line] if len(lines) < MOST_LINES and line not in lines else []


def _read_lines(lines: list[str]) -> Iterator[Line]:
    found = (_LINE.fullmatch(line) for line in lines)
    return (Line(one[1].upper(), one[2], one[3].strip()) for one in found if one)


def _may_matter(entry: Entry, days: Days, is_run: Callable[[str], bool]) -> bool:
    dates = [entry.date(name) for name in ("DTSTART", "RECURRENCE-ID")]
    if entry.is_change:
        return entry.changes_the_rest or any(map(days.include, dates))
    if entry.is_cancelled or not is_run(entry.summary):
        return False
    return dates[0] <= days.last if entry.repeats else days.include(dates[0])
