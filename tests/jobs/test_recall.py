"""What waits in the outbox when the config changes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes import SUNDAY, Ears, plan, run, trigger
from lapbell.channels.inbox import Settings as Inbox
from lapbell.config import Athlete, Broken, Config, ConfigProblems
from lapbell.core.answers import AGAIN
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan, Trigger
from lapbell.jobs import answer, keep
from lapbell.jobs.recall import WHY, call_back
from lapbell.store import decisions, outbox
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store

CALVES, LEGS = trigger(name="Calves"), trigger("distance_km >= 3", name="Legs")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    with store.write() as db:
        keep.keep_run(db, "a.fit", run(), plan(CALVES, LEGS, channels=("phone", "watch")), SUNDAY,
                      is_history=False)  # fmt: skip
    yield store
    store.close()


def config(*athletes: Plan) -> Config:
    return Config(
        path=Path("lapbell.toml"),
        athletes=tuple(
            Athlete(
                file=Path("lapbell.toml"),
                plan=one,
                folders=(),
                channels={name: Inbox(inbox=True) for name in one.channels},
            )
            for one in athletes
        ),
        web=None,
    )


def states(store: Store) -> dict[str, tuple[str, str]]:
    with store.read() as db:
        (rung,) = decisions.latest_nudges(db, "me", 9)
    return {one.channel: (one.state, one.reason) for one in rung.progress}


WAITS = ("queued", "")
GONE = ("cancelled", WHY)


@pytest.mark.parametrize("triggers", [(CALVES,), (CALVES, LEGS)])
def test_what_is_still_asked_for_waits_on(store: Store, triggers: tuple[Trigger, ...]) -> None:
    call_back(store, config(plan(*triggers, channels=("phone", "watch"))), SUNDAY, Ears())
    assert states(store) == {"phone": WAITS, "watch": WAITS}


def test_a_trigger_that_did_not_fire_keeps_nothing(store: Store) -> None:
    # Both fired, but one push has a routine once: the second was held back.
    call_back(store, config(plan(LEGS, channels=("phone", "watch"))), SUNDAY, Ears())
    assert states(store) == {"phone": GONE, "watch": GONE}


def test_what_is_called_back_is_told(store: Store) -> None:
    ears = Ears()
    call_back(store, config(plan(LEGS, channels=("phone",))), SUNDAY, ears)
    assert sorted(ears.lines) == [
        f"not sent over {name}: Calf pump: 20 times: the config changed"
        for name in ("phone", "watch")
    ]


def test_a_channel_that_is_gone_loses_what_waits_for_it(store: Store) -> None:
    call_back(store, config(plan(CALVES, channels=("phone",))), SUNDAY, Ears())
    assert states(store) == {"phone": WAITS, "watch": GONE}


def test_what_was_just_being_sent_over_such_a_channel_may_have_arrived(store: Store) -> None:
    with store.write() as db:
        decisions.release(db, "me")
        outbox.claim(db, "me", "watch", SUNDAY)
    ears = Ears()
    call_back(store, config(plan(CALVES, channels=("phone",))), SUNDAY, ears)
    assert states(store) == {"phone": WAITS, "watch": ("unknown", WHY)}
    assert ears.lines == [f"perhaps sent over watch: Calf pump: 20 times: {WHY}"]


def test_what_was_abandoned_while_it_was_sent_is_not_queued_again(store: Store) -> None:
    with store.write() as db:
        decisions.release(db, "me")
        delivery = outbox.claim(db, "me", "watch", SUNDAY)
    assert delivery is not None
    call_back(store, config(plan(CALVES, channels=("phone",))), SUNDAY, Ears())
    with store.write() as db:
        outbox.put_back(db, delivery, "no answer", next_at=SUNDAY, now=SUNDAY)
        outbox.leave_open(db, delivery, "no answer", ask_at=SUNDAY, now=SUNDAY)
    assert states(store)["watch"] == ("unknown", WHY)


def test_what_is_called_back_is_told_with_its_athlete(store: Store) -> None:
    ears = Ears()
    call_back(store, config(plan(LEGS, channels=("phone",))), SUNDAY, ears)
    assert {event.athlete for event in ears.events} == {"me"}


def test_what_was_just_being_sent_when_its_trigger_went_goes_on(store: Store) -> None:
    with store.write() as db:
        decisions.release(db, "me")
        outbox.claim(db, "me", "watch", SUNDAY)
    ears = Ears()
    call_back(store, config(plan(LEGS, channels=("phone", "watch"))), SUNDAY, ears)
    assert states(store) == {"phone": GONE, "watch": ("sending", "")}
    assert ears.lines == [f"not sent over phone: Calf pump: 20 times: {WHY}"]


def test_what_comes_back_in_20_min_fired_by_no_trigger_and_stays(store: Store) -> None:
    with store.write() as db:
        (rung,) = decisions.latest_nudges(db, "me", 9)
        key = rung.nudge.key
        row = AnswerRow(athlete="me", id="1", key=key, verb=Verb.LATER, at=SUNDAY, via="phone")
        answer.take(db, row, SUNDAY)
    call_back(store, config(plan(LEGS, channels=("phone", "watch"))), SUNDAY, Ears())
    with store.read() as db:
        ways = outbox.open_ways(db)
    assert {(one.key, one.channel) for one in ways} == {
        (key + AGAIN, "phone"),
        (key + AGAIN, "watch"),
    }


def test_an_athlete_who_is_gone_gets_nothing_any_more(store: Store) -> None:
    call_back(store, config(replace(plan(CALVES), athlete="ben")), SUNDAY, Ears())
    assert states(store) == {"phone": GONE, "watch": GONE}


def test_an_athlete_whose_file_is_broken_for_now_loses_nothing(store: Store) -> None:
    ben = config(replace(plan(CALVES), athlete="ben"))
    broken = Broken(name="me", problems=ConfigProblems([]))
    call_back(store, replace(ben, broken=(broken,)), SUNDAY, Ears())
    assert states(store) == {"phone": WAITS, "watch": WAITS}
