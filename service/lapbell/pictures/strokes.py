"""From joints to strokes: what of a body is drawn, how wide, in which tone and order.

Strokes are in percent of body height, y up. The line of a muscle is `marks`'; writing strokes
down is `svg`'s.
"""

from dataclasses import dataclass, replace

from lapbell.core.figure import Mark, Seen
from lapbell.pictures import body
from lapbell.pictures.marks import mark_line
from lapbell.pictures.skeleton import Arm, Leg, Line, Skeleton
from lapbell.pictures.theme import Tone
from lapbell.pictures.vector import Vec

BEHIND_LEG = 0.45
BEHIND_ARM = 0.46
"""Where the halo of a near limb begins, as a share of its upper bone: above, it is one with the
trunk."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line with round ends and joins; a filled one is closed, a dotted one is only imagined."""

    line: Line
    width: float
    tone: Tone = Tone.INK
    filled: bool = False
    dotted: bool = False

    def moved(self, by: Vec) -> "Stroke":
        """Return the stroke at another place."""
        return replace(self, line=tuple(point + by for point in self.line))


def body_strokes(bones: Skeleton, seen: Seen, mark: Mark | None) -> list[Stroke]:
    """Return a whole body, the far side first, so that near limbs lie over it."""
    near, far = bones.near_leg, bones.far_leg
    far_arm = Tone.FAR if seen is Seen.SIDE else Tone.INK
    foot = body.FOOT_WIDE if seen is Seen.SIDE else body.FOOT_FROM_FRONT
    return [
        Stroke(arm_line(bones.far_arm), body.ARM_WIDE, far_arm),
        Stroke(_foot_line(far), foot, Tone.FAR),
        Stroke(leg_line(far), body.LEG_WIDE, Tone.FAR),
        *(_trunk(bones) if seen is Seen.SIDE else _trunk_flat(bones)),
        Stroke((bones.neck, bones.head), body.NECK_WIDE),
        halo(_foot_line(near), foot),
        halo(_from(leg_line(near), BEHIND_LEG), body.LEG_WIDE),
        Stroke(leg_line(near), body.LEG_WIDE),
        Stroke(_foot_line(near), foot),
        *([Stroke(mark_line(mark, bones), body.MARK_WIDE, Tone.BRASS_IN)] if mark else []),
        halo(_from(arm_line(bones.near_arm), BEHIND_ARM), body.ARM_WIDE),
        Stroke(arm_line(bones.near_arm), body.ARM_WIDE),
        *_head(bones, seen),
    ]


def halo(line: Line, width: float) -> Stroke:
    """Return the rim of paper that parts a limb from what lies behind it."""
    return Stroke(line, width + 2 * body.HALO, Tone.PAPER)


def leg_line(leg: Leg) -> Line:
    """Return the line of a leg without its foot."""
    return leg.hip, leg.knee, leg.ankle


def arm_line(arm: Arm) -> Line:
    """Return the line of an arm with its hand."""
    return arm.shoulder, arm.elbow, arm.wrist, arm.hand


def _foot_line(leg: Leg) -> Line:
    return leg.heel, leg.ankle, leg.ball, leg.toe, leg.ball, leg.heel


def _from(line: Line, share: float) -> Line:
    return line[0].towards(line[1], share), *line[1:]


def _head(bones: Skeleton, seen: Seen) -> list[Stroke]:
    """Return the head, and the brim that tells where it looks, where it looks sideways."""
    head = Stroke((bones.head, bones.head), 2 * body.HEAD)
    tip = bones.head + bones.face * (body.HEAD + body.BRIM)
    return [head, Stroke((bones.head, tip), body.BRIM_WIDE)] if seen is Seen.SIDE else [head]


def _trunk(bones: Skeleton) -> list[Stroke]:
    low = bones.pelvis.towards(bones.waist, 0.15)
    high = bones.chest - (bones.neck - bones.chest).unit() * 1.2
    return [
        Stroke((low, bones.waist, high), body.TRUNK_WIDE),
        Stroke((bones.pelvis, bones.pelvis), body.HIP_WIDE),
    ]


def _trunk_flat(bones: Skeleton) -> list[Stroke]:
    """Return the trunk as it is seen from front or behind, slimmer at the waist."""
    hips = bones.near_leg.hip, bones.far_leg.hip
    shoulders = bones.near_arm.shoulder, bones.far_arm.shoulder
    near, far = (
        hip.towards(shoulder, 0.5).towards(bones.waist, 0.3)
        for hip, shoulder in zip(hips, shoulders, strict=True)
    )
    outline = (*hips, far, *reversed(shoulders), near)
    return [Stroke(outline, body.ARM_WIDE, filled=True)]
