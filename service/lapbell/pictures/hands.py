"""Hands that rest on something: where the wrist is, how the elbow bends, where the hand points."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lapbell.core.figure import Hand, Place, Seen
from lapbell.pictures import body
from lapbell.pictures.limbs import two_bones
from lapbell.pictures.skeleton import Arm, Frame, Leg
from lapbell.pictures.vector import AHEAD, UP, Vec

PALM = body.ARM_WIDE / 2
LINKED_REACH = 31.2
"""From between the shoulders to the linked wrists: all but the length of an arm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What an arm has around it: the trunk, both ends of it, its own leg and the held one."""

    seen: Seen
    lower: Frame
    upper: Frame
    chest: Vec
    shoulder: Vec
    out: Vec
    own: Leg
    held: Leg
    wall: float


@dataclass(frozen=True, slots=True)
class Resting:
    """A wrist's place, the side to which the elbow bends, and where the hand points."""

    wrist: Vec
    pole: Vec
    points: Vec


def resting_arm(hand: Hand, reach: Reach) -> Arm:
    """Return the arm whose hand rests on its place, or as near to it as the arm is long."""
    at = _PLACES[hand.on](hand, reach)
    bones = (body.UPPER_ARM, body.FOREARM)
    elbow, wrist = two_bones(reach.shoulder, at.wrist, bones, at.pole)
    tip = wrist + at.points.unit() * body.HAND
    return Arm(shoulder=reach.shoulder, elbow=elbow, wrist=wrist, hand=tip, wanted=at.wrist)


def _floor(hand: Hand, reach: Reach) -> Resting:
    wrist = Vec(hand.x, PALM) + reach.out * hand.out
    return Resting(wrist, Vec(-1, 0.3) + reach.out * 0.5, AHEAD)


def _fingertips(hand: Hand, reach: Reach) -> Resting:
    points = Vec(0.35, -1).unit()
    wrist = Vec(hand.x, PALM) + reach.out * hand.out - points * body.HAND
    return Resting(wrist, Vec(0.2, 0) + reach.out, points)


def _wall(hand: Hand, reach: Reach) -> Resting:
    wrist = Vec(reach.wall - PALM, hand.y) + reach.out * hand.out
    return Resting(wrist, Vec(-0.2, -1) + reach.out * 0.4, UP)


def _rail(hand: Hand, reach: Reach) -> Resting:
    wrist = Vec(hand.x, hand.y + PALM) + reach.out * hand.out
    return Resting(wrist, Vec(-1, -0.5), AHEAD)


def _glutes(_: Hand, reach: Reach) -> Resting:
    trunk = reach.lower
    wrist = reach.own.hip - trunk.front * 5.6 - trunk.up
    pole = -trunk.front + UP * 0.25 + reach.out * 0.5
    return Resting(wrist, pole, trunk.front * 0.55 - trunk.up)


def _hip(_: Hand, reach: Reach) -> Resting:
    trunk = reach.lower
    if reach.seen is Seen.SIDE:
        wrist = reach.own.hip + trunk.up * 5 + trunk.front * 1.5
        return Resting(wrist, reach.out * 0.6 - trunk.front, trunk.front - trunk.up * 0.6)
    wrist = reach.own.hip + trunk.up * 4 + reach.out * 1.5
    return Resting(wrist, reach.out + trunk.up * 0.2, -trunk.up)


def _held_thigh(_: Hand, reach: Reach) -> Resting:
    leg = reach.held
    along = (leg.knee - leg.hip).unit()
    behind = (leg.ankle - leg.knee).across(along).unit()
    wrist = leg.hip.towards(leg.knee, 0.45) + behind * 3.6 + reach.out * 3
    return Resting(wrist, reach.out * 0.8 - UP, along * 0.3 - reach.out)


def _lap(_: Hand, reach: Reach) -> Resting:
    leg = reach.own
    wrist = leg.hip.towards(leg.knee, 0.55) + UP * 4.2
    return Resting(wrist, reach.out * 0.3 - AHEAD, leg.knee - leg.hip)


def _linked(hand: Hand, reach: Reach) -> Resting:
    arms = (-reach.upper.up).turned(-reach.upper.front, hand.away)
    wrist = reach.chest + arms * LINKED_REACH + reach.out * 1.2
    return Resting(wrist, Vec(-0.6, -0.3) + reach.out, arms)


_PLACES: Final[Mapping[Place, Callable[[Hand, Reach], Resting]]] = {
    Place.FLOOR: _floor,
    Place.FINGERTIPS: _fingertips,
    Place.WALL: _wall,
    Place.RAIL: _rail,
    Place.GLUTES: _glutes,
    Place.HIP: _hip,
    Place.HELD_THIGH: _held_thigh,
    Place.LAP: _lap,
    Place.LINKED: _linked,
}
