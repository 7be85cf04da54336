"""A routine: a few steps under five minutes. The TOML files are read in `catalogue`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lapbell.core.figure import Figure

LONGEST_S = 300
"""A nudge never asks for five minutes or more, whatever it holds."""


class Phase(StrEnum):
    """Where in a run's day a routine or a trigger belongs."""

    AFTER = "after"
    BEFORE = "before"
    DURING = "during"


class Kind(StrEnum):
    """What a nudge is about; the first three are the phases of a run."""

    AFTER = "after"
    BEFORE = "before"
    DURING = "during"
    WEEK = "week"
    YEAR = "year"
    ALARM = "alarm"


class StepKind(StrEnum):
    """What a step asks: get into place, hold still, repeat, or rest."""

    SETUP = "setup"
    HOLD = "hold"
    REPS = "reps"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `seconds` is its whole length. A breath is five seconds. `figure` shows it."""

    kind: StepKind
    seconds: float
    text: str
    reps: int | None = None
    breaths: int | None = None
    optional: bool = False
    figure: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to do a routine: its steps, and its words for a lock screen.

    `title` and `cue` carry the whole instruction, `other_cues` say the same in other words;
    `note` is the small print after the facts.
    """

    title: str
    cue: str
    other_cues: tuple[str, ...] = ()
    note: str = ""
    steps: tuple[Step, ...]

    @property
    def seconds(self) -> float:
        """The length of all steps, in seconds."""
        return sum(step.seconds for step in self.steps)

    def cue_on(self, day: date) -> str:
        """Return the words of a day's week: they take turns, so that nobody stops reading them."""
        cues = (self.cue, *self.other_cues)
        week = (day.toordinal() - 1) // 7  # day 1 was a Monday
        return cues[week % len(cues)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """A routine of the catalogue, with its forms.

    `variants` are chosen by name in a trigger. A variant named like a phase ("before") is what
    that phase does without being asked. `gentler` names the variant that comes back after
    "It hurts". `evidence` runs from A (trials) over B and C (plausible) to D (comfort).
    """

    id: str
    name: str
    imbalance: str
    phases: tuple[Phase, ...]
    evidence: str
    cautions: str
    form: Form
    variants: Mapping[str, Form] = field(default_factory=dict)
    gentler: str | None = None

    def variant_for(self, phase: Phase) -> str | None:
        """Return the variant that a phase has of its own; None for the ordinary form."""
        return phase.value if phase.value in self.variants else None

    def in_form(self, variant: str | None) -> Form:
        """Return a variant's form, or the ordinary one; raise KeyError for an unknown variant."""
        return self.form if variant is None else self.variants[variant]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A routine that a nudge asks for, in one of its forms (None is the ordinary one)."""

    routine: str
    variant: str | None = None
