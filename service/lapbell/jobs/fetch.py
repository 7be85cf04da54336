"""Fetch an athlete's calendar once an hour; what was fetched last stays until the next is good."""

from datetime import timedelta

from lapbell.calendars import Copy, NoCopy, fetch
from lapbell.channels.connection import Deadline, open_session
from lapbell.config import Athlete
from lapbell.errors import LapbellError
from lapbell.jobs.context import Context
from lapbell.store import planned
from lapbell.store.planned import CalendarCopy

EVERY = timedelta(hours=1)
AGAIN_AFTER = timedelta(minutes=5)
WITHIN_S = 30.0


class Fetcher:
    """The fetch job of one athlete's calendar."""

    def __init__(self, athlete: Athlete, context: Context) -> None:
        self._athlete = athlete.name
        self._calendar = athlete.calendar
        self._store, self._clock = context.store, context.clock
        self._next_s = 0.0

    def fetch(self) -> None:
        """Fetch, where an hour has gone; raise LapbellError where there was no good copy."""
        if self._calendar is None or self._clock.steady() < self._next_s:
            return
        name = self._calendar.name
        with self._store.read() as db:
            last = planned.calendar_copy(db, self._athlete)
        previous = None
        if last is not None and last.source == name:
            previous = Copy(data=last.data, at=last.at, etag=last.etag, modified=last.modified)
        with Deadline(WITHIN_S) as line, open_session(line) as session:
            got = fetch(self._calendar.source, previous, now=self._clock.now(), session=session)
        self._next_s = self._clock.steady() + AGAIN_AFTER.total_seconds()
        if isinstance(got, NoCopy):
            meanwhile = "the last copy is used" if previous else "no run is expected from it"
            raise LapbellError(f"the calendar: {got.reason}; {meanwhile} meanwhile")
        self._next_s = self._clock.steady() + EVERY.total_seconds()
        if previous is None or previous.data != got.data:
            copy = CalendarCopy(
                source=name, data=got.data, at=got.at, etag=got.etag, modified=got.modified
            )
            with self._store.write() as db:
                planned.keep_calendar(db, self._athlete, copy)
