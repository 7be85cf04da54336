"""How far back a decision looks, out of a real database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fakes import BERLIN, SUNDAY, plan, run, trigger
from lapbell.core.occasion import AfterRun
from lapbell.core.offers import Verb
from lapbell.core.quiet import Quiet
from lapbell.core.silence import EASING
from lapbell.jobs import keep
from lapbell.jobs.events import RunRead
from lapbell.store import answers, outbox
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    yield store
    store.close()


class Past:
    """Runs of which each was taken two minutes after its end, and what followed."""

    def __init__(self, store: Store, *, per_week: int | None = None) -> None:
        self.store = store
        self.plan = replace(plan(trigger()), quiet=Quiet(most_per_week=per_week))
        self.runs = 0

    def run_ends(self, at: datetime) -> RunRead:
        """Take a run that ended at this moment; what it rings is sent at once."""
        self.runs += 1
        one = run(at - 42 * MINUTE, content=f"{self.runs:x}")
        now = at + 2 * MINUTE
        with self.store.write() as db:
            event = keep.keep_run(db, "a.fit", one, self.plan, now, is_history=False)
            assert isinstance(event, RunRead)
            if event.nudge:
                outbox.finish(db, (event.nudge.key, "phone"), "sent", "", event.nudge.due_at)
        return event

    def says(self, verb: Verb, event: RunRead, at: datetime) -> None:
        assert event.nudge is not None
        row = AnswerRow(
            athlete="me", id=f"{at}", verb=verb, key=event.nudge.key, at=at, via="phone"
        )
        with self.store.write() as db:
            answers.add(db, row)

    def offers_known_at(self, moment: datetime) -> int:
        with self.store.read() as db:
            occasion = AfterRun(run=run(moment))
            return len(keep.history_at(db, occasion, "me", moment).offers)


def test_the_push_of_monday_morning_counts_until_sunday_night(store: Store) -> None:
    past = Past(store, per_week=2)
    monday, next_monday = (datetime(2026, 9, day, 0, 5, tzinfo=BERLIN) for day in (21, 28))
    assert past.run_ends(monday).nudge
    assert past.run_ends(monday + 3 * DAY).nudge
    held = past.run_ends(next_monday - 20 * MINUTE)
    assert held.nudge is None
    assert held.verdicts[0].held_back_by == "most_per_week"
    assert past.run_ends(next_monday + DAY).nudge


def test_an_offer_is_remembered_for_sixty_days_and_what_hurt_for_good(store: Store) -> None:
    past = Past(store)
    event = past.run_ends(SUNDAY)
    assert event.nudge is not None
    due_at = event.nudge.due_at
    assert past.offers_known_at(due_at + 60 * DAY) == 1
    assert past.offers_known_at(due_at + 60 * DAY + MINUTE) == 0
    past.says(Verb.HURTS, event, due_at + MINUTE)
    assert past.offers_known_at(due_at + 300 * DAY) == 1


def test_who_stopped_answering_hears_of_every_second_run(store: Store) -> None:
    past = Past(store)
    past.says(Verb.DONE, past.run_ends(SUNDAY), SUNDAY + 5 * MINUTE)
    rang = []
    for day in range(2, 18, 2):
        event = past.run_ends(SUNDAY + day * DAY)
        rang.append(event.nudge is not None)
        assert event.nudge or event.verdicts[0].held_back_by == EASING
    assert rang == [True, True, True, False, True, False, True, False]
