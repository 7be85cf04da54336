"""What explaining a file takes into account: all that was known at its end, and no more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fakes import SUNDAY, plan
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.core.quiet import Quiet
from lapbell.core.run import Run
from lapbell.jobs import keep
from lapbell.jobs.explain import Explained, explain
from lapbell.readers import read
from lapbell.store import answers, outbox
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store
from making import a_run

HOUR = timedelta(hours=1)
ONE_A_DAY = replace(plan(), quiet=Quiet(most_per_day=1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    yield store
    store.close()


def a_file(hours_ago: int) -> bytes:
    return a_run(started_at=SUNDAY - hours_ago * HOUR, elapsed=HOUR / 2)


def keep_it(store: Store, data: bytes, what: Plan, *, answer: Verb | None = None) -> Run:
    """Let a run ring, and be answered four hours later."""
    (run,) = read(data, athlete="me").runs
    assert run.ended_at is not None
    with store.write() as db:
        event = keep.keep_run(db, "a.fit", run, what, run.ended_at, is_history=False)
        assert keep.has_nudge(event)
        (key,) = (
            row["key"] for row in db.execute("SELECT key FROM nudges WHERE run_id = ?", (run.id,))
        )
        outbox.finish(db, (key, "phone"), "sent", "", run.ended_at)
        if answer:
            at = run.ended_at + 4 * HOUR
            row = AnswerRow(athlete="me", id=key, key=key, verb=answer, at=at, via="phone")
            answers.add(db, row)
    return run


def the_run(store: Store, data: bytes, what: Plan) -> Explained:
    (explained,) = explain(data, what, store).runs
    return explained


def test_a_limit_that_was_reached_holds_back(store: Store) -> None:
    keep_it(store, a_file(9), ONE_A_DAY)
    (verdict,) = the_run(store, a_file(5), ONE_A_DAY).decision.verdicts
    assert verdict.held_back_by == "most_per_day"


def test_what_the_run_itself_rang_for_does_not_count_against_it(store: Store) -> None:
    run = keep_it(store, a_file(5), ONE_A_DAY, answer=Verb.DONE)
    explained = the_run(store, a_file(5), ONE_A_DAY)
    assert explained.run.id == run.id
    assert [one.fired for one in explained.decision.verdicts] == [True]


def test_what_went_out_later_does_not_count(store: Store) -> None:
    keep_it(store, a_file(5), ONE_A_DAY)
    assert [one.fired for one in the_run(store, a_file(9), ONE_A_DAY).decision.verdicts] == [True]


@pytest.mark.parametrize(("hours_ago", "fires"), [(7, True), (3, False)])
def test_an_answer_counts_from_when_it_was_given(store: Store, hours_ago: int, fires: bool) -> None:
    keep_it(store, a_file(9), plan(), answer=Verb.DONE)
    (verdict,) = the_run(store, a_file(hours_ago), plan()).decision.verdicts
    assert (verdict.fired, verdict.held_back_by) == (fires, "" if fires else "done today")
