"""Lengths, distances and times as a person reads them."""

from datetime import date, datetime, timedelta, tzinfo

WEEKDAYS_IN_FULL = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
WEEKDAY_NAMES = tuple(name[:3] for name in WEEKDAYS_IN_FULL)


def length(span: timedelta) -> str:
    """Write a time span with its one or two largest units: "3 min", "1 h 10 min", "2 days"."""
    seconds = round(span.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    return f"{hours // 24} days"


def clock(span: timedelta) -> str:
    """Write a duration as a watch does: "44:10", "1:02:03"."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def count(number: int, noun: str) -> str:
    """Write a number of things: "1 run", "2 runs", "1,312 runs"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def kilometres(metres: float) -> str:
    """Write a distance with one decimal: "8.2 km"."""
    return f"{metres / 1000:.1f} km"


def day_and_date(day: date) -> str:
    """Write a day: "Sun 4 Oct"."""
    return f"{WEEKDAY_NAMES[day.weekday()]} {day.day} {day:%b}"


def pause_end(until: datetime | None, zone: tzinfo) -> str:
    """Say when a pause ends: "until Wed 25 Nov", or "until you run" for None."""
    return f"until {day_and_date(until.astimezone(zone))}" if until else "until you run"


def day_and_time(moment: datetime) -> str:
    """Write a moment on its own clock: "Sun 18:05"."""
    return f"{WEEKDAY_NAMES[moment.weekday()]} {moment:%H:%M}"
