"""When a push would be in the way: hours of rest, and too many of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from lapbell.core.expected import BELONGS
from lapbell.core.routine import Kind

COUNTED = timedelta(days=8)
"""As far back as the limits count: an ISO week, whatever the zone."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From `begin` (inclusive) to `end` (exclusive) on somebody's clock, over midnight or not."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        """Tell whether a time of day is inside."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def over_at(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return `moment` itself, or the end of the quiet hours it falls into (aware UTC)."""
        local = moment.astimezone(zone)
        if not self.holds(local.time()):
            return moment
        day = local.date() + timedelta(days=1 if local.time() >= self.end else 0)
        return datetime.combine(day, self.end, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The athlete's limits; `None` is off. Pushes are counted, the weekly summary is not."""

    hours: Hours | None = None
    most_per_day: int | None = None
    most_per_week: int | None = None

    def over_at(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return `moment` itself, or the end of the quiet hours it falls into (aware UTC)."""
        return self.hours.over_at(moment, zone) if self.hours else moment


DEFAULT_QUIET = Quiet(hours=Hours(time(21), time(7)), most_per_day=3, most_per_week=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A push that went out or is about to: when, and the start of the run it is about.

    One that `waits` can still be called back everywhere.
    """

    key: str
    kind: Kind
    at: datetime
    about: datetime
    waits: bool = False


def too_many(pushes: Iterable[Push], quiet: Quiet, new: Push, zone: tzinfo) -> str | None:
    """Return the name of the limit that one more push would break, or None.

    Days and ISO weeks are those of `zone`. What is sent before, during and after one run never
    blocks the other; two runs close together do.
    """
    local = new.at.astimezone(zone)
    others = [push.at.astimezone(zone) for push in pushes if _counts(push, new)]
    today = sum(other.date() == local.date() for other in others)
    if quiet.most_per_day is not None and today >= quiet.most_per_day:
        return "most_per_day"
    week = local.isocalendar()[:2]
    this_week = sum(other.isocalendar()[:2] == week for other in others)
    if quiet.most_per_week is not None and this_week >= quiet.most_per_week:
        return "most_per_week"
    return None


def _counts(push: Push, new: Push) -> bool:
    """Tell whether a push takes room from a new one."""
    if push.kind != new.kind:
        return abs(push.about - new.about) > BELONGS
    makes_way = push.waits and new.kind is Kind.AFTER and push.about <= new.about
    return not makes_way
