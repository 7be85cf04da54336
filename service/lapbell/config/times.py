"""Days and times as people write them: "Tue 06:30", "weekdays 18:00", "21:00-07:00".

The only place where such text is read; from here on it is a `FixedTime` or `Hours`.
"""

import re
from datetime import time

from lapbell.config.problems import did_you_mean, quoted
from lapbell.core.expected import FixedTime
from lapbell.core.quiet import Hours
from lapbell.core.words import WEEKDAY_NAMES, WEEKDAYS_IN_FULL

_DAYS = {
    **{name.lower(): (number,) for number, name in enumerate(WEEKDAY_NAMES)},
    **{name.lower(): (number,) for number, name in enumerate(WEEKDAYS_IN_FULL)},
    "weekdays": (0, 1, 2, 3, 4),
    "weekends": (5, 6),
    "daily": (0, 1, 2, 3, 4, 5, 6),
}
_SHOWN = (*WEEKDAY_NAMES, "weekdays", "weekends", "daily")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def parse_times(text: str) -> tuple[FixedTime, ...]:
    """Read days and a time of day ("weekdays 18:00"); raise ValueError with advice."""
    words = text.split()
    if len(words) != 2:
        raise ValueError(f'{quoted(text)} is no day and time; write "Tue 06:30"')
    days = _DAYS.get(words[0].lower().rstrip(",."))
    if days is None:
        raise ValueError(f"{quoted(words[0])} is no day; {did_you_mean(words[0], _SHOWN)}")
    at = parse_clock(words[1])
    return tuple(FixedTime(day, at) for day in days)


def parse_time(text: str) -> FixedTime:
    """Read one day and time ("Mon 07:30"); raise ValueError with advice."""
    found = parse_times(text)
    if len(found) != 1:
        raise ValueError(f'{quoted(text)} is more than one day; write "Mon 07:30"')
    return found[0]


def parse_hours(text: str) -> Hours:
    """Read hours of the day, over midnight or not ("21:00-07:00"); raise ValueError with advice."""
    ends = re.split(r"\s*(?:-|\N{EN DASH}|\bto\b)\s*", text.strip())
    if len(ends) != 2:
        raise ValueError(f'{quoted(text)} is no range of hours; write "21:00-07:00" or "off"')
    begin, end = (parse_clock(one) for one in ends)
    if begin == end:
        raise ValueError(f'{quoted(text)} begins when it ends; for no quiet hours write "off"')
    return Hours(begin, end)


def parse_clock(text: str) -> time:
    """Read a time of day of 24 hours ("06:30"); raise ValueError with advice."""
    found = _CLOCK.fullmatch(text)
    if not found:
        raise ValueError(f'{quoted(text)} is no time of day; write it as "06:30" or "18:00"')
    return time(int(found[1]), int(found[2]))
