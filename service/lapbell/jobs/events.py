"""What happened, for whoever listens: the log, the demo, the terminal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from lapbell.core.decision import Nudge, Verdict
from lapbell.core.expected import Expected
from lapbell.core.offers import Verb
from lapbell.core.run import Run
from lapbell.core.summary import WeekSummary
from lapbell.core.texts import run_line
from lapbell.core.year import YearSummary
from lapbell.folder.listing import NOT_FOLLOWED

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; `str()` is one line for a log.

    `athlete` is whose it is, where there is more than one.
    """

    level: ClassVar[Level] = "info"
    athlete: str = ""

    @property
    def line(self) -> str:
        """The event as a line of its own, with the athlete's name where it matters."""
        return f"{self.athlete}: {self}" if self.athlete else str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderBegun(Event):
    """A folder's first listing was kept as history."""

    folder: str
    files: int

    def __str__(self) -> str:
        return f"{self.folder}: {self.files} run files there already; none of them rings"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRead(Event):
    """All that was in the folders at the start has been read; counts of files by outcome."""

    counts: Mapping[str, int]

    def __str__(self) -> str:
        told = ", ".join(f"{number} {outcome}" for outcome, number in self.counts.items())
        return f"history read: {told or 'nothing'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderTrouble(Event):
    """A folder, or a part of it, cannot be read now."""

    level: ClassVar[Level] = "warning"
    folder: str
    reason: str

    def __str__(self) -> str:
        return f"{self.folder}: {self.reason}; looking again every minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLeftOut(Event):
    """A sub-folder is a link; said once, since it may well be meant so."""

    level: ClassVar[Level] = "warning"
    path: str

    def __str__(self) -> str:
        return f"{self.path}: {NOT_FOLLOWED}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderBack(Event):
    """A folder that was in trouble can be read again."""

    folder: str

    def __str__(self) -> str:
        return f"{self.folder}: back again"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen(Event):
    """A file's whole bytes are here, and new."""

    name: str
    size: int

    def __str__(self) -> str:
        return f"{self.name}: new file, {self.size} bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNoted(Event):
    """A file that became no new run, and why."""

    name: str
    outcome: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.outcome}: {self.reason}"


class OthersFile(FileNoted):
    """A file of a watch that is not the athlete's."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRead(Event):
    """A new run, and what the triggers said to it; no verdicts for a run of the history."""

    name: str
    run: Run
    verdicts: tuple[Verdict, ...] = ()
    nudge: Nudge | None = None

    def __str__(self) -> str:
        said = [f"{one.trigger}: {'fired' if one.fired else one.reason}" for one in self.verdicts]
        return "; ".join([f"{self.name}: run of {run_line(self.run)}", *said])


@dataclass(frozen=True, slots=True, kw_only=True)
class Expecting(Event):
    """An expected run is near, and what the triggers said to it."""

    expected: Expected
    verdicts: tuple[Verdict, ...]
    nudge: Nudge | None = None

    def __str__(self) -> str:
        said = [f"{one.trigger}: {'fired' if one.fired else one.reason}" for one in self.verdicts]
        return "; ".join([f"a run is expected, {self.expected.why}", *said])


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised(Event):
    """A week was summed up."""

    summary: WeekSummary

    def __str__(self) -> str:
        week = self.summary
        return f"week of {week.monday}: {week.own.runs} runs, {week.own.distance_m / 1000:.1f} km"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesMissing(Event):
    """No run file came for unusually long."""

    days: int

    def __str__(self) -> str:
        return f"no run file for {self.days} days"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarisedYear(Event):
    """A year was summed up."""

    summary: YearSummary

    def __str__(self) -> str:
        year = self.summary
        return f"year {year.year}: {year.runs} runs, {year.distance_m / 1000:.1f} km"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    """A channel has taken a nudge."""

    title: str
    channel: str

    def __str__(self) -> str:
        return f"sent over {self.channel}: {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDelivered(Event):
    """A nudge did not go out; `next_at` is the next attempt, `None` where there is none.

    `maybe_sent` where the last attempt may have got through, `needs_you` where no attempt can
    help before a person does something.
    """

    level: ClassVar[Level] = "warning"
    title: str
    channel: str
    reason: str
    next_at: datetime | None = None
    maybe_sent: bool = False
    needs_you: bool = False

    def __str__(self) -> str:
        how = "perhaps" if self.maybe_sent else "not"
        then = f"; again at {self.next_at:%H:%M:%S} UTC" if self.next_at else ""
        return f"{how} sent over {self.channel}: {self.title}: {self.reason}{then}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """The athlete has answered a nudge."""

    title: str
    verb: Verb
    via: str

    def __str__(self) -> str:
        return f"answered over {self.via}: {self.title}: {self.verb}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOpened(Event):
    """The local page is served."""

    address: str

    def __str__(self) -> str:
        return f"the page is at {self.address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigRead(Event):
    """The config was read again; `changes` are what it changed, in words."""

    changes: tuple[str, ...]

    def __str__(self) -> str:
        return f"config read again: {'; '.join(self.changes) or 'nothing has changed'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble(Event):
    """Something that keeps the service from its work; it tries again."""

    level: ClassVar[Level] = "error"
    what: str

    def __str__(self) -> str:
        return self.what


Tell = Callable[[Event], None]
