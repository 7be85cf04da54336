from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from fakes import SUNDAY, Ears, FakeClock, Phone, plan, run, trigger
from lapbell.channels.protocol import Broken, Heard, Message, Outcome, Refused, Reply, Sent
from lapbell.channels.protocol import Quiet as Nothing
from lapbell.core.answers import AGAIN, sign
from lapbell.core.keys import key_of
from lapbell.core.occasion import AfterRun
from lapbell.core.offers import Verb
from lapbell.jobs import answer, keep
from lapbell.jobs.compose import Composer
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.listen import Listener
from lapbell.store import answers, decisions, runs
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store
from lapbell.store.secret import the_secret

MINUTE = timedelta(minutes=1)
SECRET = b"s" * 32
COMPOSER = Composer(secret=SECRET, has_answers=True)


@dataclass
class World:
    store: Store
    clock: FakeClock
    phone: Phone
    ears: Ears
    courier: Courier
    numbers: int = 0

    def rung(self, content: str = "a") -> str:
        """Let a run that just ended ring; return its key."""
        one = run(self.clock.now() - 42 * MINUTE, content=content)
        with self.store.write() as db:
            keep.keep_run(
                db,
                "a.fit",
                one,
                plan(trigger(after=timedelta(0))),
                self.clock.now(),
                is_history=False,
            )
            decisions.release(db, "me")
        self.courier.deliver()
        return key_of(AfterRun(run=one), "me", plan().timezone)

    def says(
        self, verb: Verb, key: str, *, number: int | None = None, at: datetime | None = None
    ) -> bool:
        """Answer; tell whether it said something new."""
        self.numbers += 1
        row = AnswerRow(
            athlete="me",
            id=f"phone:{self.numbers if number is None else number}",
            key=key,
            verb=verb,
            at=at or self.clock.now(),
            via="phone",
        )
        with self.store.write() as db:
            return answer.take(db, row, self.clock.now()) is not None

    def last(self) -> Verb | None:
        with self.store.read() as db:
            return answers.offers_since(db, "me", SUNDAY - timedelta(days=1))[-1].answer

    def minutes(self, count: int) -> int:
        """Let time go; return how many pushes came."""
        shown = len(self.phone.shown)
        for _ in range(count):
            self.clock.go(MINUTE)
            self.courier.deliver()
        return len(self.phone.shown) - shown


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store, clock, phone, ears = Store(tmp_path), FakeClock(), Phone(), Ears()
    courier = Courier("me", phone, Context(store, clock, ears), lambda: 0.5, COMPOSER)
    yield World(store, clock, phone, ears, courier)
    store.close()


def test_a_push_has_signed_buttons(world: World) -> None:
    key = world.rung()
    (message,) = world.phone.shown
    assert [button.label for button in message.buttons] == ["Done", "In 20 min", "It hurts"]
    assert message.buttons[0].body == sign(SECRET, Verb.DONE, key)


def test_done_is_the_answer_to_the_offer(world: World) -> None:
    key = world.rung()
    assert world.last() is None
    assert world.says(Verb.DONE, key)
    assert world.last() is Verb.DONE


def test_the_same_answer_twice_says_nothing_new(world: World) -> None:
    key = world.rung()
    assert world.says(Verb.DONE, key, number=7)
    assert not world.says(Verb.HURTS, key, number=7)
    assert world.last() is Verb.DONE


def test_a_late_change_of_mind_counts(world: World) -> None:
    key = world.rung()
    world.says(Verb.DONE, key)
    world.clock.go(timedelta(days=3))
    assert world.says(Verb.HURTS, key)
    assert world.last() is Verb.HURTS
    world.clock.go(MINUTE)
    world.says(Verb.UNDO, key)
    assert world.last() is Verb.UNDO


def test_answers_that_come_in_the_wrong_order_are_sorted_by_their_time(world: World) -> None:
    key = world.rung()
    world.clock.go(10 * MINUTE)
    world.says(Verb.HURTS, key)
    world.says(Verb.DONE, key, at=SUNDAY + MINUTE)
    assert world.last() is Verb.HURTS


def test_an_answer_to_nothing_of_ours_is_nothing(world: World) -> None:
    assert not world.says(Verb.DONE, "post-unknown")


def test_in_20_min_it_comes_again_once_without_that_button(world: World) -> None:
    key = world.rung()
    world.says(Verb.LATER, key)
    assert world.minutes(19) == 0
    assert world.minutes(2) == 1
    again = world.phone.shown[-1]
    assert again.key == key + AGAIN
    assert [button.label for button in again.buttons] == ["Done", "It hurts"]
    world.says(Verb.LATER, key)
    assert world.minutes(60) == 0


def test_done_after_in_20_min_calls_the_second_push_back(world: World) -> None:
    key = world.rung()
    world.says(Verb.LATER, key)
    world.minutes(5)
    world.says(Verb.DONE, key)
    assert world.minutes(60) == 0
    assert world.last() is Verb.DONE


def test_the_answer_to_the_second_push_is_the_answer_to_the_offer(world: World) -> None:
    key = world.rung()
    world.says(Verb.LATER, key)
    world.minutes(21)
    world.says(Verb.DONE, key + AGAIN)
    assert world.last() is Verb.DONE
    with world.store.read() as db:
        assert len(answers.offers_since(db, "me", SUNDAY - MINUTE)) == 1


def test_in_20_min_that_comes_home_hours_later_is_not_wanted_any_more(world: World) -> None:
    key = world.rung()
    world.clock.go(timedelta(hours=3))
    world.says(Verb.LATER, key, at=SUNDAY + MINUTE)
    assert world.minutes(30) == 0


def test_silence_means_something_only_after_the_first_answer(world: World) -> None:
    first = world.rung("a")
    world.clock.go(timedelta(days=1))
    world.rung("b")
    with world.store.read() as db:
        assert not any(one.counts for one in answers.offers_since(db, "me", SUNDAY - MINUTE))
    world.says(Verb.DONE, first)
    with world.store.read() as db:
        assert all(one.counts for one in answers.offers_since(db, "me", SUNDAY - MINUTE))


def test_a_pause_ends_by_itself_by_command_or_by_a_run(world: World) -> None:
    store, now = world.store, world.clock.now()

    def paused(moment: datetime) -> bool:
        with store.read() as db:
            return answers.current_pause(db, "me", moment) is not None

    with store.write() as db:
        answers.begin_pause(db, "me", now, now + timedelta(days=2))
    assert paused(now + timedelta(days=1))
    assert not paused(now + timedelta(days=2))
    with store.write() as db:
        answers.begin_pause(db, "me", now, None)
        assert answers.end_pause(db, "me", now + MINUTE)
        assert not answers.end_pause(db, "me", now + MINUTE)
    assert not paused(now + 2 * MINUTE)
    world.clock.go(timedelta(hours=1))
    with store.write() as db:
        answers.begin_pause(db, "me", world.clock.now(), None)
    world.clock.go(timedelta(days=4))
    world.rung()
    assert len(world.phone.shown) == 1
    assert not paused(world.clock.now())


class Mailbox:
    """Replies that come home, told in advance; then the end of the connection, and the stop."""

    def __init__(self, *heard: Heard) -> None:
        self.heard = list(heard)
        self.cursors: list[str] = []
        self.stop = Flag()

    def replies(self, cursor: str) -> Iterator[Heard]:
        self.cursors.append(cursor)
        yield from self.heard
        self.stop.set()

    def hang_up(self) -> None:
        self.stop.set()


def listen(world: World, mailbox: Mailbox) -> None:
    context = Context(world.store, world.clock, world.ears)
    listener = Listener(plan, "phone", mailbox, SECRET, context, lambda: 0.0)
    thread = Thread(target=listener.run, args=(mailbox.stop,))
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


def test_answers_come_home_once_whatever_else_is_on_the_topic(world: World) -> None:
    key = world.rung()
    done = sign(SECRET, Verb.DONE, key)
    mailbox = Mailbox(
        Reply(id="m1", text="spam", at=SUNDAY),
        Reply(id="m2", text=done.replace("done", "hurts"), at=SUNDAY),
        Nothing(),
        Reply(id="m3", text=done, at=SUNDAY + MINUTE),
        Reply(id="m3", text=done, at=SUNDAY + MINUTE),
        Reply(id="m4", text=sign(b"t" * 32, Verb.HURTS, key), at=SUNDAY),
    )
    listen(world, mailbox)
    assert world.last() is Verb.DONE
    assert world.ears.lines[1:] == ["answered over phone: Calf pump: 20 times: done"]
    again = Mailbox(*mailbox.heard)
    listen(world, again)
    assert again.cursors == ["m4"]
    assert len(world.ears.lines) == 2


def test_a_connection_that_breaks_is_told_once_and_made_again(world: World) -> None:
    class Breaking(Mailbox):
        def replies(self, cursor: str) -> Iterator[Heard]:
            self.cursors.append(cursor)
            if len(self.cursors) == 3:
                self.stop.set()
            yield Broken(reason="no answer", after=timedelta(0))

    mailbox = Breaking()
    listen(world, mailbox)
    assert len(mailbox.cursors) == 3
    assert world.ears.lines == ["answers over phone: no answer"]


def test_the_secret_is_made_once_and_only_for_the_owner(tmp_path: Path) -> None:
    first = the_secret(tmp_path / "state")
    assert len(first) == 32
    assert the_secret(tmp_path / "state") == first
    assert (tmp_path / "state" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["secret"]


def test_an_answer_leaves_nothing_to_do_for_a_channel_that_cannot_show_it(world: World) -> None:
    key = world.rung()
    world.says(Verb.DONE, key)
    assert world.courier.deliver() is None


def test_what_was_answered_has_arrived_whatever_the_channel_knows(world: World) -> None:
    world.phone.answers = [Refused(reason="too big")]
    key = world.rung()
    with world.store.read() as db:
        assert answers.offers_since(db, "me", SUNDAY - timedelta(days=1)) == ()
    world.says(Verb.DONE, key)
    assert world.last() is Verb.DONE


def test_silence_before_the_first_answer_stays_unknown_when_that_comes(world: World) -> None:
    world.rung("a")
    world.clock.go(timedelta(days=2))
    second = world.rung("b")
    world.says(Verb.DONE, second)
    world.clock.go(timedelta(days=2))
    world.rung("c")
    with world.store.read() as db:
        offers = answers.offers_since(db, "me", SUNDAY - MINUTE)
    assert [one.counts for one in offers] == [False, True, True]


def test_im_back_rings_at_once_and_the_file_that_comes_later_does_not(world: World) -> None:
    tap = Reply(id="t1", text=sign(SECRET, Verb.BACK, "me"), at=SUNDAY - MINUTE)
    listen(world, Mailbox(tap))
    world.courier.deliver()
    (message,) = world.phone.shown
    assert message.body.endswith("Run done, Sun 18:04. Under two minutes.")
    late = run(SUNDAY - 50 * MINUTE)
    with world.store.write() as db:
        keep.keep_run(db, "a.fit", late, plan(), world.clock.now(), is_history=False)
        decisions.release(db, "me")
        (known,) = runs.between(db, "me", SUNDAY - timedelta(days=1), SUNDAY + timedelta(days=1))
    assert (known.distance_m, known.form) == (8200, "fit")
    assert world.minutes(30) == 0


@pytest.mark.parametrize("number", ["t1", "t2"])
def test_a_second_tap_and_one_told_again_ring_no_second_time(world: World, number: str) -> None:
    back = sign(SECRET, Verb.BACK, "me")
    listen(world, Mailbox(Reply(id="t1", text=back, at=SUNDAY)))
    listen(world, Mailbox(Reply(id=number, text=back, at=SUNDAY)))
    world.minutes(10)
    assert len(world.phone.shown) == 1


def test_a_tap_after_the_file_has_rung_is_known_already(world: World) -> None:
    world.rung()
    listen(world, Mailbox(Reply(id="t1", text=sign(SECRET, Verb.BACK, "me"), at=SUNDAY)))
    assert "I'm back: run: known already" in world.ears.lines
    assert world.minutes(10) == 0


def test_a_tap_of_somebody_else_or_of_hours_ago_rings_for_nothing(world: World) -> None:
    for who, at in (("anna", SUNDAY), ("me", SUNDAY - timedelta(hours=2))):
        listen(world, Mailbox(Reply(id=who, text=sign(SECRET, Verb.BACK, who), at=at)))
    assert world.minutes(10) == 0


class Rewriting(Phone):
    """A phone whose messages can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self.changed: list[Message] = []

    def update(self, message: Message) -> Outcome:
        self.changed.append(message)
        return Sent(server_id="")


@pytest.mark.parametrize(
    ("verb", "says", "tags"),
    [
        (Verb.DONE, "Done", ("white_check_mark",)),
        (Verb.HURTS, "It hurts: rests for a week", ()),
        (Verb.LATER, None, ()),
    ],
)
def test_phones_show_what_was_answered(
    world: World, verb: Verb, says: str | None, tags: tuple[str, ...]
) -> None:
    phone = Rewriting()
    context = Context(world.store, world.clock, world.ears)
    world.phone, world.courier = phone, Courier("me", phone, context, lambda: 0.5, COMPOSER)
    key = world.rung()
    world.says(verb, key)
    world.minutes(1)
    assert [(one.title, one.tags) for one in phone.changed] == ([(says, tags)] if says else [])


def test_phones_show_a_change_of_mind(world: World) -> None:
    phone = Rewriting()
    context = Context(world.store, world.clock, world.ears)
    world.phone, world.courier = phone, Courier("me", phone, context, lambda: 0.5, COMPOSER)
    key = world.rung()
    for verb in (Verb.DONE, Verb.HURTS):
        world.says(verb, key)
        world.minutes(3)
    assert [one.title for one in phone.changed] == ["Done", "It hurts: rests for a week"]
