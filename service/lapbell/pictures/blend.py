"""Between two poses: limbs that rest on the same place keep resting, the others swing across."""

import math
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from lapbell.core.figure import Foot, Free, Hand, Pose
from lapbell.pictures.skeleton import Arm, Leg
from lapbell.pictures.solve import solve
from lapbell.pictures.vector import Vec

Limb = Foot | Hand | Free
LIMBS = ("near_leg", "far_leg", "near_arm", "far_arm")


def blend(start: Pose, end: Pose, share: float) -> Pose:
    """Return the pose at a share (0 to 1) of the way; what is no number is as at the end."""
    if 0 < share < 1:
        apart = [at for at in LIMBS if not _rest_alike(getattr(start, at), getattr(end, at))]
        start, end = _freed(start, apart), _freed(end, apart)
    mixed: Pose = _mix(start, end, share)
    return replace(mixed, touching=tuple(at for at in end.touching if at in start.touching))


def _rest_alike(one: Limb, other: Limb) -> bool:
    if isinstance(one, Free) or isinstance(other, Free):
        return isinstance(one, Free) and isinstance(other, Free)
    return one.on == other.on


def _mix(start: Any, end: Any, share: float) -> Any:
    if isinstance(start, int | float) and isinstance(end, int | float):
        return end if isinstance(end, bool) else start + (end - start) * share
    if isinstance(end, Limb) and not _rest_alike(start, end):
        return end if share else start
    if not isinstance(end, Pose | Limb):
        return end
    names = [field.name for field in fields(end)]
    mixed = {name: _mix(getattr(start, name), getattr(end, name), share) for name in names}
    return replace(end, **mixed)


def _freed(pose: Pose, limbs: Iterable[str]) -> Pose:
    """Return the pose with limbs that follow their angles, wherever they rested."""
    bones = solve(pose)
    free: dict[str, Any] = {
        limb: _free(getattr(pose, limb), getattr(bones, limb)) for limb in limbs
    }
    return replace(pose, **free)


def _free(own: Limb, bones: Leg | Arm) -> Free:
    """Return the angles of a limb as seen in the picture."""
    if isinstance(own, Free):
        return own
    if isinstance(bones, Leg):
        return _free_leg(bones)
    return _free_arm(bones)


def _free_arm(arm: Arm) -> Free:
    upper, fore = _angle(arm.elbow - arm.shoulder), _angle(arm.wrist - arm.elbow)
    hand = _angle(arm.hand - arm.wrist)
    return Free(upper=upper, bend=_turn(upper, fore), point=_turn(fore, hand))


def _free_leg(leg: Leg) -> Free:
    thigh, shin = _angle(leg.knee - leg.hip), _angle(leg.ankle - leg.knee)
    foot = _angle(leg.ball - leg.heel)
    return Free(upper=thigh, bend=_turn(shin, thigh), point=_turn(foot, shin + 90))


def _angle(bone: Vec) -> float:
    """Return how far a bone is swung forward from straight down."""
    return math.degrees(math.atan2(bone.x, -bone.y))


def _turn(start: float, end: float) -> float:
    """Return the turn from one angle to another, within half a circle either way."""
    return (end - start + 180) % 360 - 180
