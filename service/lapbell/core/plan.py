"""What an athlete wants: the config file, understood and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from lapbell.core.condition import Condition
from lapbell.core.expected import FixedTime
from lapbell.core.quiet import DEFAULT_QUIET, Quiet
from lapbell.core.routine import Asked, Form, Phase, Routine

DEFAULT_EXPIRES = timedelta(hours=2)
DEFAULT_EXPIRES_DURING = timedelta(minutes=15)
"""A word for the middle of a run is no good after it."""

DEFAULT_NUDGE_WITHIN = timedelta(hours=4)
DEFAULT_SUMMARY_AT = FixedTime(0, time(7, 30))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A rule of the config: at `offset` from the moment of its `phase`, `routine`.

    `offset` is counted on from the run's end, back from an expected start, or on from it, by
    phase. Without `channels`, all of the athlete's are used.
    """

    name: str
    phase: Phase
    offset: timedelta
    routine: Routine
    variant: str | None = None
    only_if: Condition | None = None
    expires: timedelta = DEFAULT_EXPIRES
    """After the due time; a nudge before a run ends at its start whatever this says."""
    channels: tuple[str, ...] = ()

    @property
    def asked(self) -> Asked:
        """What it asks for: its own variant goes before the one of its phase."""
        variant = self.variant or self.routine.variant_for(self.phase)
        return Asked(routine=self.routine.id, variant=variant)

    @property
    def form(self) -> Form:
        """The form of the routine that this trigger asks for."""
        return self.routine.in_form(self.asked.variant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One athlete's triggers and the rules around them.

    `channels` are the names of all channels; `routines` the whole catalogue by id.
    """

    athlete: str
    timezone: ZoneInfo
    triggers: tuple[Trigger, ...]
    channels: tuple[str, ...]
    nudge_within: timedelta = DEFAULT_NUDGE_WITHIN
    watches: tuple[str, ...] = ()
    """Product names or serial numbers; runs of other watches are left alone. Empty: all are."""
    times: tuple[FixedTime, ...] = ()
    habit: bool = False
    summary_at: FixedTime | None = DEFAULT_SUMMARY_AT
    share_with: frozenset[str] = frozenset()
    """Athletes who may see the counts of this one's weeks, where they say the same."""
    shown_as: str = ""
    """What those call this one; empty for the athlete's own name."""
    quiet: Quiet = DEFAULT_QUIET
    routines: Mapping[str, Routine] = field(default_factory=dict)

    def triggers_of(self, phase: Phase) -> list[Trigger]:
        """Return the triggers of one phase, in the order of the config."""
        return [trigger for trigger in self.triggers if trigger.phase is phase]
