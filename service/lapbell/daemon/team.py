"""The jobs of each athlete, which a changed config replaces. What an athlete keeps is kept.

When they are called, and what they share, is the service's.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event as Flag
from threading import Thread

from lapbell.channels.protocol import Picture, answers_of
from lapbell.channels.registry import open_channel
from lapbell.channels.settings import ChannelSettings
from lapbell.config import Athlete
from lapbell.core.decision import Nudge
from lapbell.core.plan import Plan
from lapbell.jobs.compose import Composer
from lapbell.jobs.context import Clock, Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.diary import Diary
from lapbell.jobs.events import Event
from lapbell.jobs.expect import Expecter
from lapbell.jobs.fetch import Fetcher
from lapbell.jobs.listen import Listener
from lapbell.jobs.miss import Misser
from lapbell.jobs.reading import ReadingProcess
from lapbell.jobs.scan import Scanner
from lapbell.jobs.summarise import Summariser
from lapbell.jobs.week_picture import WeekPictures
from lapbell.store.database import Store

Work = Callable[[], datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all jobs work with. `heard` takes a job's name, whose it is, and what it tells.

    `pages` returns where phones find the pages, or nothing.
    """

    store: Store
    clock: Clock
    secret: bytes
    reading: ReadingProcess
    hinted: Flag
    heard: Callable[[str, str, Event], None]
    pages: Callable[[], str]

    def context(self, job: str, athlete: str = "") -> Context:
        """Return what one job works with; the heartbeat's is nobody's."""
        return Context(self.store, self.clock, partial(self.heard, job, athlete))


class Line:
    """One channel of an athlete: a courier, and a listener where answers can come home."""

    def __init__(self, plan: Plan, name: str, settings: ChannelSettings, shared: Shared) -> None:
        self.plan = plan
        athlete = plan.athlete
        channel = open_channel(name, settings, shared.secret, shared.pages())
        self._source = answers_of(channel)
        self.settings = settings
        self.job = f"deliver {athlete} {name}"
        self._context = context = shared.context(self.job, athlete)
        composer = Composer(
            secret=shared.secret,
            has_answers=bool(channel.abilities.buttons),
            pages=shared.pages,
            picture_for=self._picture,
        )
        self.courier = Courier(athlete, channel, context, random.random, composer, self._awake)
        self.courier.begin()
        self._hung_up = Flag()
        self._thread: Thread | None = None
        if self._source is not None:
            listening = shared.context(f"listen {athlete} {name}", athlete)
            listener = Listener(
                lambda: self.plan, name, self._source, shared.secret, listening, random.random
            )
            # A daemon thread, and no job: it waits for what may never come.
            self._thread = Thread(
                target=listener.run, args=(self._hung_up,), name="answers", daemon=True
            )

    def _awake(self, moment: datetime) -> datetime:
        return self.plan.quiet.over_at(moment, self.plan.timezone)

    def _picture(self, nudge: Nudge) -> Picture | None:
        return WeekPictures(self.plan, self._context)(nudge)

    def pick_up(self) -> None:
        """Begin to listen, unless that has begun, or no answer can come."""
        if self._thread is not None and self._thread.ident is None:
            self._thread.start()

    def hang_up(self) -> None:
        """Listen no more."""
        self._hung_up.set()
        if self._source is not None:
            self._source.hang_up()


class AthleteJobs:
    """All jobs of one athlete. Lines whose settings are the same are taken over from `former`."""

    def __init__(
        self, athlete: Athlete, shared: Shared, former: Mapping[str, Line] | None = None
    ) -> None:
        self.athlete = athlete
        self._shared = shared
        self.lines = {
            name: kept
            if (kept := (former or {}).get(name)) and kept.settings == settings
            else Line(athlete.plan, name, settings, shared)
            for name, settings in athlete.channels.items()
        }
        for line in self.lines.values():
            line.plan = athlete.plan
        self.scanner = Scanner(
            athlete.plan,
            athlete.folders,
            shared.context("scan", athlete.name),
            shared.reading,
            shared.hinted.is_set,
        )
        self.deliveries: dict[str, Work] = {
            line.job: line.courier.deliver for line in self.lines.values()
        }
        self.deciders: dict[str, Work] = dict(self._deciders())

    def _deciders(self) -> Iterator[tuple[str, Work]]:
        plan, name = self.athlete.plan, self.athlete.name

        def context(job: str) -> Context:
            return self._shared.context(job, name)

        diary = Diary(plan, self.athlete.calendar)
        yield f"expect {name}", Expecter(plan, diary, context(f"expect {name}")).expect
        if self.athlete.calendar:
            yield f"fetch {name}", Fetcher(self.athlete, context(f"fetch {name}")).fetch
        yield f"summarise {name}", Summariser(plan, diary, context(f"summarise {name}")).summarise
        yield f"miss {name}", Misser(plan, context(f"miss {name}")).miss

    def pick_up(self) -> None:
        """Begin to listen for answers."""
        for line in self.lines.values():
            line.pick_up()

    def retire(self, successor: "AthleteJobs | None" = None) -> None:
        """Stop what the successor, if there is one, has not taken over."""
        self.scanner.stop()
        kept = successor.lines.values() if successor else ()
        for line in self.lines.values():
            if line not in kept:
                line.hang_up()


def next_team(
    athletes: tuple[Athlete, ...], shared: Shared, team: Mapping[str, AthleteJobs]
) -> dict[str, AthleteJobs]:
    """Return the jobs of these athletes, by name: the present ones where nothing has changed."""
    following = {}
    for athlete in athletes:
        present = team.get(athlete.name)
        if present is not None and present.athlete == athlete:
            following[athlete.name] = present
        else:
            lines = present.lines if present else None
            following[athlete.name] = AthleteJobs(athlete, shared, lines)
    return following
