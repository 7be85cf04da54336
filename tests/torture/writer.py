"""Runs that are kept and pushes that are sent, and a line for each step once it is acknowledged.

A program: `python -m torture.writer STATE FIRST SYNCHRONOUS`. The lines say "kept KEY" after the
commit with run and nudge, "asked KEY" as a request leaves, "sent KEY" after the commit that it
arrived.
"""

import sys
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from fakes import BERLIN, SUNDAY, Ears, FakeClock, Phone, plan, run, trigger
from lapbell.channels.protocol import Message
from lapbell.core.keys import key_of
from lapbell.core.occasion import AfterRun
from lapbell.core.quiet import Quiet
from lapbell.jobs import keep
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.store import decisions
from lapbell.store.database import Store

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PLAN = replace(plan(trigger(after=timedelta(0))), quiet=Quiet())


def write(state: Path, first: int, synchronous: str) -> None:
    """Keep and send one run after the other, for ever, numbered from `first` on."""
    clock, phone = FakeClock(SUNDAY + first * DAY), Phone()
    store = Store(state)
    store._db.execute(f"PRAGMA synchronous = {synchronous}")
    phone.before_send = _asked
    courier = Courier("me", phone, Context(store, clock, Ears()), lambda: 0.5)
    for number in count(first):
        clock.go(DAY)
        one = run(clock.now() - HOUR, content=f"{number:08}")
        key = key_of(AfterRun(run=one), "me", BERLIN)
        with store.write() as db:
            keep.keep_run(db, "a.fit", one, PLAN, clock.now(), is_history=False)
            decisions.release(db, "me")
        _say("kept", key)
        courier.deliver()
        _say("sent", key)


def _asked(message: Message) -> None:
    _say("asked", message.key)


def _say(*words: str) -> None:
    print(*words, flush=True)  # noqa: T201 - that is what this program is for


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
