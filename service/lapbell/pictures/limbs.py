"""Legs and free arms: free limbs follow their angles, standing legs are solved from both ends.

Hands that rest on something are `hands`', the trunk is `solve`'s. A sign is 1 for the near side
and -1 for the far one.
"""

import math
from dataclasses import replace

from lapbell.core.figure import Foot, Free, Pose, Seen, Support
from lapbell.pictures import body
from lapbell.pictures.skeleton import Arm, Frame, Leg
from lapbell.pictures.vector import AHEAD, UP, Vec, hanging

SOLE = body.FOOT_WIDE / 2
CROSSED_AT = 0.86
"""Where an ankle lies across the other thigh, as a share of the way to the knee."""


def two_bones(start: Vec, end: Vec, bones: tuple[float, float], pole: Vec) -> tuple[Vec, Vec]:
    """Return the middle joint, which bends towards `pole`, and the end.

    The end is `end` itself, or the nearest point to it that the two bones reach.
    """
    first, second = bones
    line = (end - start).unit()
    span = min(max((end - start).length, abs(first - second) + 1e-4), first + second - 1e-4)
    along = (first**2 - second**2 + span**2) / (2 * span)
    aside = math.sqrt(max(first**2 - along**2, 0))
    return start + line * along + pole.across(line).unit() * aside, start + line * span


def planted(foot: Foot, pose: Pose, sign: int) -> Leg:
    """Return the joints of a foot that stands; knee and hip are still at its ankle."""
    ground = Frame.of(0, pose.seen)
    flat = ground.front.turned(ground.near * sign, foot.turn)
    along, up = flat.turned(-UP, foot.heel), UP.turned(flat, foot.heel)
    height = SOLE + ((pose.step or 0) if foot.on is Support.STEP else 0)
    ball = Vec(foot.x, height) + ground.near * (sign * foot.out)
    heel = ball - along * body.HEEL_TO_BALL
    ankle = heel + along * body.HEEL_TO_ANKLE + up * body.ANKLE_HEIGHT
    toe = ball + flat * (body.FOOT - body.HEEL_TO_BALL)
    return Leg(hip=ankle, knee=ankle, ankle=ankle, heel=heel, ball=ball, toe=toe)


def standing_leg(hip: Vec, foot: Leg, seen: Seen) -> Leg:
    """Return the leg from a hip to a foot that stands; its knee bends forward and up."""
    pole = Frame.of(0, seen).front + UP * 0.6
    knee, ankle = two_bones(hip, foot.ankle, (body.THIGH, body.SHIN), pole)
    return replace(foot, hip=hip, knee=knee, ankle=ankle)


def crossed_leg(hip: Vec, over: Leg, sign: int) -> Leg:
    """Return the leg whose ankle lies across the other thigh, its knee out to its own side."""
    thigh = (over.knee - over.hip).unit()
    top = AHEAD.across(thigh).unit()
    place = over.hip.towards(over.knee, CROSSED_AT) + top * 5.4 + Vec(0, 0, -2.0 * sign)
    knee, ankle = two_bones(hip, place, (body.THIGH, body.SHIN), Vec(1.0, -0.35, sign))
    shin = (ankle - knee).unit()
    return _with_foot(hip, knee, ankle, (thigh.across(shin).unit(), shin))


def free_leg(hip: Vec, free: Free, seen: Seen, sign: int) -> Leg:
    """Return a leg that follows its angles. Seen from front or behind, a knee bends backward."""
    out = _out_of_picture(seen, sign)
    thigh = hanging(free.upper).turned(out, free.aside)
    if seen is Seen.SIDE:
        shin = hanging(free.upper - free.bend).turned(out, free.aside)
        front = hanging(free.upper - free.bend + 90)
    else:
        shin, front = thigh.turned(-out, free.bend), out
    knee = hip + thigh * body.THIGH
    sole = front.turned(shin, free.point), shin.turned(-front, free.point)
    return _with_foot(hip, knee, knee + shin * body.SHIN, sole)


def free_arm(shoulder: Vec, free: Free, seen: Seen, sign: int) -> Arm:
    """Return an arm that follows its angles; the elbow bends forward."""
    out = _out_of_picture(seen, sign)
    upper = hanging(free.upper).turned(out, free.aside)
    fore = hanging(free.upper + free.bend).turned(out, free.aside)
    elbow = shoulder + upper * body.UPPER_ARM
    wrist = elbow + fore * body.FOREARM
    hand = wrist + hanging(free.upper + free.bend + free.point).turned(out, free.aside) * body.HAND
    return Arm(shoulder=shoulder, elbow=elbow, wrist=wrist, hand=hand)


def _out_of_picture(seen: Seen, sign: int) -> Vec:
    ground = Frame.of(0, seen)
    return ground.near * sign if seen is Seen.SIDE else ground.front


def _with_foot(hip: Vec, knee: Vec, ankle: Vec, sole: tuple[Vec, Vec]) -> Leg:
    """Return a leg in the air; the sole lies along one direction and faces another one."""
    along, down = sole
    heel = ankle + down * body.ANKLE_HEIGHT - along * body.HEEL_TO_ANKLE
    ball, toe = heel + along * body.HEEL_TO_BALL, heel + along * body.FOOT
    return Leg(hip=hip, knee=knee, ankle=ankle, heel=heel, ball=ball, toe=toe)
