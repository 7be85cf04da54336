"""What a week came to: counts, against the athlete's own weeks before, and what comes next.

When a summary is due stands in `weeks`, how it is worded in `week_text`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from lapbell.core.baseline import longest_ratio
from lapbell.core.expected import Expected, on
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import facts_of
from lapbell.core.occasion import BeforeRun, History
from lapbell.core.offers import Pause, Verb
from lapbell.core.plan import Plan
from lapbell.core.routine import Kind, Phase
from lapbell.core.run import Run
from lapbell.core.score import Chance, Span, Streak, score, streak
from lapbell.core.silence import STOP_FROM, resting, unanswered_in_a_row
from lapbell.core.verdict import judge
from lapbell.core.weeks import WEEK, monday_of

MEAN_OF = 4
"""Weeks before, whose mean is the usual."""

LONGEST_FROM = 1.10
"""A run this much longer than any of the 30 days before is worth a word; about 7% of runs are."""

CHANGE_OVER = 4 * WEEK
COLUMNS = 12
RUNS_NEEDED = 6 * WEEK
"""How long before a week more of a run matters than its date: four weeks, or 30 days of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongClock:
    """A run that belongs to no week, since its watch had lost the time: its file, and its date."""

    file: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What weeks are summed up from, as it is known at `now` (aware UTC).

    `days` are the local dates of runs by their ids, of the last two years at least, `chances` the
    offers; `runs` the runs themselves, in order, from six weeks before the first week on. `late`
    are runs that came after the summary of their week, and before this one. `rings_less` where
    the athlete asked for that, `pause` the one that is on.
    """

    now: datetime
    days: Mapping[str, date]
    runs: Sequence[Run]
    chances: Sequence[Chance]
    pauses: Sequence[Span] = ()
    pause: Pause | None = None
    rings_less: bool = False
    coming: Sequence[Expected] = ()
    late: Sequence[Run] = ()
    wrong_clocks: Sequence[WrongClock] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Runs, and days with one; a mean has fractions. `time` is moving time where it is known."""

    runs: float = 0
    run_days: float = 0
    distance_m: float = 0
    time: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of so many delivered offers were done."""

    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRun:
    """A run worth naming. `ratio` is that to the longest of the 30 days before."""

    day: date
    distance_m: float | None
    ratio: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A week of the picture; `with_routine` counts the run days on which one was done."""

    monday: date
    run_days: int
    with_routine: int
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSummary:
    """What the week from `monday` on came to.

    `usual` is the mean of the up to four weeks before, weeks away left out. `followed` counts the
    runs with a routine after them. `score` runs from 0 to 100, `score_change` is that over four
    weeks; both are None below five known offers. `ignored` counts the newest offers that went
    unanswered, `asks` are the keys of offers that the summary asks about. `next_run`, with the
    names of the routines before it, and `pause` are of today and of no use in older weeks.
    """

    monday: date
    own: Totals
    usual: Totals | None = None
    followed: int = 0
    offered: Tally = Tally()
    by_phase: Mapping[Phase, Tally] = field(default_factory=dict)
    by_imbalance: Mapping[str, Tally] = field(default_factory=dict)
    score: int | None = None
    score_change: int | None = None
    streak: Streak = field(default_factory=Streak)
    longest: OneRun | None = None
    ignored: int = 0
    asks: tuple[str, ...] = ()
    rings_less: bool = False
    pause: Pause | None = None
    next_run: Expected | None = None
    next_routines: tuple[str, ...] = ()
    late: tuple[OneRun, ...] = ()
    wrong_clocks: tuple[WrongClock, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def went_quiet(self) -> bool:
        """Whether so many offers went unanswered that only the summary comes."""
        return self.ignored >= STOP_FROM


def sum_up(monday: date, past: Past, plan: Plan) -> WeekSummary:
    """Sum up the week that begins on `monday`."""
    home, end = plan.timezone, monday + WEEK
    runs = [run for run in past.runs if monday <= past.days[run.id] < end]
    chances = [one for one in past.chances if monday <= one.day < end]
    before = [one for one in past.chances if one.day < end]
    own_score, old_score = (_score(before, until) for until in (end, end - CHANGE_OVER))
    is_latest = past.now < on(end + WEEK, time(0), home)
    next_run = _next_run(past) if is_latest else None
    ignored = unanswered_in_a_row([one.offer for one in before], past.now)
    after = {one.offer.run_id for one in chances if one.done and one.offer.kind is Kind.AFTER}
    return WeekSummary(
        monday=monday,
        own=_totals(runs, past.days),
        usual=_usual(monday, past, home),
        followed=sum(run.id in after for run in runs),
        offered=_tally(chances),
        by_phase=_by_phase(chances),
        by_imbalance=_by_imbalance(chances, plan),
        score=own_score,
        score_change=_change(own_score, old_score),
        streak=_streak(before, past.days),
        longest=_longest(runs, past),
        ignored=ignored,
        asks=_asks(chances, before, ignored),
        rings_less=past.rings_less,
        pause=past.pause if is_latest else None,
        next_run=next_run,
        next_routines=_routines_before(next_run, past, plan),
        late=_late(monday, past),
        wrong_clocks=tuple(past.wrong_clocks),
        columns=_columns(monday, past, home),
    )


def _totals(runs: Sequence[Run], days: Mapping[str, date]) -> Totals:
    return Totals(
        runs=len(runs),
        run_days=len({days[run.id] for run in runs}),
        distance_m=sum(run.distance_m or 0 for run in runs),
        time=sum((run.moving or run.elapsed or timedelta(0) for run in runs), timedelta(0)),
    )


def _usual(monday: date, past: Past, home: ZoneInfo) -> Totals | None:
    """Return the mean of the four weeks before, or of those since the first run.

    A week without a run into which a pause fell says nothing about what is usual.
    """
    first = min(past.days.values(), default=monday)
    found: list[Totals] = []
    for number in range(1, MEAN_OF + 1):
        begin = monday - number * WEEK
        runs = [run for run in past.runs if begin <= past.days[run.id] < begin + WEEK]
        if begin >= monday_of(first) and (runs or not _is_paused(begin, past.pauses, home)):
            found.append(_totals(runs, past.days))
    if not any(one.runs for one in found):
        return None
    return Totals(
        runs=sum(one.runs for one in found) / len(found),
        run_days=sum(one.run_days for one in found) / len(found),
        distance_m=sum(one.distance_m for one in found) / len(found),
        time=sum((one.time for one in found), timedelta(0)) / len(found),
    )


def _is_paused(monday: date, pauses: Iterable[Span], home: ZoneInfo) -> bool:
    begins, ends = (on(day, time(0), home) for day in (monday, monday + WEEK))
    return any(begin < ends and end > begins for begin, end in pauses)


def _tally(chances: Iterable[Chance]) -> Tally:
    done = [one.done is True for one in chances]
    return Tally(sum(done), len(done))


def _by_phase(chances: Sequence[Chance]) -> dict[Phase, Tally]:
    phases = [phase for phase in Phase if any(_is_of(one, phase) for one in chances)]
    return {phase: _tally(one for one in chances if _is_of(one, phase)) for phase in phases}


def _is_of(chance: Chance, phase: Phase) -> bool:
    return chance.offer.kind == phase.value


def _by_imbalance(chances: Sequence[Chance], plan: Plan) -> dict[str, Tally]:
    """Count a push once for each imbalance that its routines are for."""
    names = [
        {plan.routines[name].imbalance for name in one.offer.routines if name in plan.routines}
        for one in chances
    ]
    return {
        imbalance: _tally(one for one, its in zip(chances, names, strict=True) if imbalance in its)
        for imbalance in sorted({name for its in names for name in its})
    }


def _score(chances: Iterable[Chance], until: date) -> int | None:
    found = score(one.done for one in chances if one.day < until)
    return None if found is None else round(found)


def _change(now: int | None, before: int | None) -> int | None:
    return None if now is None or before is None else now - before


def _streak(chances: Sequence[Chance], days: Mapping[str, date]) -> Streak:
    ran = {monday_of(day) for day in days.values()}
    outcomes: dict[date, list[bool | None]] = {}
    for one in chances:
        outcomes.setdefault(monday_of(one.day), []).append(one.done)
    return streak((monday in ran, outcomes[monday]) for monday in sorted(outcomes))


def _longest(runs: Iterable[Run], past: Past) -> OneRun | None:
    """Return the run of the week that went furthest beyond the 30 days before it, if one did.

    Spikes over the longest run of 30 days went with more injuries (Frandsen et al. 2025, 5,205
    runners, observational); weekly ratios do not hold up, and are not looked at.
    """
    ratios = [(longest_ratio(run, past.runs), run) for run in runs]
    known = [(ratio, run) for ratio, run in ratios if not isinstance(ratio, str)]
    if not known:
        return None
    ratio, run = max(known, key=lambda one: one[0])
    return _named(run, past, ratio) if ratio > LONGEST_FROM else None


def _named(run: Run, past: Past, ratio: float | None = None) -> OneRun:
    return OneRun(day=past.days[run.id], distance_m=run.distance_m, ratio=ratio)


def _late(monday: date, past: Past) -> tuple[OneRun, ...]:
    """Return what came too late for its own summary; beyond the picture it is only counted."""
    first = monday - COLUMNS * WEEK
    return tuple(_named(run, past) for run in past.late if first <= past.days[run.id] < monday)


def _asks(chances: Sequence[Chance], before: Sequence[Chance], ignored: int) -> tuple[str, ...]:
    """Return what to ask about: the week's offers without an answer, where none was done.

    Once lapbell went quiet there are none any more; then it is the last that went unanswered.
    """
    if ignored >= STOP_FROM:
        unheard = takewhile(lambda one: one.offer.answer is None, reversed(before))
        return tuple(one.offer.key for one in unheard)
    if any(one.done for one in chances):
        return ()
    return tuple(one.offer.key for one in chances if one.offer.answer in (None, Verb.UNDO))


def _next_run(past: Past) -> Expected | None:
    """Return the next run that is likely; None in a pause, which is to be left alone."""
    later = [run for run in past.coming if run.starts_at >= past.now and past.pause is None]
    return min(later, key=lambda run: run.starts_at, default=None)


def _routines_before(run: Expected | None, past: Past, plan: Plan) -> tuple[str, ...]:
    if run is None:
        return ()
    history = History(runs=tuple(past.runs), offers=tuple(one.offer for one in past.chances))
    facts = facts_of(FACTS, BeforeRun(expected=run), history, plan.timezone)
    fired = [
        one.routine.name
        for one in plan.triggers_of(Phase.BEFORE)
        if judge(one, facts).fired and not resting(one, history, run.starts_at, plan.timezone)
    ]
    return tuple(dict.fromkeys(fired))


def _columns(monday: date, past: Past, home: ZoneInfo) -> tuple[Column, ...]:
    """Return up to twelve weeks up to this one, oldest first, from the first known run on."""
    first = monday_of(min(past.days.values(), default=monday))
    mondays = [monday - number * WEEK for number in reversed(range(COLUMNS))]
    ran = set(past.days.values())
    done = {one.day for one in past.chances if one.done} & ran
    run_days, with_routine = (Counter(map(monday_of, days)) for days in (ran, done))
    return tuple(
        Column(
            monday=begin,
            run_days=run_days[begin],
            with_routine=with_routine[begin],
            paused=_is_paused(begin, past.pauses, home),
        )
        for begin in mondays
        if begin >= first or begin == monday
    )
