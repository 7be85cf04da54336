from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fakes import SUNDAY
from lapbell.core.decision import Decision, Nudge
from lapbell.core.routine import Asked, Kind
from lapbell.store import decisions
from lapbell.store.database import Store
from lapbell.store.decisions import Made

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    yield store
    store.close()


def nudge(key: str = "pre-a", kind: Kind = Kind.BEFORE, due_at: datetime = SUNDAY) -> Nudge:
    return Nudge(
        key=key,
        athlete="me",
        kind=kind,
        about=SUNDAY - HOUR,
        routines=(Asked(routine="calf-pump", variant=None),),
        due_at=due_at,
        expires_at=due_at + HOUR,
        channels=("phone", "mail"),
        title="Calf pump",
        body="Do it.",
    )


def commit(store: Store, *nudges: Nudge, now: datetime = SUNDAY) -> None:
    for one in nudges:
        made = Made(
            key=one.key,
            athlete=one.athlete,
            kind=one.kind,
            subject="a run",
            about=one.about,
            decision=Decision(facts={}, verdicts=(), nudges=(one,)),
        )
        with store.write() as db:
            decisions.commit(db, made, now)


def bring_to(store: Store, state: str, key: str = "pre-a") -> None:
    with store.write() as db:
        db.execute("UPDATE outbox SET state = ? WHERE key = ?", (state, key))


def counted(store: Store, athlete: str = "me", since: datetime = SUNDAY) -> list[str]:
    with store.read() as db:
        return [push.key for push in decisions.pushes_since(db, athlete, since)]


@pytest.mark.parametrize(("ahead_h", "counts"), [(-900, True), (23, True), (24, True), (25, False)])
def test_a_decision_over_a_day_ahead_was_made_under_a_wrong_clock(
    store: Store, ahead_h: int, counts: bool
) -> None:
    commit(store, nudge(), now=SUNDAY + ahead_h * HOUR)
    with store.read() as db:
        assert decisions.is_made(db, "pre-a", SUNDAY) is counts
        assert not decisions.is_made(db, "pre-b", SUNDAY)


@pytest.mark.parametrize(
    ("state", "counts"),
    [("queued", True), ("sending", True), ("sent", True), ("unknown", True), ("refused", False),
     ("expired", False), ("cancelled", False), ("superseded", False)],
)  # fmt: skip
def test_what_may_have_rung_or_will_is_counted_as_one_push(
    store: Store, state: str, counts: bool
) -> None:
    commit(store, nudge())
    bring_to(store, state)
    assert counted(store) == ["pre-a"] * counts


@pytest.mark.parametrize("kind", Kind)
def test_pushes_about_runs_are_counted_and_no_others(store: Store, kind: Kind) -> None:
    commit(store, nudge(kind=kind))
    is_about_a_run = kind in (Kind.AFTER, Kind.BEFORE, Kind.DURING)
    assert counted(store) == ["pre-a"] * is_about_a_run


def test_pushes_are_counted_for_each_athlete_and_from_a_moment_on(store: Store) -> None:
    commit(
        store,
        nudge("pre-too-old", due_at=SUNDAY - timedelta(seconds=1)),
        nudge("pre-mine"),
        replace(nudge("pre-yours"), athlete="you"),
    )
    assert counted(store) == ["pre-mine"]
    assert counted(store, "you") == ["pre-yours"]
