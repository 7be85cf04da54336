"""FIT: the segments of a file, the messages in them, the runs among its sessions.

The fast way decodes a handful of messages and takes the samples straight from the bytes. Where
that does not understand a segment, fitparse decodes all of it: the full way.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256

from lapbell.readers import build, columns
from lapbell.readers.build import Session, Source
from lapbell.readers.decode import Message, messages
from lapbell.readers.epoch import seconds_of
from lapbell.readers.excerpt import MESSAGES, excerpt
from lapbell.readers.reading import Reading
from lapbell.readers.records import Records
from lapbell.readers.segments import Segment, frame, segments
from lapbell.readers.sessions import Values, named, session_from, sessions_of, text
from lapbell.readers.sports import NO_SPORT, RUNNING, describe
from lapbell.readers.walk import walk

_NOTED = MESSAGES | {columns.RECORD}
_NAMES = frozenset({"file_id", "session", "sport", "activity", "record"})
_KINDS = {"workout": "a workout", "course": "a course"}


def read(data: bytes, *, athlete: str, in_full: bool = False) -> Reading:
    """Return the runs of a FIT file, or what it is instead; `in_full` leaves out the fast way."""
    parts = [Part(data, segment, in_full=in_full) for segment in segments(data)]
    runs = _once(sessions_in(parts))
    if not runs:
        return _no_run(parts)
    digest = sha256(data).hexdigest()
    found = []
    for session, part in runs:
        source = Source(athlete=athlete, sha256=digest, form="fit", whole=part.whole)
        found.append(build.run(session, part.during(session), source))
    return Reading("run", "", tuple(found))


class Part:
    """One segment of a file, decoded only as far as it is asked for."""

    def __init__(self, data: bytes, segment: Segment, *, in_full: bool = False) -> None:
        self.segment = segment
        self._data = data
        self._in_full = in_full
        self._walk = walk(data, segment.start, segment.end, _NOTED)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing, nothing is damaged and nothing had to be left out."""
        is_sound = self.segment.complete and not self.segment.damaged
        return is_sound and self._walk.end == self.segment.end

    @cached_property
    def summary(self) -> list[Message]:
        """The messages that tell about the whole activity."""
        small = None if self._in_full else excerpt(self._data, self._walk.layouts)
        return self._everything if small is None else messages(small, _NAMES)

    @cached_property
    def records(self) -> Records:
        """The samples."""
        found = None if self._in_full else columns.from_bytes(self._data, self._walk.layouts)
        return columns.from_messages(self._everything) if found is None else found

    def during(self, session: Session) -> Records:
        """Return the samples of one of this segment's sessions."""
        length = session.elapsed or session.moving
        if length is None or len(named(self.summary, "session")) < 2:
            return self.records
        start = seconds_of(session.started_at)
        return self.records.between(start, start + length)

    @cached_property
    def _everything(self) -> list[Message]:
        return messages(frame(self._data[self.segment.start : self._walk.end]), _NAMES)


def sessions_in(parts: Sequence[Part]) -> list[tuple[Session, Part]]:
    """Return the sessions of all parts; without any, the one that samples tell of."""
    found: list[tuple[Session, Part]] = []
    index = 0
    for part in parts:
        found += [(session, part) for session in sessions_of(part.summary, index)]
        index += len(named(part.summary, "session"))
    if not index:
        lost = ((session_from(part.summary, part.records), part) for part in parts)
        found += [(session, part) for session, part in lost if session is not None][:1]
    return found


def _once(sessions: Sequence[tuple[Session, Part]]) -> list[tuple[Session, Part]]:
    """Return the runs, without those that some watches write a second time."""
    found: dict[tuple[object, object], tuple[Session, Part]] = {}
    for session, part in sessions:
        if session.is_run:
            found.setdefault((session.started_at, session.elapsed), (session, part))
    return list(found.values())


def _no_run(parts: Sequence[Part]) -> Reading:
    """Say what a file is in which there is no run."""
    sessions = [values for part in parts for values in named(part.summary, "session")]
    if sessions:
        return Reading("not a run", _activity(sessions))
    kinds = [text(values, "type") for part in parts for values in named(part.summary, "file_id")]
    kind = kinds[0] if kinds else None
    if kind not in (None, "activity"):
        return Reading("not a run", _KINDS.get(kind) or f"a {_words(kind)} file")
    if not parts[-1].segment.complete:
        return Reading("unreadable", _cut(parts[-1].segment))
    return Reading("not a run", "an activity without a session or a sport")


def _activity(sessions: Sequence[Values]) -> str:
    """Name the first sport, with its kind: "a ride (cycling)", "an activity (training, yoga)"."""
    told = next((each for each in sessions if text(each, "sport") not in NO_SPORT), {})
    sport, sub_sport = text(told, "sport"), text(told, "sub_sport")
    if sport is None:
        return "an activity of no sport"
    if sport == RUNNING:
        return "a run without a start time"
    return describe(sport, sub_sport)


def _words(name: str) -> str:
    return re.sub(r"_[ab]$", "", name).replace("_", " ")


def _cut(segment: Segment) -> str:
    if segment.declared <= segment.start + 2:
        return "not finished: its header gives no length, and there is no session yet"
    here, whole = (f"{size / 1000:.0f}" for size in (segment.end, segment.declared))
    return f"cut short after {here} of {whole} kB: no session yet"
