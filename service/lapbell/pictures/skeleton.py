"""The joints of a body in space, and the directions that a lean gives to its trunk.

How a pose becomes one is `solve`'s; how it looks is `strokes`'.
"""

from dataclasses import dataclass

from lapbell.core.figure import Point, Seen
from lapbell.pictures import body
from lapbell.pictures.vector import NEAR, Vec, upward

Line = tuple[Vec, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The directions of a trunk: along the spine, where it faces, and to its near side."""

    up: Vec
    front: Vec
    near: Vec

    @classmethod
    def of(cls, lean: float, seen: Seen) -> "Frame":
        """Return the frame of a trunk that leans so far, seen from there."""
        up, along = upward(lean), upward(lean + 90)
        match seen:
            case Seen.SIDE:
                return cls(up, along, NEAR)
            case Seen.FRONT:
                return cls(up, NEAR, along)
            case Seen.BEHIND:
                return cls(up, -NEAR, along)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The joints of a leg. The points of the foot lie in the middle of its thickness."""

    hip: Vec
    knee: Vec
    ankle: Vec
    heel: Vec
    ball: Vec
    toe: Vec


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """The joints of an arm, and where its wrist should be if the hand rests on something."""

    shoulder: Vec
    elbow: Vec
    wrist: Vec
    hand: Vec
    wanted: Vec | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """A whole body. `face` is the direction of the brim."""

    pelvis: Vec
    waist: Vec
    chest: Vec
    neck: Vec
    head: Vec
    face: Vec
    near_leg: Leg
    far_leg: Leg
    near_arm: Arm
    far_arm: Arm

    @property
    def legs(self) -> tuple[Leg, Leg]:
        """Both legs, the near one first."""
        return self.near_leg, self.far_leg

    @property
    def arms(self) -> tuple[Arm, Arm]:
        """Both arms, the near one first."""
        return self.near_arm, self.far_arm

    def at(self, point: Point, *, far: bool = False) -> Vec:
        """Return where a point of the body is, on its near side or its far one."""
        part: Skeleton | Leg | Arm = self
        if point in _OF_ARMS:
            part = self.far_arm if far else self.near_arm
        elif point not in OF_TRUNK:
            part = self.far_leg if far else self.near_leg
        found: Vec = getattr(part, point)
        return found


OF_TRUNK = (Point.HEAD, Point.CHEST, Point.WAIST, Point.PELVIS)
_OF_ARMS = (Point.ELBOW, Point.HAND)


def centre_of_mass(bones: Skeleton) -> Vec:
    """Return where the body's mass has its middle."""
    parts = [
        (body.MASS_HEAD, bones.head),
        (body.MASS_TRUNK, bones.pelvis.towards(bones.chest, 0.5)),
    ]
    for leg in bones.legs:
        parts += [
            (body.MASS_THIGH, leg.hip.towards(leg.knee, 0.43)),
            (body.MASS_SHIN, leg.knee.towards(leg.ankle, 0.43)),
            (body.MASS_FOOT, leg.heel.towards(leg.toe, 0.5)),
        ]
    for arm in bones.arms:
        parts += [
            (body.MASS_UPPER_ARM, arm.shoulder.towards(arm.elbow, 0.44)),
            (body.MASS_FOREARM, arm.elbow.towards(arm.hand, 0.55)),
        ]
    whole = sum(mass for mass, _ in parts)
    return sum((at * (mass / whole) for mass, at in parts), Vec(0, 0))
