"""From a pose to a body: the pelvis is placed so that the body rests, and on its feet stands.

What a good body keeps is `check`'s.
"""

import math
from functools import lru_cache

from lapbell.core.figure import Anchor, Foot, Free, Hand, Pose, Seen, Support
from lapbell.pictures import body
from lapbell.pictures.hands import Reach, resting_arm
from lapbell.pictures.limbs import crossed_leg, free_arm, free_leg, planted, standing_leg
from lapbell.pictures.skeleton import Arm, Frame, Leg, Skeleton, centre_of_mass
from lapbell.pictures.vector import Vec, upward

NEAR, FAR = 1, -1
LEANS = (-85.0, 60.0)
"""From ankle to pelvis: as far back and forward as a balanced body can be."""

HALVINGS = 18


@lru_cache(maxsize=128)
def solve(pose: Pose) -> Skeleton:
    """Return the joints of a pose; raise ValueError where nothing carries the body."""
    if pose.rests_on is Anchor.FEET:
        return _balanced(pose)
    return _body(pose, _resting_pelvis(pose))


def standing(pose: Pose) -> dict[int, Leg]:
    """Return the feet that stand on floor or step, by their sides."""
    legs = {NEAR: pose.near_leg, FAR: pose.far_leg}
    return {
        sign: planted(leg, pose, sign)
        for sign, leg in legs.items()
        if isinstance(leg, Foot) and leg.on is not Support.THIGH
    }


def _balanced(pose: Pose) -> Skeleton:
    """Return the body whose mass stands over its feet where the pose wants it."""
    feet = standing(pose)
    if not feet:
        raise ValueError("no foot stands, so nothing carries this body")
    sign, foot = next(iter(feet.items()))
    base = foot.ankle - Frame.of(0, pose.seen).near * (sign * body.HALF_HIPS)
    reach = math.sqrt(max(_leg_length(pose.knee) ** 2 - base.z**2, 1))
    goal = _goal(pose, feet)
    low, high = LEANS
    for _ in range(HALVINGS):
        lean = (low + high) / 2
        found = _body(pose, Vec(base.x, base.y) + upward(lean) * reach)
        low, high = (lean, high) if centre_of_mass(found).x < goal else (low, lean)
    return found


def _leg_length(knee: float) -> float:
    """Return how far the ankle is from the hip, at a bend of the knee."""
    bent = math.cos(math.radians(knee))
    return math.sqrt(body.THIGH**2 + body.SHIN**2 + 2 * body.THIGH * body.SHIN * bent)


def _goal(pose: Pose, feet: dict[int, Leg]) -> float:
    edge = 0 if pose.seen is Seen.SIDE else body.FOOT_WIDE / 2
    ends = [point.x for foot in feet.values() for point in (foot.heel, foot.toe)]
    start, end = min(ends) - edge, max(ends) + edge
    return start + pose.weight * (end - start)


def _resting_pelvis(pose: Pose) -> Vec:
    """Return where the pelvis is when the body rests on something else than its feet."""
    near = Frame.of(pose.trunk, pose.seen).near
    spine = upward(pose.trunk) * body.LOWER_TRUNK + upward(pose.chest) * body.UPPER_TRUNK
    match pose:
        case Pose(rests_on=Anchor.NEAR_KNEE, near_leg=Free() as leg):
            knee = free_leg(near * body.HALF_HIPS, leg, pose.seen, NEAR).knee
            return Vec(-knee.x, body.LEG_WIDE / 2 - knee.y)
        case Pose(rests_on=Anchor.FAR_KNEE, far_leg=Free() as leg):
            knee = free_leg(near * -body.HALF_HIPS, leg, pose.seen, FAR).knee
            return Vec(-knee.x, body.LEG_WIDE / 2 - knee.y)
        case Pose(rests_on=Anchor.ELBOW, far_arm=Free() as arm):
            shoulder = spine - Frame.of(pose.chest, pose.seen).near * body.HALF_SHOULDERS
            elbow = free_arm(shoulder, arm, pose.seen, FAR).elbow
            return Vec(-elbow.x, body.ARM_WIDE / 2 - elbow.y)
        case Pose(rests_on=Anchor.BACK):
            return Vec(0, body.TRUNK_WIDE / 2) - spine
        case Pose(rests_on=Anchor.FLANK):
            return Vec(0, body.HALF_HIPS + body.LEG_WIDE / 2)
        case Pose(rests_on=Anchor.SEAT):
            return Vec(0, body.HIP_WIDE / 2 + (pose.stool or 0))
    raise ValueError(f'a body that rests on "{pose.rests_on}" needs the angles of that limb')


def _body(pose: Pose, pelvis: Vec) -> Skeleton:
    lower, upper, face = (Frame.of(lean, pose.seen) for lean in (pose.trunk, pose.chest, pose.face))
    waist = pelvis + lower.up * body.LOWER_TRUNK
    chest = waist + upper.up * body.UPPER_TRUNK
    neck = chest + upper.up * body.COLLAR
    near_leg, far_leg = _legs(pose, pelvis, lower)
    legs = (near_leg, far_leg)
    return Skeleton(
        pelvis=pelvis,
        waist=waist,
        chest=chest,
        neck=neck,
        head=neck + face.up * (body.NECK + body.HEAD),
        face=face.front,
        near_leg=near_leg,
        far_leg=far_leg,
        near_arm=_arm(pose, NEAR, chest, legs),
        far_arm=_arm(pose, FAR, chest, legs),
    )


def _legs(pose: Pose, pelvis: Vec, trunk: Frame) -> tuple[Leg, Leg]:
    near_hip = pelvis + trunk.near * body.HALF_HIPS
    far_hip = pelvis - trunk.near * body.HALF_HIPS
    if _is_crossed(pose.near_leg):
        far = _leg(pose, pose.far_leg, far_hip, FAR)
        return crossed_leg(near_hip, far, NEAR), far
    near = _leg(pose, pose.near_leg, near_hip, NEAR)
    if _is_crossed(pose.far_leg):
        return near, crossed_leg(far_hip, near, FAR)
    return near, _leg(pose, pose.far_leg, far_hip, FAR)


def _leg(pose: Pose, leg: Foot | Free, hip: Vec, sign: int) -> Leg:
    if isinstance(leg, Free):
        return free_leg(hip, leg, pose.seen, sign)
    return standing_leg(hip, planted(leg, pose, sign), pose.seen)


def _is_crossed(leg: Foot | Free) -> bool:
    return isinstance(leg, Foot) and leg.on is Support.THIGH


def _arm(pose: Pose, sign: int, chest: Vec, legs: tuple[Leg, Leg]) -> Arm:
    arm = pose.near_arm if sign == NEAR else pose.far_arm
    upper = Frame.of(pose.chest, pose.seen)
    shoulder = chest + upper.near * (sign * body.HALF_SHOULDERS)
    if isinstance(arm, Hand):
        return resting_arm(arm, _reach(pose, sign, chest, legs))
    return free_arm(shoulder, arm, pose.seen, sign)


def _reach(pose: Pose, sign: int, chest: Vec, legs: tuple[Leg, Leg]) -> Reach:
    near, far = legs
    upper = Frame.of(pose.chest, pose.seen)
    return Reach(
        seen=pose.seen,
        lower=Frame.of(pose.trunk, pose.seen),
        upper=upper,
        chest=chest,
        shoulder=chest + upper.near * (sign * body.HALF_SHOULDERS),
        out=upper.near * sign,
        own=near if sign == NEAR else far,
        held=far if _is_crossed(pose.near_leg) else near,
        wall=pose.wall or 0,
    )
