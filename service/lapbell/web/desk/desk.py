"""One athlete's side of the service. Each question has a module of its own beside this one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lapbell.config import Athlete, Config
from lapbell.core.routine import Routine
from lapbell.core.words import pause_end
from lapbell.jobs.back import come_back
from lapbell.jobs.diary import Diary
from lapbell.jobs.health import Health
from lapbell.store import answers
from lapbell.store.database import Store
from lapbell.web.desk import nudges, planned, runs, standing, weeks
from lapbell.web.desk.uploads import UploadFolder, folder_of
from lapbell.web.source import (
    Coming,
    Dropped,
    Landing,
    RunLine,
    RunStory,
    Shown,
    Silence,
    Standing,
    Weeks,
)
from lapbell.web.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What all desks share; `now` reads the clock, `current` returns the config of the moment."""

    store: Store
    health: Health
    now: Callable[[], datetime]
    current: Callable[[], Config]
    secret: bytes = field(repr=False)


class Desk:
    """One athlete's side of a running service, as a `Source` of pages."""

    def __init__(self, athlete: Athlete, office: Office) -> None:
        self.athlete = athlete
        self._plan = athlete.plan
        self._store, self._health = office.store, office.health
        self._secret, self._now, self._current = office.secret, office.now, office.current
        self._diary = Diary(athlete.plan, athlete.calendar)
        self._uploads = UploadFolder(folder_of(office.store.path.parent, athlete.name))

    def nudges(self, limit: int) -> Sequence[Shown]:
        """Return the newest nudges, newest first, at most `limit`."""
        with self._store.read() as db:
            return nudges.latest(db, self._plan, self._secret, self._now(), limit)

    def nudge(self, key: str) -> Shown | None:
        """Return a nudge by its key."""
        with self._store.read() as db:
            return nudges.one(db, self._plan, self._secret, self._now(), key)

    def silence(self) -> Silence | None:
        """Return the newest run, where nothing rang for it."""
        with self._store.read() as db:
            return runs.silence(db, self._plan)

    def coming(self) -> Sequence[Coming]:
        """Return the runs that are expected within a week, in order."""
        return planned.coming(self._store, self._plan, self._diary, self._now())

    def paused(self) -> str:
        """Return until when the athlete is paused ("until you run"); empty where they are not."""
        with self._store.read() as db:
            pause = answers.current_pause(db, self._plan.athlete, self._now())
        return pause_end(pause.until, self._plan.timezone) if pause else ""

    def resume(self) -> None:
        """End the pause, if one is on."""
        with self._store.write() as db:
            answers.end_pause(db, self._plan.athlete, self._now())

    def watching(self) -> tuple[str, ...]:
        """Return a line for each watched folder of the athlete's own."""
        looked = self._health.scanned_at
        words = texts()["today"]
        at = looked and looked.astimezone(self._plan.timezone)
        when = words["looked"].format(at=f"{at:%H:%M}") if at else words["not_looked"]
        own = (one for one in self.athlete.folders if one != self._uploads.path)
        return tuple(f"{folder}, {when}" for folder in own)

    def runs(self, before: datetime | None, limit: int) -> Sequence[RunLine]:
        """Return runs that started before a moment, newest first, at most `limit`."""
        with self._store.read() as db:
            return runs.lines(db, self._plan, self._now(), before, limit)

    def run(self, run_id: str) -> RunStory | None:
        """Return a run with all there is to it."""
        with self._store.read() as db:
            return runs.story(db, self._plan, self._secret, self._now(), run_id)

    def weeks(self) -> Weeks:
        """Return this week and those before it."""
        with self._store.read() as db:
            return weeks.weeks(db, self._plan, self._now())

    def standing(self) -> Standing:
        """Return how things stand."""
        needs = standing.told(self._health.needs(), {self.athlete.name}, self._current())
        return standing.standing(
            self._store,
            self._plan,
            self._diary,
            needs.values(),
            self._health.scanned_at,
            self._now(),
        )

    def routines(self) -> Mapping[str, Routine]:
        """Return the catalogue by id, in its own order."""
        return self._plan.routines

    def come_back(self) -> None:
        """Take it that a run has just ended, and ring for it."""
        now = self._now()
        with self._store.write() as db:
            come_back(db, self._plan, now, now)

    def add_file(self, name: str) -> Landing:
        """Begin to take a run file; raise LapbellError where that cannot be now."""
        with self._store.read() as db:
            self._uploads.check_listed(db, self.athlete.name)
        return self._uploads.begin(name)

    def added(self, limit: int) -> Sequence[Dropped]:
        """Return the files that were added on the page, newest first, at most `limit`."""
        with self._store.read() as db:
            return self._uploads.added(db, self.athlete.name, self._plan.timezone)[:limit]
