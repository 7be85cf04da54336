"""What is around the runner: floor, step, wall, stool, rail, and the arrow of a still.

All in the body's own coordinates; the second view is `lens`'.
"""

from lapbell.core.figure import Arrow, Hand, Place, Pose
from lapbell.pictures.skeleton import Line, Skeleton
from lapbell.pictures.strokes import Stroke
from lapbell.pictures.theme import Tone
from lapbell.pictures.vector import Vec

FINE = 1.2
FURNITURE = 1.5
WALL_TOP = 104.0
STEP_EDGE = -3.4
"""Of a step: just behind the ball of a foot at 0."""

HALF_SEAT = 9.0
SHAFT = 1.9
ARROW_HEAD = 4.2


def surroundings(pose: Pose, bones: Skeleton, ends: tuple[float, float]) -> list[Stroke]:
    """Return what the body stands on and touches, between the ends of the picture."""
    return [
        Stroke(_ground(pose, ends), FINE, Tone.LINE),
        *_step(pose, ends),
        *_stool(pose, bones),
        *_rail(pose),
    ]


def arrow_strokes(arrow: Arrow, bones: Skeleton) -> list[Stroke]:
    """Return an arrow beside a point of the body."""
    by = bones.at(arrow.by)
    start = Vec(by.x + arrow.x, by.y + arrow.y)
    return bowed_arrow(start, Vec(arrow.dx, arrow.dy), arrow.bow)


def bowed_arrow(start: Vec, way: Vec, bow: float, scale: float = 1) -> list[Stroke]:
    """Return a shaft that swings out to its left by a share of its length, and its head."""
    out = Vec(-way.y, way.x) * bow
    shaft = tuple(
        start + way * share + out * (4 * share * (1 - share)) for share in (0, 0.25, 0.5, 0.75, 1)
    )
    tip, back = shaft[-1], (shaft[-2] - shaft[-1]).unit()
    left, right = (
        tip + back.turned(Vec(-back.y, back.x), angle) * (ARROW_HEAD * scale) for angle in (36, -36)
    )
    width = SHAFT * scale
    return [Stroke(shaft, width, Tone.BRASS), Stroke((left, tip, right), width, Tone.BRASS)]


def _ground(pose: Pose, ends: tuple[float, float]) -> Line:
    left, right = ends
    low = -FINE / 2
    if pose.wall is not None:
        wall = pose.wall - low
        return Vec(left, low), Vec(wall, low), Vec(wall, WALL_TOP)
    return Vec(left, low), Vec(right, low)


def _step(pose: Pose, ends: tuple[float, float]) -> list[Stroke]:
    if pose.step is None:
        return []
    low, high = -FINE / 2, pose.step - FINE / 2
    left, right = STEP_EDGE, ends[1]
    block = Vec(left, low), Vec(left, high), Vec(right, high), Vec(right, low)
    return [Stroke(block, FINE, Tone.LINE, filled=True)]


def _stool(pose: Pose, bones: Skeleton) -> list[Stroke]:
    if pose.stool is None:
        return []
    top, middle = pose.stool - FURNITURE / 2, bones.pelvis.x - 3
    seat = Vec(middle - HALF_SEAT, top), Vec(middle + HALF_SEAT, top)
    legs = (
        (Vec(middle + side * (HALF_SEAT - 2), top), Vec(middle + side * HALF_SEAT, FURNITURE / 2))
        for side in (-1, 1)
    )
    return [Stroke(line, FURNITURE, Tone.FAR, dotted=pose.imagined) for line in (seat, *legs)]


def _rail(pose: Pose) -> list[Stroke]:
    arm = pose.near_arm
    if not (isinstance(arm, Hand) and arm.on is Place.RAIL):
        return []
    top, post = arm.y - FURNITURE / 2, arm.x + 4
    bar = Vec(post - 3, top), Vec(post + 3, top)
    return [
        Stroke(bar, FURNITURE, Tone.FAR),
        Stroke((Vec(post, top), Vec(post, pose.step or 0)), FURNITURE, Tone.FAR),
    ]
