"""How the pages write times, amounts and the catalogue's short codes.

Sentences that a push shows too are `core`'s; the pages' own sentences stand in the templates.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from lapbell.core.routine import Phase, Routine, Step
from lapbell.core.words import WEEKDAY_NAMES, clock
from lapbell.web.source import Shown

_STATES = {
    "queued": "Due {due}",
    "sending": "Ringing since {at}",
    "sent": "Rang {at}",
    "refused": "Could not ring, {at}",
    "expired": "Expired {at}",
    "cancelled": "Called off {at}",
    "superseded": "Made way for a newer run, {at}",
    "unknown": "May have rung {at}",
}
_IMBALANCES = {
    "glutes": "Lazy glutes",
    "lower_legs": "Angry lower legs",
    "forward_flop": "Forward flop",
    "general": "All round",
}
_EVIDENCE = {
    "A": "tested in trials",
    "B": "exercises of this kind were tested in trials",
    "C": "plausible, hardly tested",
    "D": "for comfort",
}


def when(moment: datetime) -> str:
    """Write a moment on its own clock: "Sun 2 Nov, 18:05"."""
    return f"{WEEKDAY_NAMES[moment.weekday()]} {moment.day} {moment:%b, %H:%M}"


def state_in_words(nudge: Shown) -> str:
    """Say what became of a nudge, and when: "Rang Sun 2 Nov, 18:05"."""
    sentence = _STATES.get(nudge.state, f"{nudge.state[:1].upper()}{nudge.state[1:]} {{at}}")
    return sentence.format(at=when(nudge.at), due=when(nudge.due_at))


def span(seconds: float) -> str:
    """Write a length so that it can be followed: "45 s", "3:40 min"."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{clock(timedelta(seconds=whole))} min"


def count(step: Step) -> str:
    """Say what a step counts, if it counts: "20 times", "6 breaths"."""
    for number, noun in ((step.reps, "time"), (step.breaths, "breath")):
        if number:
            return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
    return ""


def imbalance(code: str) -> str:
    """Name what a routine is for; a code of its own is shown as it is."""
    return _IMBALANCES.get(code, code.replace("_", " ").capitalize())


def phases(codes: Sequence[Phase]) -> str:
    """Say when a routine belongs: "before, during or after a run"."""
    *most, last = codes
    return f"{', '.join(most)} or {last} a run" if most else f"{last} a run"


def evidence(grade: str) -> str:
    """Say what a grade from A to D stands for, with or without its plus or minus."""
    return f"{grade}: {_EVIDENCE.get(grade[:1], 'not graded')}"


def variant(name: str, routine: Routine) -> str:
    """Head another form of a routine: "Before a run", "Gentler: wall"."""
    if name in list(Phase):
        return f"{name.capitalize()} a run"
    return f"Gentler: {name}" if name == routine.gentler else name.capitalize()


def by_imbalance(routines: Iterable[Routine]) -> dict[str, list[Routine]]:
    """Group routines by what they are for, both in the order given."""
    groups: dict[str, list[Routine]] = {}
    for routine in routines:
        groups.setdefault(routine.imbalance, []).append(routine)
    return groups
