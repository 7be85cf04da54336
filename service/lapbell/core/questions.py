"""The questions that a weekly summary may ask, one at a time, each with its two buttons.

What was asked, and what was agreed to, stands in the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from lapbell.core.habit import Suggestion
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.core.routine import Phase
from lapbell.core.words import count

DONES = 20
"""So many Dones of one trigger, and its routine may be a habit that needs no bell."""

ASK_AGAIN = timedelta(weeks=8)
"""A question without an answer may come again then; one with an answer never does."""


class Topic(StrEnum):
    """What a question is about: a fixed time to have, or a trigger to hear less of."""

    TIME = "time"
    TRIGGER = "trigger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `about` names the time ("Tue 18:30") or the trigger."""

    topic: Topic
    about: str
    text: str

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """The two answers that it offers."""
        return (Verb.YES, Verb.NO if self.topic is Topic.TIME else Verb.KEEP)


def about_time(found: Suggestion) -> Question:
    """Return the question whether to ring before the runs that habit has shown."""
    return Question(topic=Topic.TIME, about=str(found.time), text=str(found))


def about_trigger(plan: Plan, dones: Mapping[str, int]) -> Question | None:
    """Return the question whether a trigger may ring after long runs only, or None.

    `dones` are the Dones by trigger. The most practised is asked about first, and only triggers
    after a run are: how long an expected run will be, hardly anything tells.
    """
    known = [(dones.get(one.name, 0), one) for one in plan.triggers_of(Phase.AFTER)]
    number, trigger = max(known, key=lambda one: one[0], default=(0, None))
    if trigger is None or number < DONES:
        return None
    text = (
        f"{trigger.routine.name}, {count(number, 'time')} done: you do this without me. "
        "Ring only after long runs?"
    )
    return Question(topic=Topic.TRIGGER, about=trigger.name, text=text)
