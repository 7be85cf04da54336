"""When an athlete usually runs, out of the starts of their own runs.

docs/before-a-run.md tells how, and how good it is. Which runs are an athlete's, and whether a
push goes out, is not known here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lapbell.core.chance import confidence, evidence
from lapbell.core.expected import BELONGS, Event, Expected, FixedTime, days, on
from lapbell.core.past import Past, apart, known
from lapbell.core.usual import busiest, usual_time
from lapbell.core.words import WEEKDAYS_IN_FULL

RING_FROM = 0.5
"""From this confidence on a predicted run is expected."""
SURE_OF_TIME = 0.5
"""From this share of runs around one time on, that is the time of a run without one."""

ENOUGH_RUNS = 8
ENOUGH_WITHIN = 56
"""Days before `day` in which there must be enough runs."""

SUGGEST_FROM = 0.6
FEWEST_WEEKS = 8
"""A weekday must have come so often, and seen runs on such a share, to be suggested."""

NUDGES_TO_JUDGE = 10
WORTH_RINGING = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A run that may start on `day` at `at`, on the athlete's clock.

    `confidence` is how likely a run starts around `at` on this day, `share` the part of runs that
    do if there is one; both run from 0 to 1. Of the last `weekdays` days of this name `ran` saw a
    run, `near` around `at`.
    """

    day: date
    at: time
    confidence: float
    share: float
    weekdays: int
    ran: int
    near: int

    @property
    def why(self) -> str:
        """Say it in numbers that a person can check."""
        name = WEEKDAYS_IN_FULL[self.day.weekday()]
        seen = f"you ran on {self.ran} of your last {self.weekdays} {name}s"
        return f"{seen}, {self.near} of them around {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Abstained:
    """No prediction, and why."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A fixed time worth having: `ran` of the last `weeks` such weekdays saw a run around it."""

    time: FixedTime
    ran: int
    weeks: int

    def __str__(self) -> str:
        """Ask the athlete, in one line."""
        name = WEEKDAYS_IN_FULL[self.time.weekday]
        return f"{self.ran} of {self.weeks} {name}s around {self.time.at:%H:%M}. Ring before?"


def predict(starts: Collection[datetime], day: date, zone: ZoneInfo) -> Prediction | Abstained:
    """Predict the run of a day as at its midnight in `zone`: later starts do not exist for it.

    `starts` are aware and on the clock of each run, so that a run abroad counts with its own
    time of the day.
    """
    past = known(starts, day, zone)
    recent = sum((day - start.day).days <= ENOUGH_WITHIN for start in past.starts)
    if recent < ENOUGH_RUNS:
        runs, weeks = "run" if recent == 1 else "runs", ENOUGH_WITHIN // 7
        return Abstained(f"{recent} {runs} in the last {weeks} weeks; it takes {ENOUGH_RUNS}")
    alike = past.alike(day.weekday())
    if not alike:
        return Abstained(f"no {WEEKDAYS_IN_FULL[day.weekday()]} has passed since your first run")
    minute, share = usual_time(past)
    return Prediction(
        day=day,
        at=_clock(minute),
        confidence=confidence(evidence(past, minute, share)),
        share=share,
        weekdays=len(alike),
        ran=len(alike & past.ran()),
        near=len(alike & past.ran_around(minute)),
    )


def habit_runs(
    starts: Collection[datetime], zone: ZoneInfo, begin: datetime, end: datetime
) -> list[Expected]:
    """Return the runs that habit makes likely in [begin, end), at most one a day."""
    runs = []
    for day in days(begin.astimezone(zone).date(), end.astimezone(zone).date()):
        found = predict(starts, day, zone)
        if isinstance(found, Abstained) or found.confidence < RING_FROM:
            continue
        starts_at = on(day, found.at, zone)
        if begin <= starts_at < end:
            runs.append(_expected(found, starts_at))
    return runs


def calendar_runs(
    events: Iterable[Event],
    times: Collection[FixedTime],
    starts: Collection[datetime],
    zone: ZoneInfo,
) -> list[Expected]:
    """Return the expected runs of a calendar, in order.

    An event without a time gets the habitual one of its day where runs start around one, else
    the first fixed time of its weekday; without either it is no expected run.
    """
    runs = [
        event.expected(event.starts_at)
        if isinstance(event.starts_at, datetime)
        else _untimed(event, event.starts_at, times, starts, zone)
        for event in events
    ]
    return sorted((run for run in runs if run), key=lambda run: (run.starts_at, run.id))


def suggestion(
    starts: Collection[datetime], today: date, zone: ZoneInfo, already: Collection[FixedTime]
) -> Suggestion | None:
    """Return the weekday and time that is best worth a fixed time, or None.

    `already` are the times that are planned or were refused: nothing near them is suggested.
    """
    past = known(starts, today, zone)
    found = [one for weekday in range(7) if (one := _of_weekday(past, weekday))]
    offers = [one for one in found if not any(_is_near(one.time, other) for other in already)]
    return max(offers, key=lambda one: (one.ran / one.weeks, one.ran), default=None)


def is_worth_ringing(nudges: int, right: int) -> bool:
    """Tell whether habit nudges may go on: not where, of ten or more, under 40% were right."""
    return nudges < NUDGES_TO_JUDGE or right / nudges >= WORTH_RINGING


def _clock(minute: int) -> time:
    return time(*divmod(minute, 60))


def _expected(found: Prediction, starts_at: datetime) -> Expected:
    return Expected(
        id="habit",
        starts_at=starts_at,
        source="habit",
        confidence=found.confidence,
        why=found.why,
    )


def _untimed(
    event: Event,
    day: date,
    times: Collection[FixedTime],
    starts: Collection[datetime],
    zone: ZoneInfo,
) -> Expected | None:
    found = predict(starts, day, zone)
    if isinstance(found, Prediction) and found.share >= SURE_OF_TIME:
        why = f"your runs start around {found.at:%H:%M}"
        return event.expected(on(day, found.at, zone), confidence=found.share, why=why)
    fixed = min((one for one in times if one.weekday == day.weekday()), default=None)
    if fixed is None:
        return None
    return event.expected(on(day, fixed.at, zone), why=f"your fixed time is {fixed}")


def _of_weekday(past: Past, weekday: int) -> Suggestion | None:
    alike = past.alike(weekday)
    minute, _ = busiest((start.minute, 1.0) for start in past.starts if start.day in alike)
    ran, weeks = len(alike & past.ran_around(minute)), len(alike)
    if weeks < FEWEST_WEEKS or ran / weeks < SUGGEST_FROM:
        return None
    return Suggestion(time=FixedTime(weekday, _clock(minute)), ran=ran, weeks=weeks)


def _is_near(one: FixedTime, other: FixedTime) -> bool:
    minutes = (at.hour * 60 + at.minute for at in (one.at, other.at))
    return one.weekday == other.weekday and apart(*minutes) <= BELONGS
