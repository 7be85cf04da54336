from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fakes import SUNDAY, run
from lapbell.core.run import Device, Measured
from lapbell.store import runs
from lapbell.store.database import Store

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    yield store
    store.close()


def test_a_run_comes_back_as_it_was_kept(store: Store) -> None:
    full = replace(
        run(descent_m=12.5, indoor=False),
        sub_sport="trail",
        avg_hr_bpm=148.0,
        device=Device(manufacturer="garmin", product="fr255", serial="123"),
        measured=Measured(
            values={"run_minutes": 41.5}, missing={"x": "why"}, speed_seconds={25: 9.0}
        ),
    )
    with store.write() as db:
        runs.add(db, full, SUNDAY, is_history=False, wrong_clock=False)
        assert runs.by_content(db, "me", full.sha256, 0) == full
        assert runs.by_content(db, "you", full.sha256, 0) is None
        assert runs.by_content(db, "me", full.sha256, 1) is None


def test_a_run_with_nothing_but_a_start_comes_back(store: Store) -> None:
    bare = run(minutes=None, km=None, utc_offset=None)
    with store.write() as db:
        runs.add(db, bare, SUNDAY, is_history=True, wrong_clock=False)
        assert runs.by_id(db, bare.id) == bare


def test_a_better_recording_keeps_the_runs_id(store: Store) -> None:
    cut = run(whole=False, km=3.0)
    whole = run(content="b", km=8.2)
    with store.write() as db:
        runs.add(db, cut, SUNDAY, is_history=False, wrong_clock=False)
        runs.add_recording(db, whole, cut.id)
        runs.replace_facts(db, replace(whole, id=cut.id))
        found = runs.by_content(db, "me", whole.sha256, 0)
    assert found == replace(whole, id=cut.id)


def test_history_holds_the_last_months_and_the_run_before_them(store: Store) -> None:
    ages = [0, 1, 100, 130, 400]
    with store.write() as db:
        for age in ages:
            one = run(SUNDAY - age * DAY, content=f"{age:x}")
            runs.add(db, replace(one, id=str(age)), SUNDAY, is_history=True, wrong_clock=False)
        recent = runs.started_before(db, "me", SUNDAY)
        old = runs.started_before(db, "me", SUNDAY - 100 * DAY - timedelta(hours=1))
    assert [one.id for one in recent] == ["100", "1"]
    assert [one.id for one in old] == ["130"]


def test_a_long_break_still_knows_the_run_before_it(store: Store) -> None:
    with store.write() as db:
        runs.add(db, run(SUNDAY - 300 * DAY), SUNDAY, is_history=True, wrong_clock=False)
        assert len(runs.started_before(db, "me", SUNDAY)) == 1


def test_wrong_clocks_are_left_out_of_history(store: Store) -> None:
    with store.write() as db:
        runs.add(db, run(SUNDAY - DAY), SUNDAY, is_history=False, wrong_clock=True)
        assert runs.started_before(db, "me", SUNDAY) == ()
        assert list(runs.around(db, run(SUNDAY - DAY, content="b"))) == []


def test_a_better_recording_brings_its_own_end(store: Store) -> None:
    cut = run(whole=False, minutes=10)
    whole = replace(run(content="b", minutes=240), id=cut.id)
    over_the_end = run(whole.started_at + timedelta(minutes=220), minutes=40, content="c")
    with store.write() as db:
        runs.add(db, cut, SUNDAY, is_history=False, wrong_clock=False)
        assert list(runs.around(db, over_the_end)) == []
        runs.replace_facts(db, whole)
        assert list(runs.around(db, over_the_end)) == [whole]
