"""Ten years of one runner with lapbell: runs, restarts, holidays, and a network that fails.

The jobs are called as the service calls them, by a clock turned by hand.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from fakes import Phone
from lapbell.channels.protocol import CannotTell, Message, Outcome, Retry, Trace
from lapbell.core.expected import on
from lapbell.core.plan import Plan
from lapbell.core.run import Run
from lapbell.jobs.context import Clock
from lapbell.store.database import Store
from year.play import DAY, FIRST, MINUTE, Year, runs_between

HOUR = timedelta(hours=1)
LATE = 60 * HOUR
"""A file that comes as late as this is counted, and rings for nothing."""


class FarPhone(Phone):
    """A phone behind a network that is down for days, and a server that fails at times."""

    def __init__(self, clock: Clock, seed: int) -> None:
        super().__init__()
        self._clock = clock
        self._seed = seed
        self._draw = random.Random(seed)
        self.faults = 0

    def send(self, message: Message) -> Outcome:
        roll = self._draw.random()
        if self._is_out() or roll < 0.1:
            self.faults += 1
            return Retry(reason="no network")
        if roll < 0.2:
            self.faults += 1
            if roll < 0.15:
                self.shown.append(message)
            return Retry(reason="no answer", maybe_sent=True)
        return super().send(message)

    def find(self, message: Message, within: timedelta) -> Trace:
        if self._is_out() or self._draw.random() < 0.1:
            return CannotTell(reason="no network")
        return super().find(message, within)

    def _is_out(self) -> bool:
        """Tell whether the network is down, about one day in twenty."""
        return random.Random(f"{self._seed} {self._clock.now():%Y%m%d}").random() < 0.05


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A run's file, and when it comes."""

    at: datetime
    run: Run


class Soak(Year):
    """So many years, as they would be, or with all that goes wrong in them."""

    def __init__(self, state: Path, plan: Plan, years: int, *, trouble: bool) -> None:
        super().__init__(state, plan)
        self.years = years
        self.trouble = trouble
        self.starts = self.ticks = 0
        self._draw = random.Random(10)
        if trouble:
            self.phone = FarPhone(self.clock, seed=10)
            self.start()

    @property
    def end(self) -> date:
        return FIRST.replace(year=FIRST.year + self.years)

    def arrivals(self) -> list[Arrival]:
        """Return all files in the order in which they come; one in forty is days late."""
        runs = runs_between(FIRST, self.end - DAY, self.plan.timezone)
        coming = []
        for number, run in enumerate(runs):
            assert run.ended_at is not None
            late = LATE if number % 40 == 39 else 2 * MINUTE
            coming.append(Arrival(at=run.ended_at + late, run=run))
        return sorted(coming, key=lambda one: one.at)

    def live(self) -> Iterator[int]:
        """Live through all years; yield each that is over. The machine is off in the holidays."""
        coming = self.arrivals()
        for year in range(FIRST.year, FIRST.year + self.years):
            holidays = date.fromisocalendar(year, 31, 2)
            for until, is_off in ((holidays, False), (holidays + 12 * DAY, True)):
                moment = self._morning(until)
                if is_off and self.trouble:
                    self.clock.go_to(moment)
                    self.restart()
                coming = self._live_until(moment, coming)
            coming = self._live_until(self._morning(date(year + 1, 1, 1)), coming)
            yield year
        assert not coming or coming[0].at > self.clock.now()

    def _morning(self, day: date) -> datetime:
        return on(day, time(12), self.plan.timezone)

    def _live_until(self, moment: datetime, coming: list[Arrival]) -> list[Arrival]:
        """Take what comes until then; return what is left."""
        due = [one for one in coming if one.at <= moment]
        for one in due:
            self.until(one.at)
            self.take(one.run)
        self.until(moment)
        return coming[len(due) :]

    def until(self, moment: datetime) -> None:
        """Call the jobs when they ask for it, and every three hours; now and then start again."""
        if not self.trouble:
            super().until(moment)
            return
        while self.clock.now() < moment:
            wanted = self.tick() or moment
            self.ticks += 1
            if self._draw.random() < 0.001:
                self.restart()
            step = min(wanted, moment, self.clock.now() + 3 * HOUR)
            self.clock.go_to(max(step, self.clock.now()))

    def restart(self) -> None:
        """End the service, and start it again."""
        self.store.close()
        self.store = Store(self.store.path.parent)
        self.start()
        self.starts += 1

    def keys(self, kind: str) -> set[str]:
        """Return what was decided of a kind."""
        with self.store.read() as db:
            rows = db.execute("SELECT key FROM decisions WHERE kind = ?", (kind,))
            return {row["key"] for row in rows}

    def states(self) -> dict[str, str]:
        """Return how each push stands, by key."""
        with self.store.read() as db:
            return {row["key"]: row["state"] for row in db.execute("SELECT * FROM outbox")}

    def size_kb(self) -> int:
        """Return what the state folder takes."""
        return sum(file.stat().st_size for file in self.store.path.parent.iterdir()) >> 10
