"""I'm back: one tap on the phone ends a run whose file comes late.

It is an after-run occasion of which little is known: a condition on a distance does not hold.
The file that comes later brings its facts to the same run, and does not ring again.
"""

import sqlite3
from datetime import datetime, timedelta
from hashlib import sha256

from lapbell.core.plan import Plan
from lapbell.core.run import Run, run_id
from lapbell.jobs import keep
from lapbell.jobs.events import Event, FileNoted
from lapbell.store import decisions

NAME = "I'm back"
TOO_OLD = timedelta(hours=1)


def come_back(db: sqlite3.Connection, plan: Plan, at: datetime, now: datetime) -> Event:
    """Take a tap of the moment `at` inside the caller's transaction, and ring for it.

    A second tap, and one after the file has come, is of a run that is known already. So is a
    tap that a server tells of once more; one that comes home late rings for nothing.
    """
    if now - at > TOO_OLD:
        return FileNoted(name=NAME, outcome="not a run", reason="the tap came home too late")
    digest = sha256(f"tap {plan.athlete} {at.isoformat()}".encode()).hexdigest()
    run = Run(
        id=run_id(plan.athlete, digest, 0),
        athlete=plan.athlete,
        sha256=digest,
        started_at=at,
        utc_offset=at.astimezone(plan.timezone).utcoffset(),
        form="tap",
        whole=False,
    )
    event = keep.keep_run(db, NAME, run, plan, now, is_history=False)
    decisions.release(db, plan.athlete)
    return event
