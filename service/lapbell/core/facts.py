"""Every fact a condition can ask for, in one table.

The table is the single source: the type check of `only_if`, "did you mean", `explain` and the
documentation come from it. A fact a run does not have is `Unknown`, with the reason a person
can do something with.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from lapbell.core.occasion import AfterRun, History, Occasion, local_start, zone_of
from lapbell.core.routine import Phase
from lapbell.core.run import Run

Value = float | bool | str
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that is not there, and why."""

    why: str


Facts = Mapping[str, Value | Unknown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An occasion with all it may be judged by."""

    occasion: Occasion
    history: History
    home: ZoneInfo

    @property
    def run(self) -> Run:
        """The run that ended; only facts of the phase after a run may ask."""
        assert isinstance(self.occasion, AfterRun)  # noqa: S101 - `phases` in the table says so
        return self.occasion.run

    @property
    def starts(self) -> datetime:
        """The start of the run, done or expected, on the clock that counts for it."""
        return self.occasion.starts_at.astimezone(zone_of(self.occasion, self.home))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact: its name and type, when it is known, and one line of help.

    `needs` completes "it needs ..."; `values` lists all that a text fact can be.
    """

    name: str
    type: Literal["number", "truth", "text"]
    unit: str = ""
    phases: frozenset[Phase]
    needs: str
    help: str
    values: tuple[str, ...] = ()
    of: Callable[[Moment], Value | Unknown]


def _number(value: float | None, why: str, digits: int = 3) -> Value | Unknown:
    return Unknown(why) if value is None else round(float(value), digits)


def _minutes(length: timedelta | None, why: str) -> Value | Unknown:
    return _number(None if length is None else length / timedelta(minutes=1), why)


def _distance_km(moment: Moment) -> Value | Unknown:
    metres = moment.run.distance_m
    return _number(None if metres is None else metres / 1000, "the file has no distance")


def _indoor(moment: Moment) -> Value | Unknown:
    indoor = moment.run.indoor
    return Unknown("the file does not say where the run was") if indoor is None else indoor


def _days_since_last_run(moment: Moment) -> Value | Unknown:
    last = moment.history.last_run_before(moment.occasion.starts_at)
    if last is None:
        return Unknown("no earlier run is known")
    gap = moment.starts.date() - local_start(last, moment.home).date()
    return float(gap.days)


def _source(moment: Moment) -> Value | Unknown:
    assert not isinstance(moment.occasion, AfterRun)  # noqa: S101 - `phases` says so
    return moment.occasion.expected.source


_AFTER = frozenset({Phase.AFTER})
_COMING = frozenset({Phase.BEFORE, Phase.DURING})
_ALWAYS = frozenset(Phase)

FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact(
            name="distance_km",
            type="number",
            unit="km",
            phases=_AFTER,
            needs="a distance in the file",
            help="How far the run went.",
            of=_distance_km,
        ),
        Fact(
            name="elapsed_minutes",
            type="number",
            unit="min",
            phases=_AFTER,
            needs="an elapsed time in the file",
            help="From start to end, pauses included.",
            of=lambda moment: _minutes(moment.run.elapsed, "the file has no elapsed time"),
        ),
        Fact(
            name="moving_minutes",
            type="number",
            unit="min",
            phases=_AFTER,
            needs="a timer time in the file",
            help="The same without the pauses of the watch.",
            of=lambda moment: _minutes(moment.run.moving, "the file has no timer time"),
        ),
        Fact(
            name="ascent_m",
            type="number",
            unit="m",
            phases=_AFTER,
            needs="a watch that measures height",
            help="Metres climbed in all.",
            of=lambda moment: _number(moment.run.ascent_m, "the file has no ascent"),
        ),
        Fact(
            name="descent_m",
            type="number",
            unit="m",
            phases=_AFTER,
            needs="a watch that measures height",
            help="Metres gone down in all.",
            of=lambda moment: _number(moment.run.descent_m, "the file has no descent"),
        ),
        Fact(
            name="avg_hr_bpm",
            type="number",
            unit="bpm",
            phases=_AFTER,
            needs="a heart rate sensor",
            help="Average heart rate.",
            of=lambda moment: _number(moment.run.avg_hr_bpm, "the file has no heart rate"),
        ),
        Fact(
            name="avg_cadence_spm",
            type="number",
            unit="steps/min",
            phases=_AFTER,
            needs="a watch that counts steps",
            help="Average cadence, the steps of both feet.",
            of=lambda moment: _number(moment.run.avg_cadence_spm, "the file has no cadence"),
        ),
        Fact(
            name="indoor",
            type="truth",
            phases=_AFTER,
            needs="a file that says where the run was",
            help="True on a treadmill or an indoor track.",
            of=_indoor,
        ),
        Fact(
            name="weekday",
            type="text",
            phases=_ALWAYS,
            needs="nothing",
            help="The day on which the run starts, on the runner's own clock.",
            values=WEEKDAYS,
            of=lambda moment: WEEKDAYS[moment.starts.weekday()],
        ),
        Fact(
            name="hour",
            type="number",
            unit="h",
            phases=_ALWAYS,
            needs="nothing",
            help="The hour in which the run starts, 0 to 23, on the runner's own clock.",
            of=lambda moment: float(moment.starts.hour),
        ),
        Fact(
            name="days_since_last_run",
            type="number",
            unit="days",
            phases=_ALWAYS,
            needs="an earlier run",
            help="Dates between this run and the one before it; 0 for a second run in a day.",
            of=_days_since_last_run,
        ),
        Fact(
            name="source",
            type="text",
            phases=_COMING,
            needs="nothing",
            help="Where the expected run was found.",
            values=("times",),
            of=_source,
        ),
    )
}


def facts_of(occasion: Occasion, history: History, home: ZoneInfo) -> Facts:
    """Return every fact of the occasion's phase, known or `Unknown`."""
    moment = Moment(occasion=occasion, history=history, home=home)
    return {name: fact.of(moment) for name, fact in FACTS.items() if occasion.phase in fact.phases}
