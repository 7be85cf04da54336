"""How the pages write times, amounts and the catalogue's short codes.

The words themselves stand in `texts/`. Dates and numbers are written here for a page without
JavaScript; `page.js` writes them again as the reader's browser is used to.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from lapbell.core.answers import LABELS
from lapbell.core.facts import Fact, Value
from lapbell.core.routine import Phase, Routine, Step
from lapbell.core.words import WEEKDAY_NAMES, clock, day_and_date
from lapbell.web.source import Shown
from lapbell.web.texts import texts

_UNITS = {"kilometer": "km"}


def written(at: date, how: str) -> str:
    """Write a "moment" ("Sun 4 Oct, 18:05"), one "dated" with its year, a "day" or a "time"."""
    if how == "day" or not isinstance(at, datetime):
        return day_and_date(at)
    if how == "dated":
        return f"{day_and_date(at)} {at:%Y, %H:%M}"
    return f"{at:%H:%M}" if how == "time" else when(at)


def when(moment: datetime) -> str:
    """Write a moment on its own clock: "Sun 2 Nov, 18:05"."""
    return f"{WEEKDAY_NAMES[moment.weekday()]} {moment.day} {moment:%b, %H:%M}"


def amount(value: float, unit: str, digits: int = 0) -> str:
    """Write a number with one of JavaScript's units: "8.2 km"."""
    return f"{value:,.{digits}f} {_UNITS[unit]}"


def fact_value(value: Value, fact: Fact) -> str:
    """Write the value of a known fact, with its unit."""
    if isinstance(value, bool):
        said: str = texts()["runs"][str(value).lower()]
        return said
    if isinstance(value, float):
        return f"{value:g} {fact.unit}".rstrip()
    return str(value)


def answered(nudge: Shown) -> str:
    """Say what an answered nudge was answered, and what follows."""
    if nudge.answer is None:
        return ""
    sentence: str = texts()["answered"].get(nudge.answer) or LABELS[nudge.answer]
    return sentence.format(until=day_and_date(nudge.rests_until) if nudge.rests_until else "")


def span(seconds: float) -> str:
    """Write a length so that it can be followed: "45 s", "3:40 min"."""
    whole, words = round(seconds), texts()["steps"]
    if whole < 60:
        return str(words["seconds"].format(n=whole))
    return str(words["minutes"].format(time=clock(timedelta(seconds=whole))))


def count(step: Step) -> str:
    """Say what a step counts, if it counts: "20 times", "6 breaths"."""
    for number, noun in ((step.reps, "times"), (step.breaths, "breaths")):
        if number:
            one, many = texts()["steps"][noun]
            return str((one if number == 1 else many).format(n=number))
    return ""


def imbalance(code: str) -> str:
    """Name what a routine is for; a code of its own is shown as it is."""
    return str(texts()["imbalances"].get(code, code.replace("_", " ").capitalize()))


def phases(codes: Sequence[Phase]) -> str:
    """Say when a routine belongs: "before, during or after a run"."""
    words = texts()["phases"]
    *most, last = (words["names"][code] for code in codes)
    if not most:
        return str(words["one"].format(phase=last))
    return str(words["some"].format(most=", ".join(most), last=last))


def evidence(grade: str) -> str:
    """Say what a grade from A to D stands for, with or without its plus or minus."""
    words = texts()["evidence"]
    return f"{grade}: {words.get(grade[:1], words['none'])}"


def variant(name: str, routine: Routine) -> str:
    """Head another form of a routine: "Before a run", "Gentler: wall"."""
    words = texts()["variant"]
    if name in list(Phase):
        return str(words["phase"].format(name=name.capitalize()))
    return str(words["gentler"].format(name=name)) if name == routine.gentler else name.capitalize()


def by_imbalance(routines: Iterable[Routine]) -> dict[str, list[Routine]]:
    """Group routines by what they are for, both in the order given."""
    groups: dict[str, list[Routine]] = {}
    for routine in routines:
        groups.setdefault(routine.imbalance, []).append(routine)
    return groups
