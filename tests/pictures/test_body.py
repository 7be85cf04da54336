"""Every pose keeps its limbs, rests where it should, and stands; what does not is refused."""

from dataclasses import replace
from itertools import pairwise

import pytest

from lapbell.core.figure import Anchor, Foot, Free, Hand, Mark, Place, Point, Pose, Seen, Support
from lapbell.pictures import body
from lapbell.pictures.blend import blend
from lapbell.pictures.check import complaints, complaints_between
from lapbell.pictures.limbs import two_bones
from lapbell.pictures.skeleton import Skeleton, centre_of_mass
from lapbell.pictures.solve import solve, standing
from lapbell.pictures.vector import Vec
from pictures.shown import MOVEMENTS, POSES

FRAMES = 21
BONES = (body.THIGH, body.SHIN, body.UPPER_ARM, body.FOREARM)


def lengths(bones: Skeleton) -> list[tuple[float, ...]]:
    return [
        (
            (leg.knee - leg.hip).length,
            (leg.ankle - leg.knee).length,
            (arm.elbow - arm.shoulder).length,
            (arm.wrist - arm.elbow).length,
        )
        for leg, arm in zip(bones.legs, bones.arms, strict=True)
    ]


@pytest.mark.parametrize("name", POSES)
def test_a_pose_has_no_complaints(name: str) -> None:
    assert complaints(POSES[name]) == []


@pytest.mark.parametrize("name", POSES)
def test_limbs_and_trunk_keep_their_lengths(name: str) -> None:
    bones = solve(POSES[name])
    for side in lengths(bones):
        assert side == pytest.approx(BONES, abs=0.01)
    assert (bones.waist - bones.pelvis).length == pytest.approx(body.LOWER_TRUNK)
    assert (bones.chest - bones.waist).length == pytest.approx(body.UPPER_TRUNK)
    assert (bones.head - bones.neck).length == pytest.approx(body.NECK + body.HEAD)


@pytest.mark.parametrize("name", [name for name, one in POSES.items() if standing(one)])
def test_a_standing_foot_is_where_the_leg_ends(name: str) -> None:
    pose = POSES[name]
    legs = dict(zip((1, -1), solve(pose).legs, strict=True))
    for sign, foot in standing(pose).items():
        assert (legs[sign].ankle - foot.ankle).length < 0.8
        assert foot.ball.y == pytest.approx(body.FOOT_WIDE / 2 + (pose.step or 0))


@pytest.mark.parametrize(
    "name", [name for name, one in POSES.items() if one.rests_on is Anchor.FEET]
)
def test_on_its_feet_the_mass_is_where_the_pose_wants_it(name: str) -> None:
    pose = POSES[name]
    feet = standing(pose).values()
    ends = [point.x for foot in feet for point in (foot.heel, foot.toe)]
    edge = 0 if pose.seen is Seen.SIDE else body.FOOT_WIDE / 2
    start, end = min(ends) - edge, max(ends) + edge
    assert centre_of_mass(solve(pose)).x == pytest.approx(
        start + pose.weight * (end - start), abs=0.05
    )


@pytest.mark.parametrize("name", MOVEMENTS)
def test_21_frames_of_a_movement_have_no_complaints(name: str) -> None:
    start, end = MOVEMENTS[name].poses
    assert complaints_between(start, end) == []
    frames = [blend(start, end, number / (FRAMES - 1)) for number in range(FRAMES)]
    assert [complaint for frame in frames for complaint in complaints(frame)] == []
    for frame in frames:
        for side in lengths(solve(frame)):
            assert side == pytest.approx(BONES, abs=0.01)


@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_movement_has_no_jumps(name: str) -> None:
    start, end = MOVEMENTS[name].poses
    frames = [solve(blend(start, end, number / (FRAMES - 1))) for number in range(FRAMES)]
    for one, other in pairwise(frames):
        for point in Point:
            for far in (False, True):
                assert (one.at(point, far=far) - other.at(point, far=far)).length < 8


@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_movement_begins_and_ends_in_its_poses(name: str) -> None:
    start, end = MOVEMENTS[name].poses
    for share, pose in ((0.0, start), (1.0, end)):
        drawn, wanted = solve(blend(start, end, share)), solve(pose)
        for point in Point:
            assert (drawn.at(point) - wanted.at(point)).length < 0.01


STAND = Pose()
LYING = Pose(rests_on=Anchor.BACK, trunk=-90, chest=-90, face=-83)
FLOOR = Hand(on=Place.FLOOR, x=31, out=12)


@pytest.mark.parametrize(
    ("pose", "complaint"),
    [
        (replace(STAND, weight=0.2, near_leg=Foot(heel=40), far_leg=Foot(heel=40)), "falls over"),
        (replace(STAND, near_arm=Hand(on=Place.FLOOR, x=20)), "near hand misses its place"),
        (replace(STAND, wall=4), "inside the wall"),
        (replace(STAND, wall=40, touching=(Point.KNEE,)), "the knee should touch something"),
        (replace(STAND, near_leg=Free(point=40)), "near toe is"),
        (replace(STAND, far_leg=Foot(x=60)), "far foot misses its place"),
        (replace(STAND, near_arm=Free(bend=170)), "near elbow bends by 170 degrees"),
        (replace(STAND, far_leg=Free(upper=60, bend=160)), "far knee bends by 160 degrees"),
        (replace(STAND, face=80), "the head nods by 78 degrees"),
        (replace(STAND, near_leg=Free(), far_leg=Free()), "no foot stands"),
        (replace(STAND, rests_on=Anchor.NEAR_KNEE), 'rests on "near-knee"'),
        (replace(LYING, trunk=-70, near_leg=Foot(x=56), far_leg=Foot(x=56)), "below the floor"),
    ],
)
def test_a_body_that_cannot_be_is_refused(pose: Pose, complaint: str) -> None:
    assert [said for said in complaints(pose) if complaint in said]


def test_a_body_in_the_air_is_carried_by_nothing() -> None:
    legs = Free(upper=90)
    arms = Free(upper=180)
    sitting = Pose(
        rests_on=Anchor.SEAT,
        trunk=-60,
        chest=-60,
        face=-60,
        near_leg=legs,
        far_leg=legs,
        near_arm=arms,
        far_arm=arms,
    )
    assert any("falls over" in said for said in complaints(sitting))


def test_poses_that_rest_on_different_things_are_no_movement() -> None:
    assert complaints_between(STAND, LYING) == [
        "both poses of a movement are seen from the same side and rest on the same thing"
    ]


def test_a_movement_through_the_floor_is_refused() -> None:
    front, back = (replace(STAND, near_leg=Free(upper=angle, point=30)) for angle in (50, -50))
    assert any("below the floor" in said for said in complaints_between(front, back))


def test_two_bones_reach_as_far_as_they_are_long() -> None:
    middle, end = two_bones(Vec(0, 0), Vec(100, 0), (3, 4), Vec(0, 1))
    assert end.x == pytest.approx(7, abs=0.001)
    assert middle.x == pytest.approx(3, abs=0.001)


def test_two_bones_bend_towards_their_pole() -> None:
    up, _ = two_bones(Vec(0, 0), Vec(5, 0), (3, 4), Vec(0, 1))
    down, _ = two_bones(Vec(0, 0), Vec(5, 0), (3, 4), Vec(0, -1))
    assert (up.x, up.y) == pytest.approx((1.8, 2.4))
    assert down.y == pytest.approx(-2.4)


def test_what_rests_keeps_resting_while_the_rest_swings() -> None:
    down = replace(STAND, near_arm=Hand(on=Place.GLUTES))
    up = replace(STAND, near_arm=Hand(on=Place.HIP), mark=Mark.GLUTES)
    halfway = blend(down, up, 0.5)
    assert isinstance(halfway.near_arm, Free)
    assert halfway.near_leg == Foot()
    assert halfway.mark is Mark.GLUTES


def test_an_ankle_can_lie_across_the_other_thigh() -> None:
    pose = replace(
        LYING,
        near_leg=Foot(on=Support.THIGH),
        far_leg=Foot(x=54),
        near_arm=FLOOR,
        far_arm=FLOOR,
    )
    bones = solve(pose)
    thigh = bones.far_leg.hip.towards(bones.far_leg.knee, 0.86)
    assert (bones.near_leg.ankle - thigh).length < 6
    assert bones.near_leg.knee.z > bones.near_leg.hip.z + 3
