from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from fakes import BERLIN, SUNDAY, Ears, FakeClock, Phone, plan, run
from lapbell.core.expected import FixedTime
from lapbell.jobs import keep
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.diary import Diary
from lapbell.jobs.summarise import Summariser
from lapbell.store import files
from lapbell.store.database import Store

DAY = timedelta(days=1)
MONDAY = datetime(2026, 10, 5, 7, 30, tzinfo=BERLIN)


@dataclass
class World:
    store: Store
    clock: FakeClock
    phone: Phone
    courier: Courier
    summariser: Summariser

    def restart(self) -> None:
        self.summariser = make(self)

    def go_to(self, moment: datetime) -> list[str]:
        """Go there, tick twice; return the titles of what came."""
        self.clock.go_to(moment)
        shown = len(self.phone.shown)
        for _ in range(2):
            self.summariser.summarise()
            self.courier.deliver()
        return [message.title for message in self.phone.shown[shown:]]

    def ran(self, start: datetime, *, history: bool = True) -> None:
        with self.store.write() as db:
            one = run(start, content=f"{start:%d}"[-1])
            keep.keep_run(db, "a.fit", one, plan(), self.clock.now(), is_history=history)

    def outbox(self) -> list[tuple[str, str]]:
        with self.store.read() as db:
            rows = db.execute("SELECT subject, state FROM decisions JOIN outbox USING (key) "
                              "ORDER BY subject").fetchall()  # fmt: skip
        return [(row["subject"], row["state"]) for row in rows]


def make(world: World) -> Summariser:
    what = replace(plan(), times=(FixedTime(1, time(6, 30)),))
    return Summariser(what, Diary(what), Context(world.store, world.clock, Ears()))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store, clock, phone = Store(tmp_path), FakeClock(SUNDAY - 4 * DAY), Phone()
    with store.write() as db:
        files.begin_folder(db, "me", "/runs", [], clock.now())
    courier = Courier("me", phone, Context(store, clock, Ears()), lambda: 0.5)
    world = World(store, clock, phone, courier, None)  # type: ignore[arg-type]
    world.summariser = make(world)
    yield world
    store.close()


def test_a_week_is_told_on_monday_and_once(world: World) -> None:
    world.clock.go_to(SUNDAY)
    world.ran(SUNDAY - 2 * DAY)
    assert world.go_to(MONDAY - timedelta(minutes=1)) == []
    assert world.go_to(MONDAY) == ["1 run last week"]
    assert world.phone.shown[0].body == "8 km.\nNext: Tue 06:30."
    world.restart()
    assert world.go_to(MONDAY + DAY) == []
    assert world.outbox() == [("2026-W40", "sent")]


def test_a_week_without_a_run_is_told_too(world: World) -> None:
    assert world.go_to(MONDAY) == ["A week without a run"]


def test_it_says_when_the_next_one_is_due(world: World) -> None:
    assert world.summariser.summarise() == MONDAY


def test_after_downtime_only_the_latest_comes_and_the_others_are_on_record(world: World) -> None:
    assert world.go_to(MONDAY + 21 * DAY + timedelta(hours=5)) == ["A week without a run"]
    assert world.outbox() == [
        ("2026-W40", "expired"),
        ("2026-W41", "expired"),
        ("2026-W42", "expired"),
        ("2026-W43", "sent"),
    ]


def test_a_clock_that_was_two_years_ahead_loses_no_week(world: World) -> None:
    world.go_to(MONDAY)
    world.clock.jump(730 * DAY)
    world.summariser.summarise()
    world.courier.deliver()
    world.clock.jump(-730 * DAY)
    world.restart()
    assert world.go_to(MONDAY + 7 * DAY) == ["A week without a run"]
    assert world.go_to(MONDAY + 8 * DAY) == []


def test_a_clock_set_back_an_hour_doubles_no_week(world: World) -> None:
    world.go_to(MONDAY)
    world.clock.jump(-timedelta(hours=1))
    world.restart()
    assert world.go_to(world.clock.now() + timedelta(hours=2)) == []


def test_off_means_none(world: World) -> None:
    what = replace(plan(), summary_at=None)
    world.summariser = Summariser(what, Diary(what), Context(world.store, world.clock, Ears()))
    assert world.summariser.summarise() is None
    assert world.go_to(MONDAY + 7 * DAY) == []


def test_nudges_that_went_out_are_counted(world: World) -> None:
    world.clock.go_to(SUNDAY)
    world.ran(SUNDAY - timedelta(minutes=45), history=False)
    world.clock.go(timedelta(minutes=5))
    world.courier.deliver()
    world.go_to(MONDAY)
    assert world.phone.shown[-1].body.startswith("8 km. No routine noted;")
