"""Two athletes over the lived weeks: one more, who ran this week, and shares with the first."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from browser.stage import CONFIG, NOW, Stage
from fakes import Ears, FakeClock, Phone
from lapbell.config import load
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.core.run import run_id
from lapbell.jobs import answer, keep
from lapbell.jobs.compose import Composer
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.events import RunRead
from lapbell.store import decisions, files
from lapbell.store.answers import AnswerRow
from lapbell.web.access import Access, keys_of
from lapbell.web.desk.uploads import with_uploads
from lapbell.web.safety import Doors
from life import SECRET, a_run
from web.test_access import KEY

BEN = "ben"
BENS_KEY = keys_of(KEY, SECRET, ["me", BEN])[BEN]
SHARE = '\n[summary]\nshare_with = ["{}"]\n'
RUNS = ((-8, 9.4, True), (-5, 6.0, True), (-4, 7.0, False), (-1, 15.2, True))
"""Days from now, kilometres, and whether the routine after it was done."""


def asking_for_keys() -> Doors:
    access = Access(KEY, SECRET, monotonic)
    return Doors(access=lambda: access)


def with_ben(stage: Stage, place: Path, *, shown_as: str = BEN) -> Stage:
    """Return the stage with a second athlete on it."""
    (place / "athletes").mkdir()
    (place / "lapbell.toml").write_text(CONFIG + SHARE.format(BEN), encoding="utf-8")
    bens = CONFIG.replace('"runs"', '"bens"') + SHARE.format("me")
    bens += f'shown_as = "{shown_as}"\n'
    (place / "athletes" / f"{BEN}.toml").write_text(bens, encoding="utf-8")
    config = with_uploads(load(place / "lapbell.toml"), place / "state")
    with stage.store.write() as db:
        files.begin_folder(db, BEN, "/bens", [], NOW - timedelta(days=30))
    for days, km, done in RUNS:
        _run(stage, config.athlete(BEN).plan, NOW + timedelta(days=days), km, done=done)
    return replace(stage, config=config)


def _run(stage: Stage, plan: Plan, start: datetime, km: float, *, done: bool) -> None:
    """Let a run of ben's ring, and be answered."""
    sha256 = f"{start:%m%d}".rjust(64, "b")
    run = replace(a_run(start, km, 6 * km), athlete=BEN, id=run_id(BEN, sha256, 0), sha256=sha256)
    assert run.ended_at is not None
    clock = FakeClock(run.ended_at)
    context = Context(stage.store, clock, Ears())
    composer = Composer(secret=SECRET, has_answers=True)
    courier = Courier(BEN, Phone(), context, lambda: 0.5, composer)
    with stage.store.write() as db:
        event = keep.keep_run(db, "a.fit", run, plan, clock.now(), is_history=False)
        decisions.release(db, BEN)
    assert isinstance(event, RunRead)
    assert event.nudge is not None
    clock.go(timedelta(minutes=4))
    courier.deliver()
    if done:
        key = event.nudge.key
        row = AnswerRow(athlete=BEN, id=key, verb=Verb.DONE, key=key, at=clock.now(), via="phone")
        with stage.store.write() as db:
            answer.take(db, row, clock.now())
