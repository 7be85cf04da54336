"""What the pages ask for, and nothing more. Where the answers come from is `desk`'s business.

Times are aware and on the athlete's clock, those of a run on the run's own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Protocol

from lapbell.core.decision import Verdict
from lapbell.core.facts import Fact, Unknown, Value
from lapbell.core.household import Member
from lapbell.core.offers import Verb
from lapbell.core.routine import Form, Kind, Routine
from lapbell.core.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An answer that can be given: its label, and the signed text that `House.answer` takes."""

    verb: Verb
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A nudge as the pages show it.

    `state` is one of the outbox's (queued, sending, sent, refused, expired, cancelled,
    superseded, unknown), entered at `at`; `reason` says why, as a sentence without its full
    stop. `capability` is the end of its own link. `run` names the run ("8.2 km in 44:10, Sun
    18:05") and is empty where there is none. `verdicts` are those of its occasion. `answer` is
    the one that counts. It is open until it is answered, over or called off.
    """

    key: str
    kind: Kind
    title: str
    body: str
    state: str
    at: datetime
    due_at: datetime
    expires_at: datetime
    capability: str
    is_open: bool = False
    reason: str = ""
    run: str = ""
    run_id: str | None = None
    routines: tuple[tuple[Routine, Form], ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    answer: Verb | None = None
    rests_until: date | None = None
    buttons: tuple[Button, ...] = ()

    @property
    def held_back(self) -> tuple[Verdict, ...]:
        """The triggers that did not fire."""
        return tuple(one for one in self.verdicts if not one.fired)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A run for which nothing rang, and every trigger's verdict."""

    run: str
    run_id: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An expected run: when, where that is known from, and what would ring for it now.

    `rings` are a routine's name, its form and when it is due; without one, `held_back` says why.
    """

    starts_at: datetime
    why: str
    is_sure: bool
    rings: tuple[tuple[Routine, Form, datetime], ...] = ()
    held_back: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run in a list: its local start, and the title of the nudge that rang for it, if any.

    `other_year`: it did not start in this one. A wrong clock is the watch's when the run came.
    """

    run: Run
    starts_at: datetime
    rang: str = ""
    other_year: bool = False
    wrong_clock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStory:
    """A run with its facts and every trigger's verdict.

    `decided_at` is when they were given; None where nothing was decided then, and these are what
    the triggers would say.
    """

    run: Run
    starts_at: datetime
    facts: tuple[tuple[Fact, Value | Unknown], ...]
    verdicts: tuple[Verdict, ...]
    decided_at: datetime | None = None
    nudge: Shown | None = None
    other_year: bool = False
    wrong_clock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLine:
    """One week of the table. `score` is None below five known offers."""

    monday: date
    runs: int
    distance_m: float
    done: int
    offered: int
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """The week that runs and those before it, newest first, with the pictures as SVG."""

    title: str
    facts: tuple[tuple[str, str], ...]
    picture: str
    trend: str
    weeks: tuple[WeekLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What `lapbell status` says: what needs a person, and how things stand, as (name, value)."""

    problems: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A file that was added on the page; `state` is empty while it has not been looked at."""

    name: str
    at: datetime
    state: str = ""
    reason: str = ""
    run_id: str | None = None


class Source(Protocol):
    """One athlete's side of the service, as the pages see it. Several threads call it at once."""

    def nudges(self, limit: int) -> Sequence[Shown]:
        """Return the newest nudges, newest first, at most `limit`."""
        ...

    def nudge(self, key: str) -> Shown | None:
        """Return a nudge by its key."""
        ...

    def silence(self) -> Silence | None:
        """Return the newest run, where nothing rang for it."""
        ...

    def coming(self) -> Sequence[Coming]:
        """Return the runs that are expected within a week, in order."""
        ...

    def paused(self) -> str:
        """Return until when the athlete is paused ("until you run"); empty where they are not."""
        ...

    def resume(self) -> None:
        """End the pause, if one is on."""
        ...

    def watching(self) -> tuple[str, ...]:
        """Return one line for each watched folder: where, and when it was last looked at."""
        ...

    def runs(self, before: datetime | None, limit: int) -> Sequence[RunLine]:
        """Return runs that started before a moment, newest first, at most `limit`."""
        ...

    def run(self, run_id: str) -> RunStory | None:
        """Return a run with all there is to it."""
        ...

    def weeks(self) -> Weeks:
        """Return this week and those before it."""
        ...

    def standing(self) -> Standing:
        """Return how things stand."""
        ...

    def routines(self) -> Mapping[str, Routine]:
        """Return the catalogue by id, in its own order."""
        ...

    def come_back(self) -> None:
        """Take it that a run has just ended, and ring for it."""
        ...

    def add_file(self, name: str) -> "Landing":
        """Begin to take a run file; raise LapbellError where that cannot be now."""
        ...

    def added(self, limit: int) -> Sequence[Dropped]:
        """Return the files that were added on the page, newest first, at most `limit`."""
        ...


class Landing(Protocol):
    """A file on its way into the folder: written aside, then put in place or dropped."""

    file: IO[bytes]
    """Where its bytes go."""

    def land(self) -> str:
        """Put the file in place; return the name that it got."""
        ...

    def drop(self) -> None:
        """Forget what came; nothing happens after `land`."""
        ...


class House(Protocol):
    """The running service with all its athletes."""

    def athletes(self) -> Sequence[str]:
        """Return the athletes' names; the first is the one of the config file itself."""
        ...

    def source(self, athlete: str) -> Source | None:
        """Return an athlete's side; None for a name that there is not, or has no pages now."""
        ...

    def open(self, capability: str) -> Shown | None:
        """Return the nudge that a link opens; None for a link that is not of this service."""
        ...

    def answer(self, text: str) -> bool:
        """Take a button's signed text; tell whether it was one of ours."""
        ...

    def household(self, athlete: str) -> Sequence[Member]:
        """Return an athlete and those who share with them; nothing where nobody does."""
        ...

    def health(self, viewers: Collection[str]) -> Mapping[str, object]:
        """Return how the service is, as it can be written in JSON and told to these athletes."""
        ...
