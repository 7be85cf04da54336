"""What a routine's TOML file may say about its pictures: poses, and which of them a step shows.

Drawing is `pictures`'; whether a pose can be drawn is asked of it here.
"""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from lapbell.core.figure import (
    Anchor,
    Arrow,
    Close,
    Foot,
    Free,
    Hand,
    Mark,
    Place,
    Point,
    Pose,
    Seen,
    Support,
)  # fmt: skip
from lapbell.pictures.check import complaints

SAID = 3
"""How much is said about a pose at once: what is wrong with it often has one cause."""

Degrees = Annotated[float, Field(ge=-360, le=360, allow_inf_nan=False)]
Length = Annotated[float, Field(ge=-200, le=200, allow_inf_nan=False)]


class Table(BaseModel):
    """Any table of a routine's file: no key that is not known, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def given(self) -> dict[str, Any]:
        """Return the keys that stand in the file; what the others mean is `core`'s to choose."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class LegTable(Table):
    """A leg that stands (`x`, `out`, `heel`, `turn`, `on`), or that is free (the others)."""

    x: Length = 0
    out: Length = 0
    heel: Degrees = 0
    turn: Degrees = 0
    on: Annotated[Support, Field(strict=False)] = Support.FLOOR
    thigh: Degrees = 0
    knee: Degrees = 0
    point: Degrees = 0
    aside: Degrees = 0

    @model_validator(mode="after")
    def _stands_or_is_free(self) -> Self:
        free = self.model_fields_set & {"thigh", "knee", "point", "aside"}
        if free and free != self.model_fields_set:
            raise ValueError(
                "a leg either stands (x, out, heel, turn, on) or is free "
                "(thigh, knee, point, aside), but not both"
            )
        if free and "thigh" not in free:
            raise ValueError("a free leg has the angle of its `thigh`, as in thigh = 40")
        return self

    def limb(self) -> Foot | Free:
        """Return the leg for `core`."""
        if "thigh" not in self.model_fields_set:
            return Foot(**self.given())
        return Free(upper=self.thigh, bend=self.knee, point=self.point, aside=self.aside)


class ArmTable(Table):
    """An arm whose hand rests (`hand`, `x`, `y`, `out`, `away`), or that is free (the others)."""

    hand: Annotated[Place, Field(strict=False)] | None = None
    x: Length = 0
    y: Length = 0
    out: Length = 0
    away: Degrees = 0
    upper: Degrees = 0
    elbow: Degrees = 0
    aside: Degrees = 0

    @model_validator(mode="after")
    def _rests_or_is_free(self) -> Self:
        free = self.model_fields_set & {"upper", "elbow", "aside"}
        if bool(free) == (self.hand is not None) or (free and free != self.model_fields_set):
            raise ValueError(
                "an arm either has a place for its hand (hand, x, y, out, away) or is free "
                "(upper, elbow, aside), but not both"
            )
        return self

    def limb(self) -> Hand | Free:
        """Return the arm for `core`."""
        if self.hand is None:
            return Free(upper=self.upper, bend=self.elbow, aside=self.aside)
        given = self.given()
        return Hand(on=given.pop("hand"), **given)


class ArrowTable(Table):
    """`arrow`: where to, in a still."""

    by: Annotated[Point, Field(strict=False)]
    x: Length
    y: Length
    dx: Length
    dy: Length
    bow: Annotated[float, Field(ge=-1, le=1)] = 0


class PoseTable(Table):
    """One `[poses.NAME]`: `legs` and `arms` are for both sides, where a side has none of its own.

    Without a lean of its own, the chest leans as the trunk does, and the face as the chest.
    """

    seen: Annotated[Seen, Field(strict=False)] | None = None
    rests_on: Annotated[Anchor, Field(strict=False)] | None = None
    trunk: Degrees = 0
    chest: Degrees = 0
    face: Degrees = 0
    knee: Degrees = 0
    weight: Annotated[float, Field(ge=0, le=1)] = 0
    legs: LegTable | None = None
    near_leg: LegTable | None = None
    far_leg: LegTable | None = None
    arms: ArmTable | None = None
    near_arm: ArmTable | None = None
    far_arm: ArmTable | None = None
    wall: Length | None = None
    step: Length | None = None
    stool: Length | None = None
    imagined: bool = False
    touching: list[Annotated[Point, Field(strict=False)]] = Field(default=[])
    mark: Annotated[Mark, Field(strict=False)] | None = None
    arrow: ArrowTable | None = None
    lens: Annotated[Close, Field(strict=False)] | None = None
    lift: Annotated[float, Field(ge=0, le=1)] = 0

    @model_validator(mode="after")
    def _can_be_drawn(self, info: ValidationInfo) -> Self:
        if not (info.context or {}).get("known_good") and (wrong := complaints(self.pose())):
            raise ValueError("; ".join(wrong[:SAID]))
        return self

    def pose(self) -> Pose:
        """Return the pose for `core`."""
        given = self.given()
        both = {"leg": given.pop("legs", None), "arm": given.pop("arms", None)}
        for limb in ("near_leg", "far_leg", "near_arm", "far_arm"):
            if table := given.get(limb) or both[limb[-3:]]:
                given[limb] = table.limb()
        for lower, upper in (("trunk", "chest"), ("chest", "face")):
            if lower in given:
                given.setdefault(upper, given[lower])
        if self.arrow:
            given["arrow"] = Arrow(**self.arrow.given())
        return Pose(**given | {"touching": tuple(self.touching)})
