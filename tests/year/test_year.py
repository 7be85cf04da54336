"""The sample config over a whole year, on every clock of the world, and killed a hundred times."""

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from lapbell.channels.protocol import Absent, Found, Message, Trace
from lapbell.core.plan import Plan
from year.play import DAY, Rung, Year, distinct_clocks, runs_of_the_year, sample_plan

CLOCKS = list(distinct_clocks())
KILLS = 100


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory where there is one: a year has thousands of commits to wait for."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def test_the_clocks_are_those_of_all_zones() -> None:
    assert sum(len(names) for _, names in CLOCKS) >= 590
    assert 30 < len(CLOCKS) < 200


@pytest.mark.slow
@pytest.mark.parametrize(("zone", "like"), CLOCKS, ids=[zone for zone, _ in CLOCKS])
def test_a_year_rings_as_the_sample_says(zone: str, like: list[str], place: Path) -> None:
    plan = sample_plan(place, zone)
    year = Year(place / "state", plan)
    runs = runs_of_the_year(plan.timezone)
    year.play(runs)
    year.store.close()
    assert len({rung.key for rung in year.rung}) == len(year.rung)
    before = [rung for rung in year.rung if rung.key.startswith("pre-")]
    after = [rung for rung in year.rung if rung.key.startswith("post-")]
    weeks = [rung for rung in year.rung if rung.key.startswith("week-")]
    (told,) = [rung for rung in year.rung if rung.key.startswith("year-")]
    assert len(before) + len(after) + len(weeks) + 1 == len(year.rung)
    assert (told.title, f"{told.at:%Y-%m-%d %H:%M}") == ("2026", "2027-01-01 07:30")
    assert told.body == "201 runs"
    check_before(before)
    check_after(after, len(runs))
    check_weeks(weeks)
    check_quiet(year.rung)


def check_before(before: list[Rung]) -> None:
    times = Counter(f"{rung.at:%a %H:%M}" for rung in before)
    assert times == {"Tue 06:10": 52, "Sat 08:40": 52}
    assert {rung.title for rung in before} == {"Chair pose, then go"}
    assert all(
        rung.body.endswith(("Tuesday run, 06:30.", "Saturday run, 09:00.")) for rung in before
    )


def check_after(after: list[Rung], runs: int) -> None:
    titles = Counter((f"{rung.at:%a}", rung.title) for rung in after)
    assert titles == {
        ("Tue", "Calf pump: 20 heel lifts"): 50,
        ("Thu", "Calf pump: 20 heel lifts"): 51,
        ("Sat", "Calf pump, then chest opener"): 50,
    }
    assert runs == 50 + 51 + 50 + 50


def check_weeks(weeks: list[Rung]) -> None:
    assert len(weeks) == 52
    mondays = [rung.at.date() for rung in weeks]
    assert mondays == [date(2026, 1, 5) + 7 * number * DAY for number in range(52)]
    assert {rung.at.time() for rung in weeks} == {time(7, 30)}
    assert [rung.title for rung in weeks].count("A week without a run") == 2
    assert [rung.title for rung in weeks].count("4 runs last week") == 49


def check_quiet(rung: list[Rung]) -> None:
    """Fixed times and fresh runs ring through quiet hours; here nothing else is in them."""
    for one in rung:
        loud = one.key.startswith("pre-") or time(7) <= one.at.time() < time(21)
        assert loud, one
    days = Counter(one.at.date() for one in rung if not one.key.startswith("week-"))
    assert max(days.values()) <= 3


class Outside:
    """What a kill does not reach: what the phone shows, and how late it is."""

    def __init__(self, place: Path) -> None:
        self._shown = place / "shown"
        self._now = place / "now"
        self._shown.touch()

    def shown(self) -> list[str]:
        """The keys of all messages, in the order in which they came."""
        return self._shown.read_text().split()

    def time(self) -> datetime | None:
        return datetime.fromisoformat(self._now.read_text()) if self._now.exists() else None

    def keep_time(self, now: datetime) -> None:
        aside = self._now.with_suffix(".new")
        aside.write_text(now.isoformat())
        aside.rename(self._now)

    def show(self, message: Message) -> None:
        with self._shown.open("a") as file:
            file.write(f"{message.key}\n")


class Life(Year):
    """One life of the service: it is killed after so many statements and sends."""

    def __init__(self, place: Path, plan: Plan, outside: Outside, ends_after: int) -> None:
        super().__init__(place / "state", plan)
        self._left = ends_after
        self._outside = outside
        self.clock.go_to(outside.time() or self.clock.now())
        self.phone.shown = [Message(key=key, title="", body="") for key in outside.shown()]
        self.phone.find = self._find  # type: ignore[method-assign]
        self.store._db.set_trace_callback(lambda statement: self._step())

    def _ring(self, message: object) -> None:
        assert isinstance(message, Message)
        self._step()
        self._outside.show(message)
        self._step()

    def _find(self, message: Message, within: timedelta) -> Trace:
        return Found() if message.key in self._outside.shown() else Absent()

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def tick(self) -> datetime | None:
        self._outside.keep_time(self.clock.now())
        return super().tick()


def live(place: Path, plan: Plan, ends_after: int) -> bool:
    """Live one life in a process of its own; tell whether it came to the end of the year."""
    child = os.fork()
    if child == 0:
        outside = Outside(place)
        life = Life(place, plan, outside, ends_after)
        known_by = life.clock.now() - DAY
        life.play([run for run in runs_of_the_year(plan.timezone) if run.started_at > known_by])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL
    return status == 0


@pytest.mark.slow
def test_killed_at_a_hundred_moments_of_the_year_it_rings_the_same(place: Path) -> None:
    plan = sample_plan(place, "Europe/Berlin")
    undisturbed = Year(place / "undisturbed", plan)
    undisturbed.play(runs_of_the_year(plan.timezone))
    undisturbed.store.close()
    draw = random.Random(2026)
    lives = 1
    while not live(place, plan, draw.randint(1, 200)):
        lives += 1
    assert lives > KILLS
    keys = Outside(place).shown()
    assert sorted(keys) == sorted(rung.key for rung in undisturbed.rung)
