"""When an athlete usually runs, out of the starts of their own runs.

Every number here was fitted and checked by `tests/bench/bench_habit.py`; docs/before-a-run.md
tells how. Which runs are an athlete's, and whether a push goes out, is not known here.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import exp, exp2, fsum
from zoneinfo import ZoneInfo

from lapbell.core.expected import BELONGS, Event, Expected, FixedTime, days, on
from lapbell.core.words import WEEKDAYS_IN_FULL

RING_FROM = 0.5
"""From this confidence on a predicted run is expected."""
SURE_OF_TIME = 0.5
"""From this share of runs around one time on, that is the time of a run without one."""
AROUND = timedelta(minutes=45)
"""A run that starts this near to a time starts around it."""

WINDOW = 84
"""Days looked back on."""
ENOUGH_RUNS = 8
ENOUGH_WITHIN = 56
"""Days before `day` in which there must be enough runs."""
DAYS_HALF_LIFE = 28
TIMES_HALF_LIFE = 7
"""Times of the day change faster than the days themselves: shifts, daylight, holidays."""
WEEKDAY_PULL = 4.0
GAP_PULL = 2.0
"""So many days at the overall share are mixed into a share, which has few days of its own."""
LONGEST_GAP = 5
"""Days since the last run, from which on one is like another."""
LIKELY, UNLIKELY = 0.98, 0.02
SAME_WEEKDAY, SAME_KIND, OTHER_KIND = 1.0, 0.5, 0.1
"""How much a run says about the time of another: weekdays are one kind, weekends the other."""
SPREAD_MIN = 20.0
DOUBT = 0.2
"""As though so much of a run had been at no particular time."""

GRID_MIN = 15
DAY_MIN = 24 * 60
_GRID = range(0, DAY_MIN, GRID_MIN)
_NEAR = int(AROUND / timedelta(minutes=GRID_MIN))
_KERNEL = tuple(
    exp(-((min(minute, DAY_MIN - minute) / SPREAD_MIN) ** 2) / 2) for minute in range(DAY_MIN)
)
_FLAT = DOUBT * sum(_KERNEL[minute] for minute in _GRID) / len(_GRID)

SUGGEST_FROM = 0.6
FEWEST_WEEKS = 8
"""A weekday must have come so often, and seen runs on such a share, to be suggested."""

NUDGES_TO_JUDGE = 10
WORTH_RINGING = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A run that may start on `day` at `at`, on the athlete's clock.

    `chance` is that of a run on this day, `share` the part of runs that start around `at`; both
    run from 0 to 1. Of the last `weekdays` days of this name `ran` saw a run, `near` around `at`.
    """

    day: date
    at: time
    chance: float
    share: float
    weekdays: int
    ran: int
    near: int

    @property
    def confidence(self) -> float:
        """How likely a run starts around this time on this day."""
        return self.chance * self.share

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


@dataclass(frozen=True, slots=True, order=True)
class _Start:
    day: date
    minute: int
    """After midnight on the run's own clock."""


@dataclass(frozen=True, slots=True)
class _Past:
    """What is known at midnight of `day`: the days from `begin` on, and the runs on them."""

    day: date
    begin: date
    starts: tuple[_Start, ...]

    def alike(self, weekday: int) -> set[date]:
        """Return the days with this name."""
        return {one for one in self.days() if one.weekday() == weekday}

    def days(self) -> Iterator[date]:
        """Yield every day, with a run or without."""
        return days(self.begin, self.day - timedelta(days=1))

    def days_around(self, minute: int) -> set[date]:
        """Return the days with a run around this time."""
        return {start.day for start in self.starts if _apart(start.minute, minute) <= AROUND}


def predict(starts: Collection[datetime], day: date, zone: ZoneInfo) -> Prediction | Abstained:
    """Predict the run of a day as at its midnight in `zone`: later starts do not exist for it.

    `starts` are aware and on the clock of each run, so that a run abroad counts with its own
    time of the day. The chance of a run multiplies the odds of this weekday and of this many
    days after a run (naive Bayes); the time is the mode of a circular kernel density.
    """
    past = _known(starts, day, zone)
    recent = sum((day - start.day).days <= ENOUGH_WITHIN for start in past.starts)
    if recent < ENOUGH_RUNS:
        runs, weeks = "run" if recent == 1 else "runs", ENOUGH_WITHIN // 7
        return Abstained(f"{recent} {runs} in the last {weeks} weeks; it takes {ENOUGH_RUNS}")
    alike = past.alike(day.weekday())
    if not alike:
        return Abstained(f"no {WEEKDAYS_IN_FULL[day.weekday()]} has passed since your first run")
    peak, share = _usual(past)
    return Prediction(
        day=day,
        at=_clock(peak),
        chance=_chance(past),
        share=share,
        weekdays=len(alike),
        ran=len(alike & {start.day for start in past.starts}),
        near=len(alike & past.days_around(peak)),
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
    past = _known(starts, today, zone)
    found = [one for weekday in range(7) if (one := _of_weekday(past, weekday))]
    offers = [one for one in found if not any(_is_near(one.time, other) for other in already)]
    return max(offers, key=lambda one: (one.ran / one.weeks, one.ran), default=None)


def is_worth_ringing(nudges: int, right: int) -> bool:
    """Tell whether habit nudges may go on: not where, of ten or more, under 40% were right."""
    return nudges < NUDGES_TO_JUDGE or right / nudges >= WORTH_RINGING


def _known(starts: Collection[datetime], day: date, zone: ZoneInfo) -> _Past:
    """Return what was known at midnight of `day`: from the first run on, the window at most.

    The date is looked at first: it is cheap, and leaves few of ten years.
    """
    earliest, midnight = day - timedelta(days=WINDOW), on(day, time(), zone)
    known = sorted(
        _Start(start.date(), start.hour * 60 + start.minute)
        for start in starts
        if earliest <= start.date() < day and start < midnight
    )
    is_older = any(start.date() < earliest for start in starts)
    begin = earliest if is_older or not known else known[0].day
    return _Past(day=day, begin=begin, starts=tuple(known))


def _chance(past: _Past) -> float:
    ran_on = {start.day for start in past.starts}
    alike = past.alike(past.day.weekday())
    gaps = _gaps(past, ran_on)
    as_long = {one for one, gap in gaps.items() if gap == gaps[past.day]} - {past.day}
    overall = _share(past, set(past.days()), ran_on)
    of_weekday = _share(past, alike, ran_on, WEEKDAY_PULL, overall)
    of_gap = _share(past, as_long, ran_on, GAP_PULL, overall)
    odds = _odds(of_weekday) * _odds(of_gap) / _odds(overall)
    return odds / (1 + odds)


def _gaps(past: _Past, ran_on: set[date]) -> dict[date, int]:
    """Return the days since the last run, of each day that knows one, the day to come included."""
    gaps = {}
    last: date | None = None
    for one in days(past.begin, past.day):
        if last is not None:
            gaps[one] = min((one - last).days, LONGEST_GAP)
        last = one if one in ran_on else last
    return gaps


def _share(
    past: _Past, among: set[date], ran_on: set[date], pull: float = 0.0, towards: float = 0.0
) -> float:
    """Return the share of days with a run, recent days counting more.

    Sets have no order, and so the sums must be exact.
    """
    weights = {one: exp2(-(past.day - one).days / DAYS_HALF_LIFE) for one in among}
    ran = fsum(weight for one, weight in weights.items() if one in ran_on)
    return (ran + pull * towards) / (fsum(weights.values()) + pull)


def _odds(share: float) -> float:
    share = min(max(share, UNLIKELY), LIKELY)
    return share / (1 - share)


def _usual(past: _Past) -> tuple[int, float]:
    """Return the usual minute of a run on this day, and the share of runs around it."""
    density = _density([(start.minute, _weight(start, past.day)) for start in past.starts])
    peak = _peak(density)
    around = sum(density[at % len(density)] for at in range(peak - _NEAR, peak + _NEAR + 1))
    return _GRID[peak], around / sum(density)


def _peak(density: Sequence[float]) -> int:
    return max(range(len(density)), key=density.__getitem__)


def _density(weighted: Sequence[tuple[int, float]]) -> list[float]:
    """Return how likely each quarter of an hour is, a Gaussian around each run; not normed."""
    return [
        _FLAT + sum(weight * _KERNEL[at - minute] for minute, weight in weighted) for at in _GRID
    ]


def _weight(start: _Start, day: date) -> float:
    fresh = exp2(-(day - start.day).days / TIMES_HALF_LIFE)
    if start.day.weekday() == day.weekday():
        return fresh * SAME_WEEKDAY
    return fresh * (SAME_KIND if _is_weekend(start.day) is _is_weekend(day) else OTHER_KIND)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def _apart(minute: int, other: int) -> timedelta:
    """Return how far two times of the day are apart, over midnight where that is shorter."""
    between = abs(minute - other)
    return timedelta(minutes=min(between, DAY_MIN - between))


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


def _of_weekday(past: _Past, weekday: int) -> Suggestion | None:
    alike = past.alike(weekday)
    density = _density([(start.minute, 1.0) for start in past.starts if start.day in alike])
    peak = _GRID[_peak(density)]
    ran, weeks = len(alike & past.days_around(peak)), len(alike)
    if weeks < FEWEST_WEEKS or ran / weeks < SUGGEST_FROM:
        return None
    return Suggestion(time=FixedTime(weekday, _clock(peak)), ran=ran, weeks=weeks)


def _is_near(one: FixedTime, other: FixedTime) -> bool:
    minutes = (at.hour * 60 + at.minute for at in (one.at, other.at))
    return one.weekday == other.weekday and _apart(*minutes) <= BELONGS
