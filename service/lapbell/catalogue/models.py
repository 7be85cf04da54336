"""What a routine's TOML file may hold.

The rules are about safety and about a lock screen: how long, how still, how many words. Reading
files is `load`'s.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from lapbell.catalogue.figures import SAID, PoseTable, Table
from lapbell.core.figure import Figure, Pose
from lapbell.core.routine import LONGEST_S, Form, Phase, Routine, Step, StepKind
from lapbell.pictures.check import complaints_between

BREATH_S = 5
LONGEST_TITLE = 60
"""Characters; more is cut on a lock screen."""

LONGEST_WORDS = 200
"""Bytes of UTF-8 of title and cue together, which carry the whole instruction."""

LONGEST_HOLD_BEFORE_S = 30
"""Before a run, longer static holds cost performance (Behm 2016, at 60 s and more)."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _on_one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("this must be one line, without control characters")
    return text


Line = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE), AfterValidator(_on_one_line)]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Beat = Annotated[list[Annotated[float, Field(gt=0, le=30)]], Field(min_length=2, max_length=2)]
Count = Annotated[int, Field(ge=1, le=100)]


class StepTable(Table):
    """One `[[step]]`."""

    kind: Annotated[StepKind, Field(strict=False)]
    seconds: Annotated[float, Field(gt=0, lt=LONGEST_S, allow_inf_nan=False)]
    text: Text
    reps: Count | None = None
    breaths: Count | None = None
    optional: bool = False
    poses: list[str] = Field(default=[], max_length=2)
    side: Literal["left", "right"] = "right"
    beat: Beat | None = None

    @field_validator("breaths")
    @classmethod
    def _breaths_take_the_seconds(cls, breaths: int | None, info: ValidationInfo) -> int | None:
        seconds = info.data.get("seconds")
        if breaths is not None and seconds not in (None, breaths * BREATH_S):
            raise ValueError(
                f"{breaths} breaths take {breaths * BREATH_S} s ({BREATH_S} s each), "
                f"but this step has {seconds:g} s"
            )
        return breaths

    @model_validator(mode="after")
    def _counts_fit_the_kind(self) -> Self:
        if self.kind is StepKind.REPS and self.reps is None:
            raise ValueError('a step of kind "reps" says how many: reps = 20')
        if self.kind is not StepKind.REPS and self.reps is not None:
            raise ValueError('`reps` is for a step of kind "reps"')
        if self.kind is not StepKind.HOLD and self.breaths is not None:
            raise ValueError('`breaths` is for a step of kind "hold"')
        return self

    @model_validator(mode="after")
    def _movements_have_a_beat(self) -> Self:
        if self.beat is None and len(self.poses) == 2 and not (self.reps or self.breaths):
            raise ValueError("two poses need the seconds there and back: beat = [1, 1]")
        if self.beat and self.reps and abs(sum(self.beat) - self.seconds / self.reps) > 0.01:
            raise ValueError(
                f"{self.reps} times in {self.seconds:g} s leave {self.seconds / self.reps:g} s "
                f"for there and back, but `beat` has {sum(self.beat):g} s"
            )
        return self

    def step(self, poses: Mapping[str, Pose]) -> Step:
        """Return the step for `core`."""
        return Step(
            kind=self.kind,
            seconds=self.seconds,
            text=self.text,
            reps=self.reps,
            breaths=self.breaths,
            optional=self.optional,
            figure=self._figure(poses),
        )

    def _figure(self, poses: Mapping[str, Pose]) -> Figure | None:
        if not self.poses:
            return None
        there, back = self.beat or [(self.seconds / self.reps if self.reps else BREATH_S) / 2] * 2
        return Figure(
            poses=tuple(poses[name] for name in self.poses),
            beat_s=(there, back),
            mirrored=self.side == "left",
        )


class FormTable(Table):
    """One way to do a routine: its words for a lock screen, and its steps."""

    title: Line = Field(examples=["Calf pump: 20 heel lifts"])
    cue: Text = Field(examples=["Squat low: heels up, let them sink."])
    other_cues: list[Text] = Field(default=[], max_length=6)
    note: Annotated[str, Field(max_length=LONGEST_TITLE)] = ""
    step: Annotated[list[StepTable], Field(min_length=1)]

    @field_validator("cue")
    @classmethod
    def _words_fit_a_lock_screen(cls, cue: str, info: ValidationInfo) -> str:
        size = len(cue.encode()) + len(info.data.get("title", "").encode())
        if size > LONGEST_WORDS:
            raise ValueError(
                f"title and cue take {size} bytes together; a lock screen has room for "
                f"{LONGEST_WORDS}"
            )
        return cue

    @field_validator("other_cues")
    @classmethod
    def _other_words_fit_as_well(cls, cues: list[str], info: ValidationInfo) -> list[str]:
        for cue in cues:
            cls._words_fit_a_lock_screen(cue, info)
        return cues

    @field_validator("step")
    @classmethod
    def _stays_under_five_minutes(cls, steps: list[StepTable]) -> list[StepTable]:
        if (seconds := sum(step.seconds for step in steps)) >= LONGEST_S:
            raise ValueError(
                f"the steps take {seconds:g} s together; a routine stays under {LONGEST_S} s"
            )
        return steps

    def form(self, poses: Mapping[str, Pose]) -> Form:
        """Return the form for `core`; `poses` are those of the whole file."""
        steps = tuple(step.step(poses) for step in self.step)
        return Form(
            title=self.title,
            cue=self.cue,
            other_cues=tuple(self.other_cues),
            note=self.note,
            steps=steps,
        )


class RoutineTable(FormTable):
    """A whole file. Validate it with `context={"id": the file's name without .toml}`."""

    id: str = Field(examples=["calf-pump"])
    name: Line = Field(examples=["Calf pump"])
    imbalance: Literal["glutes", "lower_legs", "forward_flop", "general"] = Field(
        examples=["general"]
    )
    phases: list[Annotated[Phase, Field(strict=False)]] = Field(min_length=1, examples=[["after"]])
    evidence: Literal["A", "B", "B-", "C", "D"] = Field(examples=["D"])
    cautions: str = Field(min_length=1, max_length=500, examples=["Knee pain: skip it."])
    variants: dict[str, FormTable] = Field(default={})
    gentler: str | None = None
    poses: dict[str, PoseTable] = Field(default={})

    @field_validator("id")
    @classmethod
    def _id_is_the_name_of_the_file(cls, name: str, info: ValidationInfo) -> str:
        if not _ID.fullmatch(name):
            raise ValueError("an id is small letters, digits and single hyphens, as in calf-pump")
        file_name = (info.context or {}).get("id", name)
        if name != file_name:
            raise ValueError(f"the file is called {file_name}.toml; make the two the same")
        return name

    @field_validator("gentler")
    @classmethod
    def _gentler_is_a_variant(cls, gentler: str | None, info: ValidationInfo) -> str | None:
        if gentler is not None and gentler not in info.data.get("variants", {gentler}):
            raise ValueError("this names no variant of the routine; it needs a [variants] table")
        return gentler

    @model_validator(mode="after")
    def _variants_named_like_phases_are_of_use(self) -> Self:
        for phase in set(Phase) - set(self.phases):
            if phase in self.variants:
                raise ValueError(
                    f'there is a variant "{phase}", but `phases` does not have "{phase}"'
                )
        return self

    @model_validator(mode="after")
    def _holds_before_a_run_are_short(self) -> Self:
        for step in self._steps_before_a_run():
            if step.kind is StepKind.HOLD and step.seconds > LONGEST_HOLD_BEFORE_S:
                raise ValueError(
                    f"a step holds still for {step.seconds:g} s; before a run a hold is at most "
                    f'{LONGEST_HOLD_BEFORE_S} s (write a shorter variant called "before")'
                )
        return self

    @model_validator(mode="after")
    def _shown_poses_are_there(self) -> Self:
        known = ", ".join(f'"{name}"' for name in self.poses) or "none"
        for place, step in self._all_steps():
            for name in step.poses:
                if name not in self.poses:
                    raise ValueError(
                        f'{place} shows the pose "{name}", but there is no [poses.{name}]; '
                        f"there are: {known}"
                    )
        return self

    @model_validator(mode="after")
    def _movements_can_be_drawn(self, info: ValidationInfo) -> Self:
        if (info.context or {}).get("known_good"):
            return self
        for place, step in self._all_steps():
            if len(step.poses) < 2:
                continue
            if wrong := complaints_between(*(self.poses[name].pose() for name in step.poses)):
                raise ValueError(f"{place} cannot be drawn in motion: {'; '.join(wrong[:SAID])}")
        return self

    def _all_steps(self) -> Iterator[tuple[str, StepTable]]:
        """Yield every step of every form, with a phrase that says where it stands."""
        forms: dict[str, FormTable] = {"": self, **self.variants}
        for name, form in forms.items():
            for number, step in enumerate(form.step, start=1):
                yield f"step {number}" + (f' of "{name}"' if name else ""), step

    def _steps_before_a_run(self) -> list[StepTable]:
        """Return the steps of all forms that a trigger before a run can come to."""
        if Phase.BEFORE not in self.phases:
            return []
        usual = self.variants.get(Phase.BEFORE, self)
        named = [form for name, form in self.variants.items() if name not in set(Phase)]
        return [step for form in (usual, *named) for step in form.step]

    def routine(self) -> Routine:
        """Return the routine for `core`."""
        poses = {name: table.pose() for name, table in self.poses.items()}
        return Routine(
            id=self.id,
            name=self.name,
            imbalance=self.imbalance,
            phases=tuple(self.phases),
            evidence=self.evidence,
            cautions=self.cautions,
            form=self.form(poses),
            variants={name: table.form(poses) for name, table in self.variants.items()},
            gentler=self.gentler,
        )
