"""Every fact a condition can ask for, in one table.

The single source: the type check of `only_if`, "did you mean", `explain` and the documentation
come from it.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import get_args

from lapbell.core import baseline
from lapbell.core.expected import Source
from lapbell.core.facts import Fact, Moment, Unknown, Value
from lapbell.core.occasion import AfterRun, local_start
from lapbell.core.offers import REMEMBERED, Verb
from lapbell.core.routine import Phase
from lapbell.core.run import Run
from lapbell.core.words import WEEKDAY_NAMES

WEEKDAYS = tuple(name.lower() for name in WEEKDAY_NAMES)

_AFTER = frozenset({Phase.AFTER})
_COMING = frozenset({Phase.BEFORE, Phase.DURING})
_ALWAYS = frozenset(Phase)
_NOW = timedelta(0)
_WEEK_OF_ANY_ZONE = timedelta(days=9)


def _known(value: float | str | None, why: str) -> Value | Unknown:
    """Return a number, rounded to a thousandth; a text in its place is why there is none."""
    if isinstance(value, str):
        return Unknown(value)
    return Unknown(why) if value is None else round(float(value), 3)


def _recorded(name: str, what: str) -> Callable[[Moment], Value | Unknown]:
    """Return a fact that is an attribute of the run."""
    return lambda moment: _known(getattr(moment.run, name), f"the file has no {what}")


def _minutes(name: str, what: str) -> Callable[[Moment], Value | Unknown]:
    def of(moment: Moment) -> Value | Unknown:
        span: timedelta | None = getattr(moment.run, name)
        minutes = None if span is None else span / timedelta(minutes=1)
        return _known(minutes, f"the file has no {what}")

    return of


def _measured(moment: Moment, name: str) -> Value | Unknown:
    measured = moment.run.measured
    why = measured.missing.get(name, "the file has no samples along the run")
    return _known(measured.values.get(name), why)


def _distance_km(moment: Moment) -> Value | Unknown:
    metres = moment.run.distance_m
    return _known(None if metres is None else metres / 1000, "the file has no distance")


def _indoor(moment: Moment) -> Value | Unknown:
    indoor = moment.run.indoor
    return Unknown("the file does not say where the run was") if indoor is None else indoor


def _fast_share(moment: Moment) -> Value | Unknown:
    return _known(baseline.fast_share(moment.run, moment.history.runs), "")


def _longest_ratio(moment: Moment) -> Value | Unknown:
    return _known(baseline.longest_ratio(moment.run, moment.history.runs), "")


def _days_in_row(moment: Moment) -> Value | Unknown:
    days = (local_start(run, moment.home).date() for run in moment.history.runs)
    return float(baseline.days_in_row(moment.starts.date(), days))


def _days_since_last_run(moment: Moment) -> Value | Unknown:
    last = moment.history.last_run_before(moment.occasion.starts_at)
    if last is None:
        return Unknown("no earlier run is known")
    return float((moment.starts.date() - local_start(last, moment.home).date()).days)


def _last_7_days(moment: Moment) -> list[Run]:
    """Return the runs of today and the six dates before it, the one that just ended included."""
    first = moment.starts.date() - timedelta(days=6)
    until = moment.occasion.starts_at
    near = (run for run in moment.history.runs if _WEEK_OF_ANY_ZONE > until - run.started_at > _NOW)
    week = [run for run in near if local_start(run, moment.home).date() >= first]
    return [*week, moment.run] if isinstance(moment.occasion, AfterRun) else week


def _km_last_7_days(moment: Moment) -> Value | Unknown:
    distances = [run.distance_m for run in _last_7_days(moment)]
    known = [metres for metres in distances if metres is not None]
    far = sum(known) / 1000 if len(known) == len(distances) else None
    return _known(far, "one of the last days' runs has no distance")


def _days_since_done(moment: Moment) -> Value | Unknown:
    done = [one.answered_at for one in moment.history.offers if one.answer is Verb.DONE]
    dates = [at.astimezone(moment.home).date() for at in done if at is not None]
    today = moment.starts.astimezone(moment.home).date()
    days = min(((today - day).days for day in dates), default=REMEMBERED.days)
    return float(max(0, min(days, REMEMBERED.days)))


def _expected(name: str, what: str) -> Callable[[Moment], Value | Unknown]:
    """Return a fact that is an attribute of the expected run."""
    return lambda moment: _known(getattr(moment.expected, name), f"nothing says {what}")


FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact(
            name="distance_km",
            type="number",
            unit="km",
            phases=_AFTER,
            help="How far the run went.",
            needs="a distance in the file",
            of=_distance_km,
        ),
        Fact(
            name="elapsed_minutes",
            type="number",
            unit="min",
            phases=_AFTER,
            help="From start to end, pauses included.",
            needs="an elapsed time in the file",
            of=_minutes("elapsed", "elapsed time"),
        ),
        Fact(
            name="moving_minutes",
            type="number",
            unit="min",
            phases=_AFTER,
            help="The same without the pauses of the watch.",
            needs="a timer time in the file",
            of=_minutes("moving", "timer time"),
        ),
        Fact(
            name="run_minutes",
            type="number",
            unit="min",
            phases=_AFTER,
            help="Time spent running, walking and standing left out.",
            needs="samples along the run, with a speed",
            of=partial(_measured, name="run_minutes"),
        ),
        Fact(
            name="ascent_m",
            type="number",
            unit="m",
            phases=_AFTER,
            help="Metres climbed in all.",
            needs="a watch that measures height",
            of=_recorded("ascent_m", "ascent"),
        ),
        Fact(
            name="descent_m",
            type="number",
            unit="m",
            phases=_AFTER,
            help="Metres gone down in all.",
            needs="a watch that measures height",
            of=_recorded("descent_m", "descent"),
        ),
        Fact(
            name="descent_per_km",
            type="number",
            unit="m/km",
            phases=_AFTER,
            help="How steep the way down was: 20 and more is worth a gentler form.",
            needs="3 km outdoors, and a watch that measures height",
            of=partial(_measured, name="descent_per_km"),
        ),
        Fact(
            name="avg_hr_bpm",
            type="number",
            unit="bpm",
            phases=_AFTER,
            help="Average heart rate.",
            needs="a heart rate sensor",
            of=_recorded("avg_hr_bpm", "heart rate"),
        ),
        Fact(
            name="avg_cadence_spm",
            type="number",
            unit="steps/min",
            phases=_AFTER,
            help="Average cadence, the steps of both feet.",
            needs="a watch that counts steps",
            of=_recorded("avg_cadence_spm", "cadence"),
        ),
        Fact(
            name="cadence_change_percent",
            type="number",
            unit="%",
            phases=_AFTER,
            help="Cadence late in the run against early, at equal speeds; -2 and less is unusual.",
            needs="30 minutes of running, and a watch that counts steps",
            of=partial(_measured, name="cadence_change_percent"),
        ),
        Fact(
            name="fast_share",
            type="number",
            phases=_AFTER,
            help="Share of the run, 0 to 1, at 1.10 times your median speed or faster.",
            needs="5 earlier runs in 28 days, with a speed",
            limits=(0, 1),
            of=_fast_share,
        ),
        Fact(
            name="longest_ratio",
            type="number",
            phases=_AFTER,
            help="Distance against the longest run of the 30 days before; 1.1 is a tenth longer.",
            needs="4 earlier runs in 30 days",
            of=_longest_ratio,
        ),
        Fact(
            name="days_in_row",
            type="number",
            unit="days",
            phases=_AFTER,
            help="Days in a row with a run, today's counted.",
            of=_days_in_row,
        ),
        Fact(
            name="indoor",
            type="truth",
            phases=_AFTER,
            help="True on a treadmill or an indoor track.",
            needs="a file that says where the run was",
            of=_indoor,
        ),
        Fact(
            name="weekday",
            type="text",
            phases=_ALWAYS,
            help="The day on which the run starts, on the runner's own clock.",
            values=WEEKDAYS,
            of=lambda moment: WEEKDAYS[moment.starts.weekday()],
        ),
        Fact(
            name="hour",
            type="number",
            unit="h",
            phases=_ALWAYS,
            help="The hour in which the run starts, 0 to 23, on the runner's own clock.",
            limits=(0, 23),
            of=lambda moment: float(moment.starts.hour),
        ),
        Fact(
            name="days_since_last_run",
            type="number",
            unit="days",
            phases=_ALWAYS,
            help="Dates between this run and the one before it; 0 for a second run in a day.",
            needs="an earlier run",
            of=_days_since_last_run,
        ),
        Fact(
            name="runs_last_7_days",
            type="number",
            unit="runs",
            phases=_ALWAYS,
            help="Runs of today and the six days before, the one that just ended counted.",
            of=lambda moment: float(len(_last_7_days(moment))),
        ),
        Fact(
            name="km_last_7_days",
            type="number",
            unit="km",
            phases=_ALWAYS,
            help="How far these runs went together.",
            needs="a distance in each of their files",
            of=_km_last_7_days,
        ),
        Fact(
            name="days_since_done",
            type="number",
            unit="days",
            phases=_ALWAYS,
            help=f"Days since you last tapped Done, for any routine; {REMEMBERED.days} at most.",
            limits=(0, REMEMBERED.days),
            of=_days_since_done,
        ),
        Fact(
            name="source",
            type="text",
            phases=_COMING,
            help="Where the expected run was found.",
            values=get_args(Source),
            of=lambda moment: moment.expected.source,
        ),
        Fact(
            name="confidence",
            type="number",
            phases=_COMING,
            help="How sure it is that you will run, 0 to 1; 1 for a fixed time.",
            limits=(0, 1),
            of=_expected("confidence", "how sure it is"),
        ),
        Fact(
            name="expected_km",
            type="number",
            unit="km",
            phases=_COMING,
            help="How far the run is planned to go.",
            needs="a distance in the calendar",
            of=_expected("expected_km", "how far it will go"),
        ),
        Fact(
            name="expected_minutes",
            type="number",
            unit="min",
            phases=_COMING,
            help="How long the run is planned to take.",
            needs="a length in the calendar",
            of=_expected("expected_minutes", "how long it will take"),
        ),
    )
}


def facts_by_phases() -> list[tuple[str, list[Fact]]]:
    """Return the facts in groups that are known at the same moments, each with a heading."""
    headings = {
        _AFTER: "After a run",
        _ALWAYS: "After a run, and before or during an expected one",
        _COMING: "Before or during an expected run",
    }
    return [
        (heading, [fact for fact in FACTS.values() if fact.phases == phases])
        for phases, heading in headings.items()
    ]
