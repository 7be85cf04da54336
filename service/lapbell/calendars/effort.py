"""How much work a recurrence rule makes, told from its text.

dateutil walks a rule period by period from its first day, and one that never comes round (30
February) to the year 9999. Nothing interrupts it, so what would take too long is not begun.
"""

import re
from datetime import date
from math import inf, prod

BUDGET = 1_000_000
"""For the rules of one calendar together: some seconds on a small server, at most."""

_LAST_YEAR = 9999
_PERIODS_A_YEAR = {"DAILY": 366.0, "WEEKLY": 53.0, "MONTHLY": 12.0, "YEARLY": 1.0}
_COST = {"DAILY": 2.0, "WEEKLY": 7.0, "MONTHLY": 4.0, "YEARLY": 25.0}
"""Microseconds a period, measured with dateutil 2.9."""
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_INTERVAL = re.compile("[1-9][0-9]{0,5}")
_YEAR = re.compile("[0-9]{4}")
_ROUND_DAYS = {
    "DAILY": re.compile("MO|TU|WE|TH|FR|SA|SU"),
    "WEEKLY": re.compile("MO|TU|WE|TH|FR|SA|SU"),
    # The fifth Monday comes not every month, and the sixth never.
    "MONTHLY": re.compile("([+-]?[1-4])?(MO|TU|WE|TH|FR|SA|SU)"),
}


def effort(rule: str, start: str, last: date) -> float:
    """Return about how many microseconds the occurrences up to `last` take; inf for too many.

    `start` is the date of the first one as the calendar writes it. A rule that repeats within a
    day makes no training plan and is never worth it.
    """
    pairs = [part.strip().partition("=") for part in rule.upper().split(";")]
    parts = {name: value for name, _, value in pairs}
    frequency, interval = parts.get("FREQ", ""), parts.get("INTERVAL", "1")
    if frequency not in _COST or not _INTERVAL.fullmatch(interval) or not _YEAR.match(start):
        return inf
    until = last.year + 1 if _comes_round(parts) else _LAST_YEAR
    periods = max(until - int(start[:4]), 1) * _PERIODS_A_YEAR[frequency] / int(interval)
    return periods * _COST[frequency] * prod(parts.get(name, "").count(",") + 1 for name in _TIMES)


def _comes_round(parts: dict[str, str]) -> bool:
    """Tell whether the rule is sure to have a next occurrence soon, whatever its numbers."""
    narrowed = {name for name in parts if name.startswith("BY") and name not in _TIMES}
    if not narrowed:
        return True
    if narrowed != {"BYDAY"} or parts["FREQ"] not in _ROUND_DAYS:
        return False
    if parts["FREQ"] != "WEEKLY" and parts.get("INTERVAL", "1") != "1":
        return False
    return all(map(_ROUND_DAYS[parts["FREQ"]].fullmatch, parts["BYDAY"].split(",")))
