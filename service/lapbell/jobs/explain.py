"""What lapbell makes of one file, without keeping or sending anything.

The same reading and the same `decide` as in the service. The moment is the end of the run, the
history is what was known before its start; the run's own record, if there is one, is ignored.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from lapbell.core.decide import decide
from lapbell.core.decision import Decision
from lapbell.core.occasion import AfterRun, History
from lapbell.core.plan import Plan
from lapbell.core.run import Run
from lapbell.jobs import keep
from lapbell.readers import Reading, read
from lapbell.store import runs
from lapbell.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One run of a file, and what its triggers say."""

    run: Run
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a file is; `runs` is empty where it holds no run."""

    sha256: str
    reading: Reading
    runs: tuple[Explained, ...]


def explain(
    data: bytes, plan: Plan, store: Store | None, *, now: datetime | None = None
) -> Explanation:
    """Explain the bytes of a file; `now` stands for the run's end unless it is given."""
    reading = read(data, athlete=plan.athlete)
    return Explanation(
        sha256=sha256(data).hexdigest(),
        reading=reading,
        runs=tuple(_explain_run(run, plan, store, now) for run in reading.runs),
    )


def _explain_run(run: Run, plan: Plan, store: Store | None, now: datetime | None) -> Explained:
    moment = now or run.ended_at or run.started_at
    run, history = _as_known(run, store, moment)
    return Explained(run=run, decision=decide(AfterRun(run=run), history, plan, moment))


def _as_known(run: Run, store: Store | None, moment: datetime) -> tuple[Run, History]:
    """Give the run the id under which it is known, and the history without itself."""
    if store is None:
        return run, History()
    with store.read() as db:
        known = keep.find_known(db, run, moment)
        before = runs.started_before(db, run.athlete, run.started_at)
    if known is None:
        return run, History(runs=before)
    others = tuple(other for other in before if other.id != known.id)
    return replace(run, id=known.id), History(runs=others)
