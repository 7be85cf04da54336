"""What `decide` answers: a verdict for every trigger, and the nudges that follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from lapbell.core.condition import Part
from lapbell.core.facts import Facts, Value
from lapbell.core.offers import Verb
from lapbell.core.quiet import Push
from lapbell.core.routine import Asked, Kind


class Priority(IntEnum):
    """How loud a push is; the numbers are ntfy's."""

    LOW = 2
    NORMAL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why a trigger fired or did not. `reason` is a sentence without its full stop.

    `facts` are the known facts its condition asked for, `missing` the others with the cause;
    `parts` are the comparisons of the condition as they came out. `held_back_by` names the rule
    that keeps a trigger from firing whose condition holds.
    """

    trigger: str
    routine: str
    fired: bool
    reason: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    held_back_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """One push for one athlete and one occasion; never more than five minutes of routines.

    It is delivered at `due_at` or as soon after as can be, and not at all from `expires_at` on;
    `about` is the start of the run, done or expected, or of the week (all aware UTC).
    `channels` are the names of the channels it goes to, `verbs` the answers it offers where they
    do not follow from its kind.
    """

    key: str
    athlete: str
    kind: Kind
    run_id: str | None = None
    about: datetime
    routines: tuple[Asked, ...]
    due_at: datetime
    expires_at: datetime
    channels: tuple[str, ...]
    title: str
    body: str
    priority: Priority = Priority.NORMAL
    verbs: tuple[Verb, ...] = ()


def push_of(nudge: Nudge) -> Push:
    """Return a nudge as the limits count it."""
    return Push(key=nudge.key, kind=nudge.kind, at=nudge.due_at, about=nudge.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer for one occasion: at most one nudge, and every trigger's verdict."""

    facts: Facts
    verdicts: tuple[Verdict, ...]
    nudges: tuple[Nudge, ...] = ()
