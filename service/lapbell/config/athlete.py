"""One athlete's file: what is wrong in it, or the athlete's plan.

What is set for the whole service is `load`'s.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from lapbell.calendars import NO_RUN, RUN, parse_source
from lapbell.config.channels import placeholder_problems, read_channels
from lapbell.config.config import Athlete, Calendar
from lapbell.config.models import AthleteTable, PlannedTable, TriggerTable
from lapbell.config.problems import ConfigProblems, Problem
from lapbell.config.rules import (
    MOMENTS,
    facts_in,
    folder_path,
    folder_problems,
    planned_problems,
    stranger_problems,
    trigger_name,
    trigger_problems,
)
from lapbell.config.source import Source
from lapbell.core.condition import parse
from lapbell.core.plan import DEFAULT_EXPIRES, DEFAULT_EXPIRES_DURING, Plan, Trigger
from lapbell.core.quiet import Quiet
from lapbell.core.routine import Phase, Routine

_USUAL_EXPIRES = {
    Phase.AFTER: DEFAULT_EXPIRES,
    Phase.BEFORE: DEFAULT_EXPIRES,
    Phase.DURING: DEFAULT_EXPIRES_DURING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteFile:
    """A file with an athlete's keys, and the routines that its triggers can name.

    `unreadable` are ids of routines whose own files have problems. In a file that is to be put
    to work (`ready`), the sample's topic is a problem. `athletes` are the names of all, their own
    included, whatever is wrong in their files.
    """

    name: str
    source: Source
    routines: Mapping[str, Routine]
    unreadable: frozenset[str] = frozenset()
    ready: bool = False
    athletes: Collection[str] = ()

    def problems(self) -> Iterator[Problem]:
        """Yield all that the model of the whole table cannot see."""
        channels, of_channels = read_channels(self.source)
        yield from of_channels
        if self.ready:
            yield from placeholder_problems(self.source, channels)
        yield from folder_problems(self.source)
        yield from planned_problems(self.source)
        yield from trigger_problems(self.source, self.routines, self.unreadable)

    def athlete(self, table: AthleteTable, local_zone: Callable[[], ZoneInfo]) -> Athlete:
        """Return the athlete of a file without problems; `table` is its table, checked.

        Raises ConfigProblems where the time zone is left to a machine that has none.
        """
        channels, _ = read_channels(self.source)
        plan = Plan(
            athlete=self.name,
            timezone=ZoneInfo(table.timezone) if table.timezone else self._ask(local_zone),
            triggers=tuple(self._trigger(index, one) for index, one in enumerate(table.trigger)),
            channels=tuple(channels),
            nudge_within=table.runs.nudge_within,
            watches=tuple(table.runs.watches),
            times=tuple(sorted({time for times in table.planned.times for time in times})),
            habit=table.planned.habit,
            summary_at=table.summary.at,
            share_with=frozenset(table.summary.share_with),
            shown_as=table.summary.shown_as or "",
            quiet=Quiet(
                hours=table.quiet.hours,
                most_per_day=table.quiet.most_per_day,
                most_per_week=table.quiet.most_per_week,
            ),
            routines=self.routines,
        )
        folders = tuple(folder_path(self.source, folder) for folder in table.runs.folders)
        return Athlete(
            file=self.source.file,
            plan=plan,
            folders=folders,
            channels=channels,
            calendar=self._calendar(table.planned),
            strangers=tuple(stranger_problems(self.source, self.name, self.athletes)),
        )

    def _calendar(self, table: PlannedTable) -> Calendar | None:
        if table.calendar is None:
            return None
        source = parse_source(table.calendar)
        if isinstance(source, Path):
            source = folder_path(self.source, table.calendar)
        match, exclude = table.match or RUN, table.exclude or NO_RUN
        return Calendar(source=source, match=match, exclude=exclude)

    def _trigger(self, index: int, table: TriggerTable) -> Trigger:
        key = next(key for key in MOMENTS if getattr(table, key) is not None)
        phase = MOMENTS[key]
        return Trigger(
            name=trigger_name(self.source, ("trigger", index), self.routines) or "",
            phase=phase,
            offset=getattr(table, key),
            routine=self.routines[table.routine],
            variant=table.variant,
            only_if=None if table.only_if is None else parse(table.only_if, facts_in(phase)),
            expires=table.expires or _USUAL_EXPIRES[phase],
            channels=tuple(table.channels or ()),
        )

    def _ask(self, local_zone: Callable[[], ZoneInfo]) -> ZoneInfo:
        try:
            return local_zone()
        except (KeyError, OSError, ValueError):  # none is set, or two that contradict each other
            message = "this machine does not tell its time zone"
            advice = 'at the top of the file, write timezone = "Europe/Berlin"'
            problem = self.source.problem(("timezone",), message, advice)
            raise ConfigProblems([problem]) from None
