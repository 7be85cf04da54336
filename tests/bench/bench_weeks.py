"""How long the weekly summary and its picture take after ten years: 3,000 runs, 6,000 offers.

python tests/bench/bench_weeks.py
"""

import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes import plan
from lapbell.core.decision import Decision, Nudge
from lapbell.core.offers import Verb
from lapbell.core.routine import Asked, Kind
from lapbell.core.run import Measured, Run, run_id
from lapbell.core.weeks import WEEK, monday_of
from lapbell.jobs.past import summary_of, year_of
from lapbell.jobs.week_picture import picture_of
from lapbell.store import answers, decisions, outbox, runs
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store
from lapbell.store.outbox import EPOCH

RUNS = 3000
NOW = datetime(2026, 10, 5, 5, 30, tzinfo=UTC)
LAST = monday_of(NOW.date()) - WEEK
APART = timedelta(days=3650) / RUNS
LENGTH = timedelta(minutes=50)
SPEEDS = dict.fromkeys(range(18, 42), 90.0)
ROUNDS = 9
SUMMARY_MS, PICTURE_MS = 50, 300


def main() -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        with store.write() as db:
            for number in range(RUNS):
                live(db, number, NOW - (RUNS - number) * APART)
        with store.read() as db:
            print(
                f"{runs.count(db, 'me')} runs, {len(answers.offers_since(db, 'me', EPOCH))} offers"
            )
            week = summary_of(db, LAST, plan(), NOW)
            tell("summary", lambda: summary_of(db, LAST, plan(), NOW), SUMMARY_MS)
            tell("year", lambda: year_of(db, 2025, plan(), NOW), SUMMARY_MS)
            tell("picture", lambda: picture_of(week, NOW.date()), PICTURE_MS)
        store.close()


def live(db: sqlite3.Connection, number: int, start: datetime) -> None:
    """Keep a run, with an offer before and one after it; four of five were answered."""
    sha256 = f"{number:064}"
    run = Run(
        id=run_id("me", sha256, 0),
        athlete="me",
        sha256=sha256,
        started_at=start,
        utc_offset=timedelta(hours=2),
        elapsed=LENGTH,
        moving=LENGTH,
        distance_m=9000,
        measured=Measured(values={"run_minutes": 49.0}, speed_seconds=SPEEDS),
    )
    runs.add(db, run, start + LENGTH, is_history=False, wrong_clock=False)
    for kind, known in ((Kind.BEFORE, None), (Kind.AFTER, run.id)):
        offer(db, f"{kind}-{number}", kind, known, start)
        if number % 5:
            at = start + 2 * LENGTH
            row = AnswerRow(
                athlete="me",
                id=f"{kind}-{number}",
                key=f"{kind}-{number}",
                verb=Verb.DONE,
                at=at,
                via="phone",
            )
            answers.add(db, row)


def offer(db: sqlite3.Connection, key: str, kind: Kind, known: str | None, start: datetime) -> None:
    nudge = Nudge(
        key=key,
        athlete="me",
        kind=kind,
        run_id=known,
        about=start,
        routines=(Asked(routine="calf-pump"),),
        due_at=start + LENGTH,
        expires_at=start + 3 * LENGTH,
        channels=("phone",),
        title="Calf pump",
        body="",
    )
    made = decisions.Made(
        key=key,
        athlete="me",
        kind=kind,
        subject=key,
        about=start,
        decision=Decision(facts={}, verdicts=(), nudges=(nudge,)),
    )
    decisions.commit(db, made, start + LENGTH)
    outbox.finish(db, (key, "phone"), "sent", "", start + LENGTH)


def tell(what: str, work: Callable[[], object], most_ms: float) -> None:
    """Print the median and the slowest of some rounds beside what it may take."""
    taken = []
    for _ in range(ROUNDS):
        begin = perf_counter()
        work()
        taken.append(1000 * (perf_counter() - begin))
    print(f"{what:<8} {median(taken):6.1f} ms (at most {max(taken):.1f}; aim: {most_ms} ms)")


if __name__ == "__main__":
    main()
