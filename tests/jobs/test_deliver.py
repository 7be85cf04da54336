from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fakes import BERLIN, SUNDAY, Ears, FakeClock, Phone, Silent, plan, run, trigger
from lapbell.channels.protocol import Absent, Found, Misconfigured, Outcome, Refused, Retry, Sent
from lapbell.core.answers import nudge_behind
from lapbell.core.keys import key_of
from lapbell.core.occasion import AfterRun
from lapbell.core.quiet import Hours
from lapbell.core.run import Run
from lapbell.errors import StoreError
from lapbell.jobs import keep
from lapbell.jobs.compose import Composer
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import PAUSE, Courier
from lapbell.store import decisions
from lapbell.store.database import Store

MINUTE = timedelta(minutes=1)
OPEN = Retry(reason="no answer in time", maybe_sent=True)
DOWN = Retry(reason="cannot connect to ntfy.example")


@dataclass
class World:
    store: Store
    clock: FakeClock
    phone: Phone
    ears: Ears
    courier: Courier

    def queue(self, *, after: timedelta = 3 * MINUTE, one: Run | None = None) -> str:
        """Queue the nudge of a run that ended just now; return its key."""
        one = one or run(self.clock.now() - 42 * MINUTE)
        with self.store.write() as db:
            keep.keep_run(
                db, "a.fit", one, plan(trigger(after=after)), self.clock.now(), is_history=False
            )
            decisions.release(db, "me")
        return key_of(AfterRun(run=one), "me", BERLIN)

    def state(self) -> tuple[str, str]:
        with self.store.read() as db:
            (row,) = db.execute("SELECT state, reason FROM outbox").fetchall()
        return row["state"], row["reason"]

    def restart(self) -> None:
        self.courier = make_courier(self)

    def deliver_until(self, end: datetime) -> None:
        """Tick as the alarm does: at the time the job asked for, once a minute at least."""
        while self.clock.now() < end:
            at = self.courier.deliver() or end
            step = min(max(at - self.clock.now(), timedelta(seconds=1)), MINUTE)
            self.clock.go(min(step, end - self.clock.now()))


def make_courier(world: World, **more: Any) -> Courier:
    context = Context(world.store, world.clock, world.ears)
    return Courier("me", world.phone, context, lambda: 0.5, **more)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(Store(tmp_path), FakeClock(), Phone(), Ears(), None)  # type: ignore[arg-type]
    world.courier = make_courier(world)
    yield world
    world.store.close()


def test_it_goes_out_when_it_is_due_and_not_before(world: World) -> None:
    key = world.queue()
    assert world.courier.deliver() == SUNDAY + 3 * MINUTE
    world.clock.go(3 * MINUTE - timedelta(seconds=1))
    world.courier.deliver()
    assert world.phone.tried == []
    world.clock.go(timedelta(seconds=1))
    assert world.courier.deliver() is None
    (message,) = world.phone.shown
    assert (message.key, message.title) == (key, "Calf pump: 20 times")
    assert world.state() == ("sent", "")
    assert world.ears.lines == ["sent over phone: Calf pump: 20 times"]


def test_what_was_sent_is_never_sent_again(world: World) -> None:
    world.queue(after=timedelta(0))
    for _ in range(3):
        world.courier.deliver()
        world.restart()
        world.clock.go(MINUTE)
    assert len(world.phone.tried) == 1


def test_the_row_says_sending_before_the_request_leaves(world: World) -> None:
    world.queue(after=timedelta(0))
    seen: list[tuple[str, str]] = []
    world.phone.before_send = lambda message: seen.append(world.state())
    world.courier.deliver()
    assert seen == [("sending", "")]


def test_a_server_that_is_down_is_tried_again_until_it_is_back(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [DOWN] * 5
    world.deliver_until(SUNDAY + timedelta(hours=1))
    assert len(world.phone.shown) == 1
    assert len(world.phone.tried) == 6
    assert world.state()[0] == "sent"


def test_what_is_not_delivered_in_time_expires_and_says_why(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [DOWN] * 1000
    world.deliver_until(SUNDAY + timedelta(hours=3))
    assert world.state() == (
        "expired", "not delivered in time: cannot connect to ntfy.example",
    )  # fmt: skip
    assert len(world.phone.tried) < 30
    assert world.phone.shown == []


def test_a_wrong_token_is_never_hammered_and_the_message_is_kept(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [Misconfigured(reason="the token is wrong (401)")] * 3
    world.deliver_until(SUNDAY + timedelta(minutes=14))
    assert len(world.phone.tried) == 1
    assert world.state() == ("queued", "the token is wrong (401)")
    world.deliver_until(SUNDAY + timedelta(hours=2))
    assert len(world.phone.tried) == 4
    assert world.state()[0] == "sent"


def test_a_refused_message_ends_and_the_next_one_goes_out(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [Refused(reason="too long")]
    world.courier.deliver()
    assert world.state() == ("refused", "too long")
    assert world.courier.deliver() is None


def test_an_open_attempt_is_found_at_the_server_and_not_repeated(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [OPEN]
    world.phone.traces = [Found()]
    world.deliver_until(SUNDAY + timedelta(seconds=9))
    assert world.state()[0] == "sending"
    world.deliver_until(SUNDAY + MINUTE)
    assert world.state() == ("sent", "confirmed afterwards")
    assert len(world.phone.tried) == 1


def test_an_open_attempt_that_is_not_there_after_ten_seconds_goes_out_again(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [OPEN]
    world.phone.traces = [Absent()]
    world.deliver_until(SUNDAY + MINUTE)
    assert len(world.phone.tried) == 2
    assert world.state()[0] == "sent"


def test_where_nobody_can_tell_it_is_repeated_once_at_most(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [OPEN] * 9
    world.phone.traces = [Silent.LASTING] * 9
    world.deliver_until(SUNDAY + timedelta(hours=3))
    assert len(world.phone.tried) == 2
    assert world.state() == ("unknown", "may have arrived: it keeps no messages")


def test_a_server_that_cannot_be_asked_now_is_asked_later(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [OPEN]
    world.phone.traces = [Silent.FOR_NOW, Silent.FOR_NOW, Found()]
    world.deliver_until(SUNDAY + timedelta(minutes=30))
    assert world.state()[0] == "sent"
    assert len(world.phone.tried) == 1


def test_a_server_that_is_never_back_leaves_it_unknown(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [OPEN]
    world.phone.traces = [Silent.FOR_NOW] * 1000
    world.deliver_until(SUNDAY + timedelta(hours=3))
    assert world.state() == ("unknown", "may have arrived: no answer")
    assert len(world.phone.tried) == 1


class Killed(BaseException):
    """The end of the process, as the code would see it: nothing after it runs."""


@pytest.mark.parametrize("arrived", [True, False])
def test_killed_in_the_middle_of_a_send_it_still_rings_exactly_once(
    world: World, arrived: bool
) -> None:
    world.queue(after=timedelta(0))

    def die(message: object) -> None:
        if arrived:
            world.phone.shown.append(message)  # type: ignore[arg-type]
        raise Killed

    world.phone.before_send = die
    with pytest.raises(Killed):
        world.courier.deliver()
    world.phone.before_send = lambda message: None
    world.restart()
    world.deliver_until(SUNDAY + MINUTE)
    assert len(world.phone.shown) == 1
    assert world.state()[0] == "sent"


def test_confirmed_but_not_written_for_a_full_disk_it_is_not_sent_again(world: World) -> None:
    world.queue(after=timedelta(0))

    def fill_the_disk(message: object) -> None:
        world.store._db.execute("CREATE TEMP TRIGGER full BEFORE UPDATE ON main.outbox "
                                "BEGIN SELECT RAISE(FAIL, 'full'); END")  # fmt: skip

    world.phone.before_send = fill_the_disk
    for _ in range(3):
        with pytest.raises(StoreError):
            world.courier.deliver()
        world.clock.go(MINUTE)
    world.store._db.execute("DROP TRIGGER full")
    world.courier.deliver()
    assert len(world.phone.tried) == 1
    assert world.state()[0] == "sent"


def test_with_a_full_disk_nothing_is_sent_that_could_not_be_written_down(world: World) -> None:
    world.queue(after=timedelta(0))
    world.store._db.execute("CREATE TEMP TRIGGER full BEFORE UPDATE ON main.outbox "
                            "BEGIN SELECT RAISE(FAIL, 'full'); END")  # fmt: skip
    with pytest.raises(StoreError):
        world.courier.deliver()
    assert world.phone.tried == []


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=730)])
def test_a_clock_that_jumps_sends_nothing_twice(world: World, jump: timedelta) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [OPEN]
    world.courier.deliver()
    world.clock.jump(jump)
    for _ in range(200):
        world.courier.deliver()
        world.clock.go(MINUTE)
    assert len(world.phone.shown) <= 1
    assert world.state()[0] in ("sent", "expired")


def test_a_pause_ends_though_the_clock_went_back(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [Misconfigured(reason="no")]
    world.courier.deliver()
    world.clock.jump(timedelta(hours=-1))
    world.clock.go(timedelta(hours=1) + PAUSE)
    world.courier.deliver()
    assert len(world.phone.shown) == 1


@pytest.mark.parametrize("outcome", [DOWN, OPEN, Misconfigured(reason="no"), Refused(reason="no")])
def test_every_end_has_a_reason(world: World, outcome: Outcome) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [outcome] * 1000
    world.phone.traces = [Silent.LASTING] * 1000
    world.deliver_until(SUNDAY + timedelta(hours=3))
    state, reason = world.state()
    assert state in ("expired", "refused", "unknown")
    assert reason
    assert not isinstance(outcome, Sent)


def at(world: World, clock: str) -> datetime:
    """The next time that Berlin's clocks show this."""
    hour, minute = map(int, clock.split(":"))
    local = world.clock.now().astimezone(BERLIN).replace(hour=hour, minute=minute)
    return local if local > world.clock.now() else local + timedelta(days=1)


def test_what_is_late_waits_for_the_end_of_the_quiet_hours(world: World) -> None:
    hours = Hours(time(19), time(19, 45))
    world.courier = make_courier(world, awake=lambda moment: hours.over_at(moment, BERLIN))
    world.queue(after=timedelta(0))
    world.phone.answers = [DOWN] * 1000
    world.deliver_until(at(world, "19:10"))
    world.phone.answers = []
    assert world.courier.deliver() == at(world, "19:45")
    assert world.state() == ("queued", "late, and it was quiet")
    world.deliver_until(at(world, "19:46"))
    assert world.state()[0] == "sent"


def test_what_is_in_time_rings_in_the_quiet_hours(world: World) -> None:
    hours = Hours(time(18), time(7))
    world.courier = make_courier(world, awake=lambda moment: hours.over_at(moment, BERLIN))
    world.queue(after=timedelta(0))
    world.phone.answers = [DOWN]
    world.deliver_until(SUNDAY + 30 * MINUTE)
    assert world.state()[0] == "sent"


@pytest.mark.parametrize(("late", "priority"), [(59, 3), (61, 2)])
def test_after_an_hour_it_makes_no_sound(world: World, late: int, priority: int) -> None:
    world.queue(after=timedelta(0))
    world.clock.go(late * MINUTE)
    world.courier.deliver()
    assert [one.priority for one in world.phone.shown] == [priority]


def test_its_link_opens_this_nudge_where_the_pages_have_an_address(world: World) -> None:
    composer = Composer(secret=b"s" * 32, pages=lambda: "https://bell.example")
    world.courier = make_courier(world, composer=composer)
    key = world.queue(after=timedelta(0))
    world.courier.deliver()
    (message,) = world.phone.shown
    link = message.click.removeprefix("https://bell.example/n/")
    assert nudge_behind(b"s" * 32, link) == key
    assert message.buttons == ()


def test_a_send_that_failed_in_between_gives_no_second_repeat(world: World) -> None:
    world.queue(after=timedelta(0))
    world.phone.answers = [OPEN, DOWN, *[OPEN] * 9]
    world.phone.traces = [Silent.LASTING] * 9
    world.deliver_until(SUNDAY + timedelta(hours=3))
    assert len(world.phone.tried) == 3
    assert world.state()[0] == "unknown"


def test_what_never_arrives_is_sent_again_at_once_and_then_ever_more_rarely(world: World) -> None:
    world.queue(after=timedelta(0))
    at: list[datetime] = []
    world.phone.before_send = lambda message: at.append(world.clock.now())
    world.phone.answers = [OPEN] * 1000
    world.phone.traces = [Absent()] * 1000
    world.deliver_until(SUNDAY + timedelta(hours=2))
    waits = [later - one for one, later in pairwise(at)]
    assert waits[0] < 15 * timedelta(seconds=1)
    assert waits[1] < waits[2] < waits[3] < waits[4] < waits[-1]
    assert 10 < len(at) < 40


def test_what_was_confirmed_is_written_down_before_anything_new_is_sent(world: World) -> None:
    first = world.queue(after=timedelta(0))

    def fill_the_disk(message: object) -> None:
        world.store._db.execute("CREATE TEMP TRIGGER full BEFORE UPDATE ON main.outbox "
                                "BEGIN SELECT RAISE(FAIL, 'full'); END")  # fmt: skip

    world.phone.before_send = fill_the_disk
    with pytest.raises(StoreError):
        world.courier.deliver()
    world.store._db.execute("DROP TRIGGER full")
    world.queue(after=timedelta(0), one=run(SUNDAY - 180 * MINUTE, content="b"))
    seen: list[str] = []

    def look(message: object) -> None:
        with world.store.read() as db:
            row = db.execute("SELECT state FROM outbox WHERE key = ?", (first,)).fetchone()
        seen.append(row["state"])

    world.phone.before_send = look
    world.courier.deliver()
    assert seen == ["sent"]
