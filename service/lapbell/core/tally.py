"""What a replayed history comes to: pushes per week, per trigger and per hour, and what was held.

How two plans differ, run by run, stands here too. Printing it is the command line's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lapbell.core.decision import Verdict
from lapbell.core.occasion import AfterRun, zone_of
from lapbell.core.plan import Plan
from lapbell.core.replay import Replayed
from lapbell.core.weeks import WEEK, monday_of

SUPERSEDED = "a newer run"
"""What held back a nudge that still waited when the next one came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerTally:
    """One trigger over a history.

    Of `asked` occasions, `rang` had it in a push; `held_back` counts by rule those that the rule
    kept from it, and `lacked` those where it did not hold and a fact was missing.
    """

    name: str
    asked: int
    rang: int
    held_back: Mapping[str, int]
    lacked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A history in numbers: pushes by the Monday of their week, without a gap, and by hour."""

    runs: int
    pushes: int
    weeks: Mapping[date, int]
    hours: Mapping[int, int]
    triggers: tuple[TriggerTally, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An occasion about which two plans push other routines, or one of them nothing."""

    one: Replayed | None
    other: Replayed | None


def tally(replayed: Sequence[Replayed], plan: Plan) -> Tally:
    """Count what a history came to; days, weeks and hours are those of the clock of each run."""
    pushes = [_due(one, plan) for one in replayed if one.nudge]
    return Tally(
        runs=sum(isinstance(one.occasion, AfterRun) for one in replayed),
        pushes=len(pushes),
        weeks=_by_week([_due(one, plan) for one in replayed], pushes),
        hours=Counter(due.hour for due in pushes),
        triggers=tuple(_of_trigger(trigger.name, replayed) for trigger in plan.triggers),
    )


def _due(one: Replayed, plan: Plan) -> datetime:
    due = one.nudge.due_at if one.nudge else one.occasion.starts_at
    return due.astimezone(zone_of(one.occasion, plan.timezone))


def _by_week(all_of_them: Sequence[datetime], pushes: Sequence[datetime]) -> dict[date, int]:
    pushed = Counter(monday_of(due.date()) for due in pushes)
    mondays = {monday_of(moment.date()) for moment in all_of_them}
    first, last = min(mondays, default=date.max), max(mondays, default=date.min)
    weeks = {}
    while first <= last:
        weeks[first] = pushed[first]
        first += WEEK
    return weeks


def _of_trigger(name: str, replayed: Sequence[Replayed]) -> TriggerTally:
    said = [(verdict, one.superseded) for one in replayed for verdict in _said(name, one)]
    held = Counter(_held_by(verdict, superseded=superseded) for verdict, superseded in said)
    del held[""]
    return TriggerTally(
        name=name,
        asked=len(said),
        rang=sum(verdict.fired and not superseded for verdict, superseded in said),
        held_back=held,
        lacked=sum(
            bool(verdict.missing) and not (verdict.fired or verdict.held_back_by)
            for verdict, _ in said
        ),
    )


def _said(name: str, one: Replayed) -> Iterator[Verdict]:
    return (verdict for verdict in one.decision.verdicts if verdict.trigger == name)


def _held_by(verdict: Verdict, *, superseded: bool) -> str:
    return SUPERSEDED if verdict.fired and superseded else verdict.held_back_by


def differences(ones: Sequence[Replayed], others: Sequence[Replayed]) -> list[Difference]:
    """Return the occasions for which two plans differ, newest first.

    What counts is which routines are pushed, in which form, and when; not what triggers are
    called.
    """
    by_id, others_by_id = ({_id(one): one for one in side} for side in (ones, others))
    ids = sorted(by_id | others_by_id, key=lambda id_: (id_[1], id_), reverse=True)
    pairs = (Difference(one=by_id.get(id_), other=others_by_id.get(id_)) for id_ in ids)
    return [pair for pair in pairs if _effect(pair.one) != _effect(pair.other)]


def _id(one: Replayed) -> tuple[str, datetime, str]:
    run = one.occasion.run.id if isinstance(one.occasion, AfterRun) else ""
    return one.occasion.phase, one.occasion.starts_at, run


def _effect(one: Replayed | None) -> object:
    nudge = one.nudge if one else None
    return nudge and (nudge.routines, nudge.due_at)
