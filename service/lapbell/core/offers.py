"""What was offered to the athlete, what came back, and when to leave them alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lapbell.core.routine import Kind

REMEMBERED = timedelta(days=60)
"""As far back as offers matter; what hurt matters until it is taken back."""


class Verb(StrEnum):
    """An answer; the last one counts. `UNDO` takes the one before back."""

    DONE = "done"
    LATER = "later"
    HURTS = "hurts"
    SKIP = "skip"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A nudge about a run that was delivered, with the last answer to it.

    `counts` tells whether silence means anything: the athlete has answered before over one of
    its channels.
    """

    key: str
    kind: Kind
    routines: tuple[str, ...]
    at: datetime
    about: datetime
    answer: Verb | None = None
    answered_at: datetime | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The athlete is away, ill or resting: until a moment (exclusive), or until the next run."""

    begin: datetime
    until: datetime | None
