"""What was known of an athlete's runs at the midnight of a day.

What they say of the day to come is for `core.usual`, `core.chance` and `core.habit`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lapbell.core.expected import days, on

AROUND = timedelta(minutes=45)
"""A run that starts this near to a time starts around it."""
WINDOW = 84
"""Days looked back on."""
DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """The start of a run, on the run's own clock; `minute` is counted from midnight."""

    day: date
    minute: int


@dataclass(frozen=True, slots=True)
class Past:
    """What is known at midnight of `day`: the days from `begin` on, and the runs on them."""

    day: date
    begin: date
    starts: tuple[Start, ...]

    def days(self) -> Iterator[date]:
        """Yield every day, with a run or without."""
        return days(self.begin, self.day - timedelta(days=1))

    def alike(self, weekday: int) -> set[date]:
        """Return the days with this name."""
        return {one for one in self.days() if one.weekday() == weekday}

    def ran(self) -> set[date]:
        """Return the days with a run."""
        return {start.day for start in self.starts}

    def ran_around(self, minute: int) -> set[date]:
        """Return the days with a run around this time."""
        return {start.day for start in self.starts if apart(start.minute, minute) <= AROUND}


def known(starts: Collection[datetime], day: date, zone: ZoneInfo) -> Past:
    """Return what was known at midnight of `day`: from the first run on, the window at most.

    The date is looked at first: it is cheap, and leaves few of ten years.
    """
    earliest, midnight = day - timedelta(days=WINDOW), on(day, time(), zone)
    seen = sorted(
        Start(start.date(), start.hour * 60 + start.minute)
        for start in starts
        if earliest <= start.date() < day and start < midnight
    )
    is_older = any(start.date() < earliest for start in starts)
    begin = earliest if is_older or not seen else seen[0].day
    return Past(day=day, begin=begin, starts=tuple(seen))


def apart(minute: int, other: int) -> timedelta:
    """Return how far two times of the day are apart, over midnight where that is shorter."""
    between = abs(minute - other)
    return timedelta(minutes=min(between, DAY_MIN - between))


def is_weekend(day: date) -> bool:
    """Tell weekends from weekdays: one kind of day each."""
    return day.weekday() >= 5
