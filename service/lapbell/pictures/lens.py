"""The round lens: a second view, for what the side view does not tell.

It has no text, and nothing that must be read at 64 px. Its own coordinates begin in its middle.
"""

import math
from collections.abc import Callable, Mapping
from typing import Final

from lapbell.core.figure import Close, Foot, Pose
from lapbell.pictures import body
from lapbell.pictures.scene import FINE, bowed_arrow
from lapbell.pictures.skeleton import Line, Skeleton
from lapbell.pictures.strokes import Stroke, halo
from lapbell.pictures.theme import Tone
from lapbell.pictures.vector import UP, Vec, hanging

RADIUS = 20.0
WIDE_RADIUS = 26.0
COVER = 16.0
"""The width of the ring of paper that covers what a view has outside of the lens."""

CORNERS = 40
TURNED_MORE = 1.4
"""Feet are turned by so much more than they are, or one would not see it."""


def lens_strokes(pose: Pose, bones: Skeleton, corner: Vec) -> list[Stroke]:
    """Return the lens of a pose, if it has one, below and left of a corner."""
    if pose.lens is None:
        return []
    radius = WIDE_RADIUS if pose.lens in _FEET else RADIUS
    view = [
        *_VIEWS[pose.lens](pose, bones),
        Stroke(_circle(radius + COVER / 2), COVER, Tone.PAPER),
        Stroke(_circle(radius), FINE, Tone.LINE),
    ]
    return [stroke.moved(corner - Vec(radius, radius)) for stroke in view]


def _circle(radius: float) -> Line:
    angles = (2 * math.pi * corner / CORNERS for corner in range(CORNERS + 1))
    return tuple(Vec(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles)


def _soles(pose: Pose, _: Skeleton) -> list[Stroke]:
    """Return two shoe prints, toes up the page, with arrows by the heels."""
    turn = pose.near_leg.turn if isinstance(pose.near_leg, Foot) else 0
    return [stroke for side in (-1, 1) for stroke in _sole(side, turn * TURNED_MORE)]


def _sole(side: int, turn: float) -> list[Stroke]:
    toes, out = UP.turned(Vec(side, 0), turn), Vec(side, 0).turned(-UP, turn)

    def at(aside: float, along: float) -> Vec:
        return Vec(side * 5.8, 0.5) + out * aside + toes * along

    start = at(4.6, -6.6)
    return [
        Stroke((at(0, -7.4), at(0.1, -5.6)), 5.6),
        Stroke((at(0.2, -1.2), at(0.7, 3.2)), 5.2),
        Stroke((at(0.6, 3.2), at(-0.5, 6.4)), 6.6),
        *bowed_arrow(start, at(9.4, -6) - start, 0, 0.8),
    ]


def _hands(_: Pose, bones: Skeleton) -> list[Stroke]:
    """Return the back of the body around its linked hands."""
    middle = bones.near_arm.hand.towards(bones.far_arm.hand, 0.5) + UP * 5

    def seen(*points: Vec) -> Line:
        return tuple(Vec(point.z, point.y - middle.y) for point in points)

    near, far = bones.legs
    sides = (bones.far_arm.shoulder, bones.near_arm.shoulder)
    back = (shoulder.towards(bones.waist, 0.5) for shoulder in sides)
    strokes = [Stroke(seen(near.hip, far.hip, *back), body.LEG_WIDE, filled=True)]
    strokes += [
        Stroke(seen(leg.hip, leg.hip.towards(leg.knee, 0.7)), body.LEG_WIDE) for leg in bones.legs
    ]
    for arm in bones.arms:
        line = seen(arm.elbow, arm.wrist, arm.hand)
        strokes += [halo(line, body.ARM_WIDE), Stroke(line, body.ARM_WIDE)]
    return strokes


def _arch(pose: Pose, _: Skeleton) -> list[Stroke]:
    """Return a bare foot from its inner side: it shortens, and its arch rises, by `lift`."""
    lift = pose.lift
    ball = Vec(8 - 3 * lift, -12)
    high = -9.4 + 3 * lift
    under = Vec(-9.5, -10.4), Vec(-5, high), Vec(0, high), ball + Vec(-2.5, 1.6)
    toe = Stroke((ball, ball + Vec(10.5, 0)), 4.4)
    return [_lens_floor(), _foot(ball, lift), toe, Stroke(under, body.MARK_WIDE, Tone.BRASS_IN)]


def _big_toe(pose: Pose, _: Skeleton) -> list[Stroke]:
    """Return a bare foot whose big toe rises by `lift` while the others sink."""
    ball = Vec(8, -12)
    root = ball + Vec(2, 0)
    big, others = (root + _toe(angle) for angle in (42 * pose.lift, 34 * (1 - pose.lift)))
    return [
        _lens_floor(),
        Stroke((root, others), 3.6, Tone.FAR),
        _foot(ball, 0),
        halo((root.towards(big, 0.4), big), 4.4),
        Stroke((root, big), 4.4),
        Stroke((root.towards(big, 0.2), big), 1.9, Tone.BRASS_IN),
    ]


def _toe(angle: float) -> Vec:
    return hanging(90 + angle) * 8.5


def _foot(ball: Vec, lift: float) -> Stroke:
    """Return heel, arch, instep and where the shin begins."""
    high = -12 + 3.4 * lift
    outline = (
        Vec(-14.5, -12), Vec(-10.5, -12), Vec(-5, high), Vec(0, high), ball, ball + Vec(2, 2.6),
        ball + Vec(-4, 8 + lift), ball + Vec(-9, 14 + lift), Vec(-3.6, 12), Vec(-3.6, 30),
        Vec(-13.2, 30), Vec(-13.2, 6), Vec(-15.6, -3), Vec(-16.6, -8),
    )  # fmt: skip
    return Stroke(outline, 4.4, filled=True)


def _lens_floor() -> Stroke:
    return Stroke((Vec(-20.5, -14.8), Vec(20.5, -14.8)), FINE, Tone.LINE)


_VIEWS: Final[Mapping[Close, Callable[[Pose, Skeleton], list[Stroke]]]] = {
    Close.SOLES: _soles,
    Close.HANDS: _hands,
    Close.ARCH: _arch,
    Close.BIG_TOE: _big_toe,
}
_FEET: Final = (Close.ARCH, Close.BIG_TOE)
"""Where the lens shows what the step is about."""
