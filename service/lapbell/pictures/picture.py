"""A whole picture: the body, what is around it, lens and arrow, placed on a square sheet.

All pictures have one scale; the floor is at one height.
"""

from collections.abc import Iterable

from lapbell.core.figure import Pose
from lapbell.pictures.lens import lens_strokes
from lapbell.pictures.scene import arrow_strokes, surroundings
from lapbell.pictures.solve import solve
from lapbell.pictures.strokes import Stroke, body_strokes
from lapbell.pictures.theme import Tone
from lapbell.pictures.vector import Vec

SHEET = 128.0
"""The side of the sheet, in percent of body height."""

GROUND = 7.0
"""The height of the floor on the sheet."""

MARGIN = 2.5
LENS_CORNER = SHEET - 2
AWAY_FROM_LENS = 8.0


def in_the_middle(poses: Iterable[Pose]) -> float:
    """Return how far poses are moved sideways so that together they stand in the middle."""
    poses = list(poses)
    ends = [end for pose in poses for end in _ends(pose)]
    ends += [pose.wall for pose in poses if pose.wall is not None]
    aside = AWAY_FROM_LENS if any(pose.lens for pose in poses) else 0
    return SHEET / 2 - (min(ends) + max(ends)) / 2 - aside


def picture(pose: Pose, across: float, scene: Pose | None = None) -> list[Stroke]:
    """Return a pose on its sheet, in the surroundings of `scene` if it is a frame of a movement.

    Only a still has an arrow.
    """
    bones, around = solve(pose), scene or pose
    ends = MARGIN - across, SHEET - MARGIN - across
    behind = surroundings(around, solve(around), ends)
    lens = lens_strokes(pose, bones, Vec(LENS_CORNER, LENS_CORNER))
    front = body_strokes(bones, pose.seen, pose.mark)
    if pose.arrow and scene is None:
        front += arrow_strokes(pose.arrow, bones)
    place = Vec(across, GROUND)
    return [
        *(stroke.moved(place) for stroke in behind),
        *lens,  # has its own place, and its ring of paper must not cover the body
        *(stroke.moved(place) for stroke in front),
    ]


def _ends(pose: Pose) -> list[float]:
    """Return how far the strokes of the body go to either side, among other places."""
    strokes = body_strokes(solve(pose), pose.seen, None)
    ink = (stroke for stroke in strokes if stroke.tone is not Tone.PAPER)
    return [
        point.x + side * stroke.width / 2
        for stroke in ink
        for point in stroke.line
        for side in (-1, 1)
    ]
