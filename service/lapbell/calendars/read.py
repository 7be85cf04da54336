"""The runs that a calendar plans for the coming days.

icalendar and recurring-ical-events find out what events mean, on what `sieve` left and `effort`
allows. Where a run without a time belongs in its day is for `core.habit` to say.
"""

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from lapbell.calendars.effort import BUDGET, effort
from lapbell.calendars.entry import Entry
from lapbell.calendars.kinds import NO_RUN, RUN, is_run, kilometres_in, minutes_in
from lapbell.calendars.sieve import MOST_EVENTS, sieve
from lapbell.calendars.zones import Zones
from lapbell.core.expected import Event, on

MARGIN = timedelta(days=2)
"""No two clocks of the world are further apart."""
LONGEST_SUMMARY = 80
MOST_SAID = 10

_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//lapbell//EN\r\n"
_TAIL = "END:VCALENDAR\r\n"
_SECONDS = re.compile("[1-9][0-9]{1,5}")
_UTC = ZoneInfo("UTC")


class Reading(NamedTuple):
    """The runs that were found, by day, and up to ten sentences about what was left out."""

    events: tuple[Event, ...]
    left_out: tuple[str, ...]


class Window(NamedTuple):
    """The moments from `begin` to before `end`, and the athlete's zone."""

    begin: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, both included."""
        return self.begin.astimezone(self.zone).date(), self.end.astimezone(self.zone).date()

    def includes(self, start: datetime | date) -> bool:
        """Tell whether an event begins in it; one without a time may do so all day long."""
        if isinstance(start, datetime):
            return self.begin <= start < self.end
        first, last = self.days
        return first <= start <= last and on(start, time(), self.zone) < self.end


def read_calendar(
    data: bytes,
    begin: datetime,
    end: datetime,
    zone: ZoneInfo,
    match: re.Pattern[str] = RUN,
    exclude: re.Pattern[str] = NO_RUN,
) -> Reading:
    """Return the runs that a calendar plans to begin in [begin, end), in order of their days.

    Times without a zone are in `zone`, the athlete's. What is too much work, and what nobody
    can read, is left out and said; nothing is raised.
    """
    window = Window(begin, end, zone)
    first, last = window.days

    def wanted(summary: str) -> bool:
        return is_run(summary, match, exclude)

    sieved = sieve(data, first - MARGIN, last + MARGIN, wanted)
    left_out = [f"there are more runs than {MOST_EVENTS}"] if sieved.is_cut else []
    events: list[Event] = []
    for entries in _affordable(sieved.entries, last, left_out):
        if len(events) >= MOST_EVENTS:
            break
        try:
            events += _occurrences(entries, sieved.zones, window, wanted)
        except Exception as error:  # whatever two libraries make of a broken event
            why = type(error).__name__
            left_out.append(f'"{_title(entries[0].summary)}" cannot be read ({why})')
    return Reading(tuple(sorted(events, key=_order)), tuple(left_out[:MOST_SAID]))


def _order(event: Event) -> tuple[str, str, str]:
    return event.starts_at.isoformat(), event.uid, event.recurrence_id


def _affordable(
    entries: Sequence[Entry], last: date, left_out: list[str]
) -> Iterator[Sequence[Entry]]:
    """Yield the entries of each event, as long as its rules are within the budget."""
    by_uid: dict[str, list[Entry]] = {}
    for entry in entries:
        by_uid.setdefault(entry.uid, []).append(entry)
    budget = float(BUDGET)
    for some in by_uid.values():
        work = sum(effort(rule, one.date("DTSTART"), last) for one in some for rule in one.rules)
        if work <= budget:
            budget -= work
            yield some
        else:
            left_out.append(f'"{_title(some[0].summary)}" repeats too often, or never again')


def _occurrences(
    entries: Sequence[Entry], zones: Zones, window: Window, wanted: Callable[[str], bool]
) -> list[Event]:
    first, last = window.days
    text = "".join(entry.text() for entry in entries)
    calendar = Calendar.from_ical("".join((_HEAD, zones.used_in(text), text, _TAIL)))
    found = recurring_ical_events.of(calendar).between(first - MARGIN, last + MARGIN)
    series = any(entry.repeats or entry.is_change for entry in entries)
    return [
        _event(one, start, series=series)
        for one in found
        if window.includes(start := _start(one.start, window.zone))
        and str(one.get("STATUS", "")).upper() != "CANCELLED"
        and wanted(str(one.get("SUMMARY", "")))
    ]


def _start(start: datetime | date, zone: ZoneInfo) -> datetime | date:
    """Return the aware start, or the date of an event without a time.

    Some programs write a day as the 24 hours from midnight, on the event's own clock or ours.
    """
    if not isinstance(start, datetime):
        return start
    aware = start if start.tzinfo else start.replace(tzinfo=zone)
    for clock in (aware, aware.astimezone(zone)):
        if clock.time() == time() and clock.tzinfo != _UTC:
            return clock.date()
    return aware


def _event(component: Component, start: datetime | date, *, series: bool) -> Event:
    summary = str(component.get("SUMMARY", ""))
    described = str(component.get("DESCRIPTION", "")).partition("\n")[0]
    seconds = str(component.get("X-WORKOUT-ESTIMATED-DURATION", ""))
    estimated = int(seconds) / 60 if _SECONDS.fullmatch(seconds) else None
    return Event(
        uid=str(component["UID"]),
        recurrence_id=_moment(component.decoded("RECURRENCE-ID")) if series else "",
        starts_at=start,
        summary=_title(summary),
        km=kilometres_in(summary) or kilometres_in(described),
        minutes=estimated or minutes_in(summary) or minutes_in(described),
    )


def _moment(moment: datetime | date) -> str:
    """Write the id of an occurrence: the same, whichever zone it was written in."""
    if isinstance(moment, datetime) and moment.tzinfo:
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{moment:%Y%m%dT%H%M%S}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"


def _title(summary: str) -> str:
    """Return a title that fits a line of a push or a log, whatever is in it."""
    words = "".join(one if one.isprintable() else " " for one in summary).split()
    return textwrap.shorten(" ".join(words), LONGEST_SUMMARY, placeholder=" ...")
