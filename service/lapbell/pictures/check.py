"""What a drawn body keeps: the lengths of its limbs, what it touches, balance, and its joints.

The complaints are for a person who writes a pose.
"""

import math
from collections.abc import Iterator
from typing import Final

from lapbell.core.figure import Anchor, Point, Pose
from lapbell.pictures import body
from lapbell.pictures.blend import blend
from lapbell.pictures.skeleton import OF_TRUNK, Skeleton, centre_of_mass
from lapbell.pictures.solve import FAR, NEAR, solve, standing
from lapbell.pictures.vector import Vec

CLOSE = 0.8
"""What counts as touching, in percent of body height: a centimetre and a half."""

BETWEEN = (0.25, 0.5, 0.75)
MOST_BENT = 150.0
MOST_NODDED = 60.0

_RADIUS: Final = {
    Point.HEAD: body.HEAD,
    Point.CHEST: body.TRUNK_WIDE / 2,
    Point.WAIST: body.TRUNK_WIDE / 2,
    Point.PELVIS: body.HIP_WIDE / 2,
    Point.HIP: body.LEG_WIDE / 2,
    Point.KNEE: body.LEG_WIDE / 2,
    Point.ELBOW: body.ARM_WIDE / 2,
    Point.HAND: body.ARM_WIDE / 2,
    Point.HEEL: body.FOOT_WIDE / 2,
    Point.BALL: body.FOOT_WIDE / 2,
    Point.TOE: body.FOOT_WIDE / 2,
}
_RESTING: Final = {
    Anchor.NEAR_KNEE: (Point.KNEE, NEAR),
    Anchor.FAR_KNEE: (Point.KNEE, FAR),
    Anchor.SEAT: (Point.PELVIS, NEAR),
    Anchor.BACK: (Point.CHEST, NEAR),
    Anchor.ELBOW: (Point.ELBOW, FAR),
}
_SIDES: Final = {NEAR: "near", FAR: "far"}


def complaints(pose: Pose) -> list[str]:
    """Return what is wrong with a pose, each as a sentence without its full stop."""
    try:
        bones = solve(pose)
    except ValueError as error:
        return [str(error)]
    return [
        *_wrong_lengths(bones),
        *_missed_places(pose, bones),
        *_untouched(pose, bones),
        *_inside_something(pose, bones),
        *_odd_joints(bones),
        *_falls(pose, bones),
    ]


def complaints_between(start: Pose, end: Pose) -> list[str]:
    """Return what is wrong with the movement from one pose to another, halfway and around it."""
    if (start.seen, start.rests_on) != (end.seen, end.rests_on):
        return ["both poses of a movement are seen from the same side and rest on the same thing"]
    found = (complaints(blend(start, end, share)) for share in BETWEEN)
    return list(dict.fromkeys(complaint for frame in found for complaint in frame))


def _wrong_lengths(bones: Skeleton) -> Iterator[str]:
    for sign, leg, arm in zip(_SIDES, bones.legs, bones.arms, strict=True):
        parts = (
            ("thigh", leg.knee - leg.hip, body.THIGH),
            ("shin", leg.ankle - leg.knee, body.SHIN),
            ("upper arm", arm.elbow - arm.shoulder, body.UPPER_ARM),
            ("forearm", arm.wrist - arm.elbow, body.FOREARM),
        )
        for name, bone, length in parts:
            if abs(bone.length - length) > 0.05:
                yield f"the {_SIDES[sign]} {name} is {bone.length:.1f} long instead of {length}"


def _missed_places(pose: Pose, bones: Skeleton) -> Iterator[str]:
    feet = standing(pose)
    for sign, leg, arm in zip(_SIDES, bones.legs, bones.arms, strict=True):
        if arm.wanted and (gap := (arm.wanted - arm.wrist).length) > CLOSE:
            yield f"the {_SIDES[sign]} hand misses its place by {gap:.1f}"
        if sign in feet and (gap := (feet[sign].ankle - leg.ankle).length) > CLOSE:
            yield f"the {_SIDES[sign]} foot misses its place by {gap:.1f}"


def _untouched(pose: Pose, bones: Skeleton) -> Iterator[str]:
    wanted = [(point, NEAR) for point in pose.touching]
    if pose.rests_on in _RESTING:
        wanted.append(_RESTING[pose.rests_on])
    for point, sign in wanted:
        gap = _gap(pose, bones, point, sign)
        if abs(gap) > CLOSE:
            yield f"the {point} should touch something, but is {gap:.1f} away"


def _gap(pose: Pose, bones: Skeleton, point: Point, sign: int) -> float:
    """Return how far a point is from the nearest thing it could rest on."""
    at, radius = bones.at(point, far=sign == FAR), _RADIUS[point]
    gaps = [at.y - radius - height for height in _heights(pose)]
    if pose.wall is not None:
        gaps.append(pose.wall - at.x - radius)
    return min(gaps, key=abs)


def _heights(pose: Pose) -> set[float]:
    stool = 0.0 if pose.imagined else pose.stool or 0.0
    return {0.0, pose.step or 0.0, stool}


def _inside_something(pose: Pose, bones: Skeleton) -> Iterator[str]:
    for point, sign, name in _points():
        at, radius = bones.at(point, far=sign == FAR), _RADIUS[point]
        if at.y < radius - CLOSE:
            yield f"the {name} is {radius - at.y:.1f} below the floor"
        if pose.wall is not None and at.x > pose.wall - radius + CLOSE:
            yield f"the {name} is {at.x + radius - pose.wall:.1f} inside the wall"


def _points() -> Iterator[tuple[Point, int, str]]:
    """Yield every point of a body with its side, and what it is called."""
    for point in Point:
        if point in OF_TRUNK:
            yield point, NEAR, point
        else:
            yield from ((point, sign, f"{side} {point}") for sign, side in _SIDES.items())


def _odd_joints(bones: Skeleton) -> Iterator[str]:
    for sign, leg, arm in zip(_SIDES, bones.legs, bones.arms, strict=True):
        knee = _bend(leg.knee - leg.hip, leg.ankle - leg.knee)
        elbow = _bend(arm.elbow - arm.shoulder, arm.wrist - arm.elbow)
        for name, bend in (("knee", knee), ("elbow", elbow)):
            if bend > MOST_BENT:
                most = f"{MOST_BENT:.0f} are the most"
                yield f"the {_SIDES[sign]} {name} bends by {bend:.0f} degrees; {most}"
    nod = _bend(bones.neck - bones.chest, bones.head - bones.neck)
    if nod > MOST_NODDED:
        yield f"the head nods by {nod:.0f} degrees; {MOST_NODDED:.0f} are the most"


def _bend(one: Vec, other: Vec) -> float:
    return math.degrees(math.acos(max(-1.0, min(1.0, one.unit().dot(other.unit())))))


def _falls(pose: Pose, bones: Skeleton) -> Iterator[str]:
    rests = [
        bones.at(point, far=sign == FAR).x
        for point, sign, _ in _points()
        if _is_on_something(pose, bones, point, sign)
    ]
    mass = centre_of_mass(bones).x
    if not rests:
        yield "nothing carries this body"
    elif not min(rests) - CLOSE <= mass <= max(rests) + CLOSE:
        yield (
            f"this body falls over: its mass is at {mass:.1f}, "
            f"what carries it from {min(rests):.1f} to {max(rests):.1f}"
        )


def _is_on_something(pose: Pose, bones: Skeleton, point: Point, sign: int) -> bool:
    lowest = bones.at(point, far=sign == FAR).y - _RADIUS[point]
    return any(abs(lowest - height) <= CLOSE for height in _heights(pose))
