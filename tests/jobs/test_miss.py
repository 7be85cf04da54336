from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fakes import SUNDAY, Ears, FakeClock, Phone, plan, run
from lapbell.core.answers import LABELS, offered
from lapbell.core.offers import Verb
from lapbell.core.routine import Kind
from lapbell.jobs import answer, keep
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.miss import Misser
from lapbell.store import answers
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store

DAY = timedelta(days=1)


@dataclass
class World:
    store: Store
    clock: FakeClock
    phone: Phone
    misser: Misser
    courier: Courier

    def ran(self) -> None:
        with self.store.write() as db:
            one = run(self.clock.now() - DAY / 20)
            sha256 = f"{self.clock.now().timestamp():064.0f}"
            one = replace(one, id=sha256[-32:], sha256=sha256)
            keep.keep_run(db, "a.fit", one, plan(), self.clock.now(), is_history=True)

    def days(self, count: int) -> list[str]:
        """Let days go by, hour by hour; return the titles of what came."""
        shown = len(self.phone.shown)
        for _ in range(count * 24):
            self.misser.miss()
            self.courier.deliver()
            self.clock.go(DAY / 24)
        return [message.title for message in self.phone.shown[shown:]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store, clock, phone = Store(tmp_path), FakeClock(SUNDAY), Phone()
    context = Context(store, clock, Ears())
    courier = Courier("me", phone, context, lambda: 0.5)
    world = World(store, clock, phone, Misser(plan(), context), courier)
    for _ in range(8):
        world.ran()
        clock.go(2 * DAY)
    yield world
    store.close()


def test_it_asks_once_and_again_only_after_another_run(world: World) -> None:
    assert world.days(30) == ["No run file for 6 days"]
    world.ran()
    assert world.days(4) == []


def test_a_runner_who_runs_on_is_never_asked(world: World) -> None:
    for _ in range(15):
        world.ran()
        assert world.days(2) == []


def answered(world: World, verb: Verb) -> datetime | bool | None:
    """Answer the question; return until when that pauses, False where it does not."""
    now = world.clock.now()
    with world.store.write() as db:
        row = AnswerRow(
            athlete="me", id=f"phone:{verb}", key=world.phone.shown[-1].key, verb=verb, at=now,
            via="phone",
        )  # fmt: skip
        assert answer.take(db, row, now) is not None
        pause = answers.current_pause(db, "me", now)
    return pause is not None and pause.until


def test_it_offers_two_answers_and_one_of_them_pauses_until_the_next_run(world: World) -> None:
    assert offered(Kind.ALARM, "alarm-a") == (Verb.RESTING, Verb.RAN)
    assert [LABELS[verb] for verb in offered(Kind.ALARM, "")] == ["I'm resting", "I did run"]
    world.days(10)
    assert answered(world, Verb.RAN) is False
    assert answered(world, Verb.RESTING) is None


def test_a_pause_is_no_silence(world: World) -> None:
    with world.store.write() as db:
        answers.begin_pause(db, "me", world.clock.now(), None)
    assert world.days(30) == []
