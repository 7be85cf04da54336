"""A whole history once more, run by run: what a plan would have made of it.

The same `decide` as in the service, and no clock but the runs' own: a file is there the moment
its run ends. Nothing is answered, so nothing rests and nobody is left in peace. Where the runs
come from is not known here; what is counted afterwards stands in `tally`.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lapbell.core.decide import decide, due_time, is_ripe
from lapbell.core.decision import Decision, Nudge, push_of
from lapbell.core.expected import fixed_runs
from lapbell.core.keys import key_of
from lapbell.core.occasion import LOOKS_BACK, AfterRun, BeforeRun, DuringRun, History, Occasion
from lapbell.core.plan import Plan
from lapbell.core.quiet import COUNTED, Push
from lapbell.core.routine import Kind
from lapbell.core.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """An occasion, and what was decided on it. `superseded`: a newer run's nudge came first."""

    occasion: Occasion
    decision: Decision
    superseded: bool = False

    @property
    def nudge(self) -> Nudge | None:
        """The push that would have gone out."""
        return None if self.superseded else next(iter(self.decision.nudges), None)


def replay(runs: Iterable[Run], plan: Plan) -> list[Replayed]:
    """Decide on every run, and on every run that `[planned] times` expects meanwhile, in order.

    The runs are one athlete's, have right clocks, and each stands for itself: no copies.
    """
    return _Replay(plan).play(sorted(runs, key=lambda run: (run.started_at, run.id)))


class _Replay:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._known: list[Run] = []
        self._pushes: list[Push] = []
        self._queued: list[Nudge] = []
        """After-run nudges that may not have gone out yet."""
        self._superseded: set[str] = set()

    def play(self, runs: Sequence[Run]) -> list[Replayed]:
        done: dict[str, Replayed] = {}
        for now, occasion in sorted(self._moments(runs), key=lambda moment: moment[0]):
            key = key_of(occasion, self._plan.athlete, self._plan.timezone)
            if key in done:
                continue
            decision = decide(occasion, self._history(occasion, now), self._plan, now)
            if isinstance(occasion, AfterRun):
                insort(self._known, occasion.run, key=lambda run: run.started_at)
            elif not is_ripe(decision, occasion, self._plan, now):
                continue
            done[key] = Replayed(occasion=occasion, decision=decision)
            for nudge in decision.nudges:
                self._push(nudge, now)
        for key in self._superseded:
            done[key] = replace(done[key], superseded=True)
        return list(done.values())

    def _moments(self, runs: Sequence[Run]) -> Iterator[tuple[datetime, Occasion]]:
        """Yield when each occasion is decided on: a run at its end, another when it is due."""
        for run in runs:
            yield run.ended_at or run.started_at, AfterRun(run=run)
        for occasion in self._expected(runs):
            triggers = self._plan.triggers_of(occasion.phase)
            for due in {due_time(one, occasion, occasion.starts_at) for one in triggers}:
                yield due, occasion

    def _expected(self, runs: Sequence[Run]) -> Iterator[Occasion]:
        if runs:
            begin, end = runs[0].started_at, runs[-1].started_at + timedelta(days=1)
            for one in fixed_runs(self._plan.times, self._plan.timezone, begin, end):
                yield BeforeRun(expected=one)
                yield DuringRun(expected=one)

    def _history(self, occasion: Occasion, now: datetime) -> History:
        is_after = isinstance(occasion, AfterRun)
        until = occasion.starts_at if is_after else max(occasion.starts_at, now)
        end = self._index(until)
        begin = min(self._index(until - LOOKS_BACK), max(0, end - 1))
        self._pushes = [push for push in self._pushes if push.at >= now - COUNTED]
        pushes = tuple(replace(push, waits=push.at > now) for push in self._pushes)
        return History(runs=tuple(self._known[begin:end]), pushes=pushes)

    def _index(self, moment: datetime) -> int:
        return bisect_left(self._known, moment, key=lambda run: run.started_at)

    def _push(self, nudge: Nudge, now: datetime) -> None:
        """Count a push; of after-run nudges that wait, only the newest run's is left."""
        self._pushes.append(push_of(nudge))
        if nudge.kind is not Kind.AFTER:
            return
        waiting = [one for one in self._queued if one.due_at > now] + [nudge]
        *older, newest = sorted(waiting, key=lambda one: (one.about, one.key))
        self._queued = [newest]
        self._superseded |= {one.key for one in older}
        self._pushes = [push for push in self._pushes if push.key not in self._superseded]
