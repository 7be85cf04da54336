"""What was offered to the athlete, what came back, and when to leave them alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lapbell.core.routine import Kind

REMEMBERED = timedelta(days=60)
"""As far back as offers matter; what hurt matters until it is taken back."""

ANSWERED_WITHIN = timedelta(hours=24)
"""What is not answered by then went unanswered; a late answer still counts."""

LESS_FOR = timedelta(weeks=4)
"""How long "Ring less" holds: then it may be asked for again."""


class Verb(StrEnum):
    """An answer; the last one counts. `UNDO` takes the one before back.

    From `DID` on they answer a weekly summary: one was done after all, or not; ring for every
    second run only, or for all again; pause for a week, or until the next run. `YES` agrees to
    what it proposes, `NO` or `KEEP` does not. `RESTING` and `RAN` answer the question where the
    files are. `BACK` answers nothing: it says that a run has just ended.
    """

    DONE = "done"
    LATER = "later"
    HURTS = "hurts"
    SKIP = "skip"
    UNDO = "undo"
    DID = "did"
    NO = "no"
    LESS = "less"
    MORE = "more"
    WEEK_OFF = "week-off"
    UNTIL_RUN = "until-run"
    YES = "yes"
    KEEP = "keep"
    RESTING = "resting"
    RAN = "ran"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A nudge about a run that was delivered, with the last answer to it.

    Without one of its own, that is the answer to a summary that asked about it. `counts` tells
    whether silence means anything: within a day of it, or ever before, the athlete had answered
    over one of its channels.
    """

    key: str
    kind: Kind
    routines: tuple[str, ...]
    at: datetime
    about: datetime
    run_id: str | None = None
    answer: Verb | None = None
    answered_at: datetime | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The athlete is away, ill or resting: until a moment (exclusive), or until the next run."""

    begin: datetime
    until: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Tell whether it still is on at a later moment, if nobody ends it and nobody runs."""
        return self.until is None or moment < self.until
