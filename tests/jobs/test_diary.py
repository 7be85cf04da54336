from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from fakes import BERLIN, Ears, FakeClock, Phone, plan, routine, run, trigger
from lapbell.calendars import NO_RUN, RUN
from lapbell.config import Athlete, Calendar
from lapbell.core.expected import FixedTime, on
from lapbell.core.plan import Plan
from lapbell.core.routine import Phase
from lapbell.errors import LapbellError
from lapbell.jobs import keep
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.diary import SHADOW, Diary
from lapbell.jobs.expect import Expecter
from lapbell.jobs.fetch import Fetcher
from lapbell.store import planned
from lapbell.store.database import Store

DAY = timedelta(days=1)
MONDAY = datetime(2026, 10, 5, 6, 0, tzinfo=BERLIN)
TUESDAY = FixedTime(1, time(18, 30))
ICS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//plan//EN
BEGIN:VEVENT
UID:tempo@plan
SUMMARY:Tempo run 8 km
DTSTART;TZID=Europe/Berlin:20261006T180000
END:VEVENT
BEGIN:VEVENT
UID:yoga@plan
SUMMARY:Yoga
DTSTART;TZID=Europe/Berlin:20261007T180000
END:VEVENT
END:VCALENDAR
"""


@dataclass
class World:
    folder: Path
    store: Store
    clock: FakeClock

    def context(self) -> Context:
        return Context(self.store, self.clock, Ears())

    def expected(self, what: Plan, calendar: Calendar | None = None) -> list[str]:
        now = self.clock.now()
        with self.store.read() as db:
            coming = Diary(what, calendar).runs(db, now, now + 7 * DAY, now)
        return [f"{one.starts_at.astimezone(BERLIN):%a %H:%M} {one.source}" for one in coming]

    def ran_every_tuesday(self, weeks: int) -> None:
        """Eight weeks and more of Tuesdays and Thursdays at 18:30, before MONDAY."""
        for week in range(weeks):
            for days in (6, 4):
                start = on(MONDAY.date() - (7 * week + days) * DAY, time(18, 30), BERLIN)
                one = replace(run(start), id=f"{start}", sha256=f"{start:%Y%m%d%H}".rjust(64, "0"))
                with self.store.write() as db:
                    keep.keep_run(db, "a.fit", one, plan(), self.clock.now(), is_history=True)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, Store(tmp_path / "state"), FakeClock(MONDAY))
    yield world
    world.store.close()


def coming(*times: FixedTime, habit: bool = False) -> Plan:
    chair = replace(trigger(asks=routine("chair-pose", phases=(Phase.BEFORE,))), phase=Phase.BEFORE)
    return replace(plan(chair), times=times, habit=habit)


def calendar_in(path: Path) -> Calendar:
    return Calendar(source=path, match=RUN, exclude=NO_RUN)


def fetch(world: World, calendar: Calendar) -> None:
    athlete = Athlete(
        file=world.folder / "lapbell.toml",
        plan=coming(),
        folders=(),
        channels={},
        calendar=calendar,
    )
    Fetcher(athlete, world.context()).fetch()


def test_a_time_that_was_agreed_to_is_as_good_as_the_configs(world: World) -> None:
    assert world.expected(coming()) == []
    with world.store.write() as db:
        planned.set_time(db, "me", TUESDAY, world.clock.now(), agreed=True)
    assert world.expected(coming()) == ["Tue 18:30 times"]
    with world.store.write() as db:
        assert planned.remove_time(db, "me", TUESDAY)
        assert not planned.remove_time(db, "me", TUESDAY)
    assert world.expected(coming()) == []


def test_a_calendar_goes_before_a_fixed_time(world: World) -> None:
    path = world.folder / "plan.ics"
    path.write_text(ICS)
    fetch(world, calendar_in(path))
    assert world.expected(coming(TUESDAY), calendar_in(path)) == ["Tue 18:00 calendar"]


def test_a_calendar_that_is_gone_leaves_its_last_copy(world: World) -> None:
    path = world.folder / "plan.ics"
    path.write_text(ICS)
    fetch(world, calendar_in(path))
    path.unlink()
    with pytest.raises(LapbellError, match="the last copy is used meanwhile"):
        fetch(world, calendar_in(path))
    assert world.expected(coming(), calendar_in(path)) == ["Tue 18:00 calendar"]


def test_a_calendar_that_was_never_there_has_no_last_copy(world: World) -> None:
    with pytest.raises(LapbellError, match="no run is expected from it meanwhile"):
        fetch(world, calendar_in(world.folder / "nope.ics"))


def test_the_copy_of_another_calendar_does_not_count(world: World) -> None:
    path = world.folder / "plan.ics"
    path.write_text(ICS)
    fetch(world, calendar_in(path))
    assert world.expected(coming(), calendar_in(world.folder / "other.ics")) == []


def test_a_calendar_is_fetched_once_an_hour_and_written_only_when_it_changed(world: World) -> None:
    path = world.folder / "plan.ics"
    path.write_text(ICS)
    athlete = Athlete(file=path, plan=coming(), folders=(), channels={}, calendar=calendar_in(path))
    fetcher = Fetcher(athlete, world.context())

    def copied_at() -> datetime:
        with world.store.read() as db:
            copy = planned.calendar_copy(db, "me")
        assert copy is not None
        return copy.at

    fetcher.fetch()
    first = copied_at()
    world.clock.go(timedelta(minutes=30))
    path.write_text(ICS.replace("8 km", "9 km"))
    fetcher.fetch()
    assert copied_at() == first
    world.clock.go(timedelta(minutes=31))
    fetcher.fetch()
    second = copied_at()
    assert second > first
    world.clock.go(timedelta(hours=2))
    fetcher.fetch()
    assert copied_at() == second


def test_habit_is_offered_and_not_again_once_it_was_refused(world: World) -> None:
    world.ran_every_tuesday(10)
    with world.store.write() as db:
        offered = Diary(coming()).suggestion(db, world.clock.now())
        assert offered is not None
        assert str(offered) in (
            "10 of 10 Tuesdays around 18:30. Ring before?",
            "10 of 10 Thursdays around 18:30. Ring before?",
        )
        planned.set_time(db, "me", offered.time, world.clock.now(), agreed=False)
        other = Diary(coming()).suggestion(db, world.clock.now())
        assert other is not None
        assert other.time != offered.time


def test_nothing_is_offered_where_nothing_would_ring_before(world: World) -> None:
    world.ran_every_tuesday(10)
    with world.store.read() as db:
        assert Diary(plan()).suggestion(db, world.clock.now()) is None


def test_habit_rings_only_after_four_weeks_of_shadow(world: World) -> None:
    world.ran_every_tuesday(14)
    what = coming(habit=True)
    diary = Diary(what)
    for _ in range(SHADOW.days + 1):
        with world.store.write() as db:
            assert not diary.habit_record(db, world.clock.now()).rings(world.clock.now().date())
            diary.predict_today(db, world.clock.now())
            diary.predict_today(db, world.clock.now())
        world.clock.go(DAY)
        if world.clock.now().weekday() in (1, 3):
            start = on(world.clock.now().date(), time(18, 30), BERLIN)
            one = replace(run(start), id=f"{start}", sha256=f"{start:%Y%m%d%H}".rjust(64, "0"))
            with world.store.write() as db:
                keep.keep_run(db, "a.fit", one, plan(), start + DAY / 6, is_history=True)
    with world.store.read() as db:
        record = diary.habit_record(db, world.clock.now())
    assert record.predicted >= 4
    assert record.since is not None
    today = world.clock.now().date()
    assert record.rings(today) is (today - record.since >= SHADOW)
    assert not replace(record, predicted=10, right=3).rings(today + SHADOW)
    assert replace(record, predicted=10, right=4).rings(today + SHADOW)


def test_it_rings_before_a_run_of_the_calendar(world: World) -> None:
    path = world.folder / "plan.ics"
    path.write_text(ICS)
    calendar = calendar_in(path)
    fetch(world, calendar)
    what, phone = coming(), Phone()
    expecter = Expecter(what, Diary(what, calendar), world.context())
    courier = Courier("me", phone, world.context(), lambda: 0.5)
    for _ in range(2 * 24 * 60):
        expecter.expect()
        courier.deliver()
        world.clock.go(timedelta(minutes=1))
    (message,) = phone.shown
    assert message.body.endswith("Tuesday run, 18:00.")
