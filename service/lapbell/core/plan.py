"""What an athlete wants: the config file, understood and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from lapbell.core.condition import Condition
from lapbell.core.routine import Form, Phase, Routine

DEFAULT_EXPIRES = timedelta(hours=2)
DEFAULT_NUDGE_WITHIN = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A rule of the config: at `offset` from the moment of its `phase`, `routine`.

    `offset` is counted from the run's end. Without `channels`, all of the athlete's are used.
    """

    name: str
    phase: Phase
    offset: timedelta
    routine: Routine
    variant: str | None = None
    only_if: Condition | None = None
    expires: timedelta = DEFAULT_EXPIRES
    channels: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """The form of the routine that this trigger asks for."""
        return self.routine.in_form(self.phase, self.variant)


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
    routines: Mapping[str, Routine] = field(default_factory=dict)
