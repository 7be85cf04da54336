from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from fakes import BERLIN, SUNDAY, Ears, FakeClock, Phone, plan, routine, run, trigger
from lapbell.core.expected import FixedTime
from lapbell.core.plan import Plan, Trigger
from lapbell.core.routine import Phase
from lapbell.core.run import Run
from lapbell.jobs import keep
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.diary import Diary
from lapbell.jobs.expect import Expecter
from lapbell.store.database import Store

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TUESDAY = FixedTime(1, time(6, 30))
TUESDAY_RUN = datetime(2026, 10, 6, 6, 30, tzinfo=BERLIN)


def before(minutes: int = 20, *, only_if: str | None = None, name: str = "chair-pose") -> Trigger:
    asked = routine(name, phases=(Phase.BEFORE, Phase.DURING))
    return replace(trigger(only_if, asks=asked, after=minutes * MINUTE), phase=Phase.BEFORE)


def during(minutes: int = 20) -> Trigger:
    return replace(before(minutes), phase=Phase.DURING, name="mid", expires=15 * MINUTE)


@dataclass
class World:
    store: Store
    clock: FakeClock
    phone: Phone
    expecter: Expecter
    courier: Courier

    def use(self, *triggers: Trigger) -> None:
        what = replace(plan(*triggers), times=(TUESDAY,))
        self.expecter = Expecter(what, Diary(what), Context(self.store, self.clock, Ears()))

    def minutes(self, until: datetime) -> list[str]:
        """Tick every minute; return what rang, with the time on the clock of Berlin."""
        rang = []
        while self.clock.now() < until:
            self.expecter.expect()
            shown = len(self.phone.shown)
            self.courier.deliver()
            rang += [
                f"{self.clock.now().astimezone(BERLIN):%a %H:%M} {message.title}"
                for message in self.phone.shown[shown:]
            ]
            self.clock.go(MINUTE)
        return rang

    def ran(self, one: Run, what: Plan | None = None) -> None:
        """Let a run's file come, which itself rings for nothing."""
        with self.store.write() as db:
            keep.keep_run(db, "a.fit", one, what or plan(), self.clock.now(), is_history=True)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store, clock, phone = Store(tmp_path), FakeClock(SUNDAY), Phone()
    courier = Courier("me", phone, Context(store, clock, Ears()), lambda: 0.5)
    world = World(store, clock, phone, None, courier)  # type: ignore[arg-type]
    world.use(before())
    yield world
    store.close()


def test_it_rings_once_before_the_run(world: World) -> None:
    assert world.minutes(TUESDAY_RUN + HOUR) == ["Tue 06:10 Chair pose: 20 times"]
    assert world.phone.shown[0].body.endswith("\nTuesday run, 06:30.")
    assert world.phone.shown[0].key.startswith("pre-")


def test_it_says_when_it_wants_to_be_called_again(world: World) -> None:
    world.clock.go_to(TUESDAY_RUN - 3 * HOUR)
    assert world.expecter.expect() == TUESDAY_RUN - 20 * MINUTE


def test_a_restart_between_decision_and_start_rings_no_second_time(world: World) -> None:
    world.minutes(TUESDAY_RUN - 15 * MINUTE)
    world.use(before())
    assert world.minutes(TUESDAY_RUN + HOUR) == []


def test_after_a_late_start_of_the_service_it_still_rings_before_the_run(world: World) -> None:
    world.clock.go_to(TUESDAY_RUN - 5 * MINUTE)
    assert world.minutes(TUESDAY_RUN + HOUR) == ["Tue 06:25 Chair pose: 20 times"]


def test_it_never_rings_after_the_run_should_have_begun(world: World) -> None:
    world.clock.go_to(TUESDAY_RUN)
    assert world.minutes(TUESDAY_RUN + HOUR) == []


def test_a_run_that_came_early_silences_it(world: World) -> None:
    world.clock.go_to(TUESDAY_RUN - 30 * MINUTE)
    world.ran(run(TUESDAY_RUN - 2 * HOUR))
    assert world.minutes(TUESDAY_RUN + HOUR) == []


def test_a_run_of_another_time_of_the_day_does_not(world: World) -> None:
    world.clock.go_to(TUESDAY_RUN - 30 * MINUTE)
    world.ran(run(TUESDAY_RUN - 6 * HOUR))
    assert world.minutes(TUESDAY_RUN + HOUR) == ["Tue 06:10 Chair pose: 20 times"]


def test_two_triggers_share_the_push_of_the_earlier(world: World) -> None:
    world.use(before(20), before(40, name="ankle-swing"))
    assert world.minutes(TUESDAY_RUN + HOUR) == ["Tue 05:50 Chair pose, then ankle swing"]


def test_a_trigger_that_does_not_fire_makes_nobody_ring_early(world: World) -> None:
    world.use(before(20), before(40, only_if="hour >= 12", name="ankle-swing"))
    assert world.minutes(TUESDAY_RUN + HOUR) == ["Tue 06:10 Chair pose: 20 times"]


@pytest.mark.parametrize(
    ("only_if", "rings"),
    [('weekday == "tue"', True), ("hour < 6", False), ('source == "times"', True),
     ("days_since_last_run >= 2", True), ("days_since_last_run < 2", False)],
)  # fmt: skip
def test_it_asks_the_facts_of_an_expected_run(world: World, only_if: str, rings: bool) -> None:
    world.use(before(only_if=only_if))
    world.ran(run(SUNDAY - HOUR))
    assert bool(world.minutes(TUESDAY_RUN + HOUR)) is rings


def test_during_a_run_it_is_one_line_at_the_right_minute(world: World) -> None:
    world.use(during(20))
    assert world.minutes(TUESDAY_RUN + 2 * HOUR) == ["Tue 06:50 Chair pose: 20 times"]
    assert "\n" not in world.phone.shown[0].body


def test_a_run_that_is_over_already_needs_no_word_for_its_middle(world: World) -> None:
    world.use(during(40))
    world.minutes(TUESDAY_RUN + 30 * MINUTE)
    world.ran(run(TUESDAY_RUN + 5 * MINUTE, minutes=20))
    assert world.minutes(TUESDAY_RUN + 2 * HOUR) == []


def test_a_word_for_the_middle_does_not_come_after_it(world: World) -> None:
    world.use(during(20))
    world.clock.go_to(TUESDAY_RUN + 60 * MINUTE)
    assert world.minutes(TUESDAY_RUN + 3 * HOUR) == []


def test_of_a_run_that_has_begun_only_its_middle_is_decided_on(world: World) -> None:
    what, ears = replace(plan(before(20), during(20)), times=(TUESDAY,)), Ears()
    world.clock.go_to(TUESDAY_RUN + 20 * MINUTE)
    Expecter(what, Diary(what), Context(world.store, world.clock, ears)).expect()
    with world.store.read() as db:
        assert [row["kind"] for row in db.execute("SELECT kind FROM decisions")] == ["during"]
    assert len(ears.events) == 1


def test_as_long_as_a_trigger_may_still_speak_nothing_is_settled(world: World) -> None:
    world.use(
        before(20, only_if="days_since_last_run < 2"),
        before(40, only_if="hour >= 12", name="ankle-swing"),
    )
    assert world.minutes(TUESDAY_RUN - 30 * MINUTE) == []
    world.ran(run(TUESDAY_RUN - 20 * HOUR))  # its file comes only now
    assert world.minutes(TUESDAY_RUN + HOUR) == ["Tue 06:10 Chair pose: 20 times"]
