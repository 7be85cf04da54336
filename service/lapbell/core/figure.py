"""What a step shows: poses as angles and contacts. Whether one stands, and its looks: `pictures`.

Lengths are in percent of body height, angles in degrees. Trunk, chest and face lean from straight
up, limbs from straight down, all forward positive; forward is to the right. A place is measured
from what the body rests on; for feet, from the ball of a foot.

A pose is written for the runner's right side, and its mirror image is for the left. The near side
is the one towards the onlooker: the runner's right. Seen from front or behind it is the side to
the right of an upright body, and the upper side of one that lies with its head to the left.
"""

from dataclasses import dataclass
from enum import StrEnum


class Seen(StrEnum):
    """From where a pose shows itself best. From the front or behind, forward is sideways."""

    SIDE = "side"
    FRONT = "front"
    BEHIND = "behind"


class Anchor(StrEnum):
    """What the body rests on first; the rest of it follows from the angles."""

    FEET = "feet"
    NEAR_KNEE = "near-knee"
    FAR_KNEE = "far-knee"
    SEAT = "seat"
    BACK = "back"
    FLANK = "flank"
    ELBOW = "elbow"


class Place(StrEnum):
    """What a hand can rest on."""

    FLOOR = "floor"
    FINGERTIPS = "fingertips"
    WALL = "wall"
    RAIL = "rail"
    GLUTES = "glutes"
    HIP = "hip"
    HELD_THIGH = "held-thigh"
    LAP = "lap"
    LINKED = "linked"


class Support(StrEnum):
    """What a foot can stand on."""

    FLOOR = "floor"
    STEP = "step"
    THIGH = "thigh"


class Mark(StrEnum):
    """The muscle that works, or that is stretched."""

    GLUTES = "glutes"
    CALF = "calf"
    CHEST = "chest"
    HIP = "hip"
    GROIN = "groin"
    HAMSTRING = "hamstring"
    SIDE = "side"


class Point(StrEnum):
    """A point of the body that can rest on something."""

    HEAD = "head"
    CHEST = "chest"
    WAIST = "waist"
    PELVIS = "pelvis"
    HIP = "hip"
    KNEE = "knee"
    ELBOW = "elbow"
    HAND = "hand"
    HEEL = "heel"
    BALL = "ball"
    TOE = "toe"


class Close(StrEnum):
    """What the lens shows, where the side view alone does not tell."""

    SOLES = "soles"
    HANDS = "hands"
    ARCH = "arch"
    BIG_TOE = "big-toe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """A foot that stands: the place of its ball, and how it is turned.

    `out` is the distance from the middle, `heel` the lift of the heel, `turn` how far the toes
    point outward.
    """

    x: float = 0
    out: float = 7
    heel: float = 0
    turn: float = 6
    on: Support = Support.FLOOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A hand that rests on something; `x`, `y` and `out` are of use where the place is not fixed.

    `away` is the angle between arms and back where the hands are linked.
    """

    on: Place
    x: float = 0
    y: float = 0
    out: float = 7
    away: float = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A limb in the air: its upper bone, the bend of knee or elbow, and how far the toes point.

    A hand is bent forward by its `point`. `aside` swings the whole limb out of the picture, away
    from the middle of the body.
    """

    upper: float = 0
    bend: float = 0
    point: float = 0
    aside: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """Where to, for a picture that stands still: from `x`, `y` beside a point, by `dx`, `dy`.

    `bow` is how far the shaft swings out to its left, as a share of its length.
    """

    by: Point
    x: float
    y: float
    dx: float
    dy: float
    bow: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One key moment of a movement.

    `knee` is how far a standing leg bends, `weight` where over its feet the body's mass stands
    (0 heel, 1 toe): both are for a body on its feet. `wall` is the place of a wall ahead, `step`
    and `stool` are heights; an `imagined` stool carries nobody. `touching` lists what else of the
    near side must rest on floor, wall, step or stool. `lift` (0 to 1) is for what a lens shows.
    """

    seen: Seen = Seen.SIDE
    rests_on: Anchor = Anchor.FEET
    trunk: float = 2
    chest: float = 2
    face: float = 2
    knee: float = 4
    weight: float = 0.38
    near_leg: Foot | Free = Foot()
    far_leg: Foot | Free = Foot()
    near_arm: Hand | Free = Free(upper=-4, bend=12)
    far_arm: Hand | Free = Free(upper=-4, bend=12)
    wall: float | None = None
    step: float | None = None
    stool: float | None = None
    imagined: bool = False
    touching: tuple[Point, ...] = ()
    mark: Mark | None = None
    arrow: Arrow | None = None
    lens: Close | None = None
    lift: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a step shows: one pose, or a movement from the first to the second and back.

    `beat_s` are the seconds there and back. A mirrored figure works with its left side.
    """

    poses: tuple[Pose, ...]
    beat_s: tuple[float, float]
    mirrored: bool = False
