"""The brass line inside a limb: the muscle that works or is stretched. Brass = look here."""

from collections.abc import Callable
from typing import Final

from lapbell.core.figure import Mark
from lapbell.pictures.skeleton import Line, Skeleton
from lapbell.pictures.vector import Vec


def mark_line(mark: Mark, bones: Skeleton) -> Line:
    """Return the line of a muscle of the near side."""
    return _LINES[mark](bones)


def _back(bones: Skeleton) -> tuple[Vec, Vec]:
    """Return the directions along the lower trunk, and out of its back."""
    up = (bones.waist - bones.pelvis).unit()
    return up, Vec(-up.y, up.x)


def _glutes(bones: Skeleton) -> Line:
    up, back = _back(bones)
    hip = bones.near_leg.hip
    down = ((bones.near_leg.knee - hip).unit() + back * 0.55).unit()
    return (
        hip + back * 2.6 + up * 3.6,
        hip + back * 3.4,
        hip + down * 3.6 + back * 1.4,
        hip + down * 7.4 + back * 0.3,
    )


def _calf(bones: Skeleton) -> Line:
    leg = bones.near_leg
    return leg.knee.towards(leg.ankle, 0.16), leg.knee.towards(leg.ankle, 0.66)


def _chest(bones: Skeleton) -> Line:
    up = (bones.chest - bones.waist).unit()
    front = Vec(up.y, -up.x)
    return (
        bones.waist + front * 2.3 + up * 4,
        bones.waist.towards(bones.chest, 0.62) + front * 2.9,
        bones.chest + front * 2.2 + up * 0.6,
    )


def _groin(bones: Skeleton) -> Line:
    up, back = _back(bones)
    leg = bones.near_leg
    thigh = (leg.knee - leg.hip).unit()
    return (
        leg.hip - back * 2.6 + up * 5,
        leg.hip - back * 2.8,
        leg.hip + thigh * 8 - back.across(thigh) * 1.4,
    )


def _hamstring(bones: Skeleton) -> Line:
    leg = bones.near_leg
    thigh = (leg.knee - leg.hip).unit()
    back = Vec(thigh.y, -thigh.x) * -1.2
    return leg.hip.towards(leg.knee, 0.62) + back, leg.hip.towards(leg.knee, 0.95) + back


def _hip(bones: Skeleton) -> Line:
    leg = bones.near_leg
    out = (leg.hip - bones.far_leg.hip).unit()
    up = (bones.near_arm.shoulder - leg.hip).unit()
    return leg.hip + up * 6 + out, leg.hip + out * 1.4, leg.hip.towards(leg.knee, 0.55) + out * 0.4


def _side(bones: Skeleton) -> Line:
    hip, shoulder = bones.far_leg.hip, bones.far_arm.shoulder
    return tuple(
        hip.towards(shoulder, share).towards(bones.waist, 0.12) for share in (0.1, 0.5, 0.8)
    )


_LINES: Final[dict[Mark, Callable[[Skeleton], Line]]] = {
    Mark.GLUTES: _glutes,
    Mark.CALF: _calf,
    Mark.CHEST: _chest,
    Mark.HIP: _hip,
    Mark.GROIN: _groin,
    Mark.HAMSTRING: _hamstring,
    Mark.SIDE: _side,
}
