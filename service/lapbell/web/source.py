"""What the pages ask for, and nothing more. Where the answers come from belongs to the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lapbell.core.routine import Form, Routine


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A nudge as the pages show it.

    `state` is one of the outbox's (queued, sending, sent, refused, expired, cancelled,
    superseded, unknown), entered at `at`; `reason` says why, as a sentence without its full
    stop. `at` and `due_at` are aware and on the athlete's clock. `run` names the run ("8.2 km
    done, Sun 18:05") and is empty where there is none. `held_back` has a trigger's name and why
    it did not fire. `answer` says what was answered ("Done"), `buttons` are labels with the
    signed texts that `Source.answer` takes.
    """

    key: str
    title: str
    body: str
    state: str
    at: datetime
    due_at: datetime
    reason: str = ""
    run: str = ""
    routines: tuple[tuple[Routine, Form], ...] = ()
    held_back: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    buttons: tuple[tuple[str, str], ...] = ()


class Source(Protocol):
    """The service, as the pages see it. Several threads call it at once."""

    def nudges(self, limit: int) -> Sequence[Shown]:
        """Return the newest nudges, newest first, at most `limit`."""
        ...

    def watching(self) -> tuple[str, ...]:
        """Return one line for each watched folder: where, and when it was last looked at."""
        ...

    def answer(self, text: str) -> bool:
        """Take a button's signed text; tell whether it was one of ours."""
        ...

    def health(self) -> Mapping[str, object]:
        """Return how the service is, as it can be written in JSON."""
        ...

    def routines(self) -> Sequence[Routine]:
        """Return the catalogue in its own order."""
        ...
