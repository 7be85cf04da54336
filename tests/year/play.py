"""A year of one runner's life with lapbell, on a clock turned by hand.

The jobs are called as the alarm clock calls them: when a file comes, and at the times they ask
for. Only the reading of files is left out: a year of it stands in `test_a_year_of_files`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from fakes import Ears, FakeClock, Phone
from lapbell.config import load, sample_text
from lapbell.core.expected import on
from lapbell.core.plan import Plan
from lapbell.core.run import Run, run_id
from lapbell.jobs import keep
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.diary import Diary
from lapbell.jobs.expect import Expecter
from lapbell.jobs.summarise import Summariser
from lapbell.store import decisions, files
from lapbell.store.database import Store

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)
LAST = date(2026, 12, 31)
WEEK_OF_RUNS = {
    1: (time(6, 32), 40, 8.0),
    3: (time(18, 5), 33, 6.2),
    5: (time(9, 1), 105, 18.4),
    6: (time(10, 0), 12, 2.1),
}
"""By weekday: start, minutes, kilometres. The last is too short for any routine."""


def sample_plan(folder: Path, zone: str) -> Plan:
    """The sample config, on the clock of a zone."""
    path = folder / "lapbell.toml"
    text = sample_text().replace("Europe/Berlin", zone).replace("CHANGE-ME", "run-1234567890")
    path.write_text(text, encoding="utf-8")
    plan = load(path).athletes[0].plan
    return replace(plan, channels=("phone",))


def runs_of_the_year(zone: ZoneInfo) -> list[Run]:
    """Return the runs from the first day to the last."""
    return runs_between(FIRST, LAST, zone)


def runs_between(first: date, last: date, zone: ZoneInfo) -> list[Run]:
    """Four runs a week, except in two weeks of holiday."""
    runs = []
    day = first
    while day <= last:
        planned = WEEK_OF_RUNS.get(day.weekday())
        if planned and day.isocalendar().week not in (31, 32):
            start, minutes, km = planned
            runs.append(_run(on(day, start, zone), minutes * MINUTE, km, zone))
        day += DAY
    return runs


def _run(started_at: datetime, length: timedelta, km: float, zone: ZoneInfo) -> Run:
    sha256 = f"{started_at:%Y%m%d%H%M}".rjust(64, "0")
    return Run(
        id=run_id("me", sha256, 0),
        athlete="me",
        sha256=sha256,
        started_at=started_at,
        utc_offset=started_at.astimezone(zone).utcoffset(),
        elapsed=length,
        moving=length,
        distance_m=km * 1000,
        descent_m=60.0,
        indoor=False,
    )


@dataclass(frozen=True)
class Rung:
    """What a phone showed, and when, on the athlete's own clock."""

    at: datetime
    key: str
    title: str
    body: str


class Year:
    """The service's jobs over one state folder, with a phone and a clock."""

    def __init__(self, state: Path, plan: Plan) -> None:
        self.plan = plan
        self.clock = FakeClock(on(FIRST, time(0), plan.timezone))
        self.phone = Phone()
        self.rung: list[Rung] = []
        self.phone.before_send = self._ring
        self.store = Store(state)
        with self.store.write() as db:
            if not files.is_listed(db, "me", "/runs"):
                files.begin_folder(db, "me", "/runs", [], self.clock.now())
        self.start()

    def start(self) -> None:
        """Start the jobs, for the first time or again."""
        context = Context(self.store, self.clock, Ears())
        expecter = Expecter(self.plan, Diary(self.plan), context)
        summariser = Summariser(self.plan, Diary(self.plan), context)
        courier = Courier("me", self.phone, context, lambda: 0.5)
        self._jobs = (expecter.expect, summariser.summarise, courier.deliver)

    def _ring(self, message: object) -> None:
        now = self.clock.now().astimezone(self.plan.timezone)
        key, title, body = (getattr(message, name) for name in ("key", "title", "body"))
        self.rung.append(Rung(now, key, title, body))

    def play(self, runs: list[Run]) -> None:
        """Live through the year; each run's file comes two minutes after its end."""
        end = on(LAST + DAY, time(12), self.plan.timezone)
        for run in runs:
            assert run.ended_at is not None
            self.until(run.ended_at + 2 * MINUTE)
            self.take(run)
        self.until(end)

    def until(self, moment: datetime) -> None:
        """Call the jobs at the times they ask for, and twice a day at least, up to `moment`.

        (The service calls them once a minute; what they ask for lies at most a day ahead.)
        """
        while self.clock.now() < moment:
            wanted = self.tick() or moment
            step = min(wanted, moment, self.clock.now() + DAY / 2)
            self.clock.go_to(max(step, self.clock.now()))

    def tick(self) -> datetime | None:
        """Call every job; return the time they want to be called again."""
        wanted = [at for job in self._jobs if (at := job()) is not None]
        return min(wanted, default=None)

    def take(self, run: Run) -> None:
        """Take a run as the scan job does."""
        with self.store.write() as db:
            keep.keep_run(db, "a.fit", run, self.plan, self.clock.now(), is_history=False)
            decisions.release(db, "me")


def distinct_clocks() -> Iterator[tuple[str, list[str]]]:
    """Yield one zone for each different clock of the year, with all zones that show the same.

    What lapbell does in a zone depends on its offsets in that year and on nothing else.
    """
    clocks: dict[tuple[object, ...], list[str]] = {}
    for name in sorted(available_timezones()):
        clocks.setdefault(tuple(_offsets(ZoneInfo(name))), []).append(name)
    for names in clocks.values():
        yield names[0], names


def _offsets(zone: ZoneInfo) -> Iterator[object]:
    """Yield the offset of each day, and of each quarter of an hour of a day that changes it."""
    for number in range(-40, 375):
        begin = datetime(2026, 1, 1, tzinfo=UTC) + number * DAY
        first, last = (one.astimezone(zone).utcoffset() for one in (begin, begin + DAY))
        yield first
        if first != last:
            for quarter in range(96):
                yield (begin + quarter * 15 * MINUTE).astimezone(zone).utcoffset()
