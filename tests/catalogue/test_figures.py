"""Poses in a routine's file: what can be drawn is taken, what cannot is refused and says why."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lapbell.catalogue import RoutineTable, built_in
from lapbell.catalogue.figures import PoseTable
from lapbell.core.figure import Foot, Free, Hand, Place, Pose
from lapbell.core.routine import Step

ROUTINE = """
id = "toe-lifts"
name = "Toe lifts"
imbalance = "lower_legs"
phases = ["after"]
evidence = "D"
cautions = "Stop if it hurts."
title = "Toe lifts: 10 times"
cue = "Lift the toes 10 times."

[[step]]
text = "Lift the toes 10 times."
"""
REPS = 'kind = "reps"\nseconds = 20\nreps = 10\n'
SETUP = 'kind = "setup"\nseconds = 20\n'
HOLD = 'kind = "hold"\nseconds = 20\nbreaths = 4\n'
STAND = "\n[poses.stand]\n"
SQUAT = "\n[poses.squat]\ntrunk = 40\nknee = 80\n"


def step_of(text: str) -> Step:
    table = RoutineTable.model_validate(tomllib.loads(ROUTINE + text))
    return table.routine().form.steps[0]


def refused(text: str) -> str:
    with pytest.raises(ValidationError) as caught:
        step_of(text)
    return "\n".join(error["msg"] for error in caught.value.errors())


def pose(text: str) -> Pose:
    return PoseTable.model_validate(tomllib.loads(text)).pose()


def test_every_step_of_the_built_in_routines_shows_a_figure() -> None:
    forms = [form for one in built_in().values() for form in (one.form, *one.variants.values())]
    assert all(step.figure for form in forms for step in form.steps)


def test_a_step_without_poses_shows_none() -> None:
    assert step_of(SETUP).figure is None


def test_a_step_shows_its_poses_on_its_side() -> None:
    figure = step_of(f'{REPS}poses = ["stand", "squat"]\nside = "left"\n{STAND}{SQUAT}').figure
    assert figure is not None
    assert [one.knee for one in figure.poses] == [4, 80]
    assert figure.mirrored


@pytest.mark.parametrize(
    ("kind", "beat_s"),
    [
        (REPS, (1, 1)),
        (HOLD, (2.5, 2.5)),
        (f"{REPS}beat = [1.5, 0.5]\n", (1.5, 0.5)),
        (f"{SETUP}beat = [3, 4]\n", (3, 4)),
    ],
    ids=["reps", "breaths", "reps with a beat", "a beat alone"],
)
def test_the_beat_is_that_of_the_count_unless_it_is_given(
    kind: str, beat_s: tuple[float, float]
) -> None:
    figure = step_of(f'{kind}poses = ["stand", "squat"]\n{STAND}{SQUAT}').figure
    assert figure is not None
    assert figure.beat_s == beat_s


def test_what_is_not_given_is_as_core_has_it() -> None:
    assert pose("") == Pose()


def test_the_chest_leans_as_the_trunk_and_the_face_as_the_chest() -> None:
    bowed = pose("trunk = 20")
    assert (bowed.trunk, bowed.chest, bowed.face) == (20, 20, 20)
    half = pose("trunk = 20\nchest = 10")
    assert (half.trunk, half.chest, half.face) == (20, 10, 10)


def test_a_limb_stands_rests_or_is_free() -> None:
    legs = pose("near_leg = { thigh = 40, knee = 60 }\nlegs = { out = 9 }")
    assert legs.near_leg == Free(upper=40, bend=60)
    assert legs.far_leg == Foot(out=9)
    assert pose('arms = { hand = "glutes" }').far_arm == Hand(on=Place.GLUTES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f'{SETUP}poses = ["stant"]\n{STAND}{SQUAT}',
            'step 1 shows the pose "stant", but there is no [poses.stant]; '
            'there are: "stand", "squat"',
        ),
        (f'{SETUP}poses = ["stand"]\n', "there are: none"),
        (f'{SETUP}poses = ["stand", "squat"]\n{STAND}{SQUAT}', "beat = [1, 1]"),
        (
            f'{REPS}poses = ["stand", "squat"]\nbeat = [4, 1]\n{STAND}{SQUAT}',
            "10 times in 20 s leave 2 s for there and back, but `beat` has 5 s",
        ),
        (
            f'{REPS}poses = ["stand", "lie"]\n{STAND}\n[poses.lie]\nrests_on = "back"\ntrunk = -90'
            "\nface = -83\nlegs = { x = 56 }\narms = { upper = 90 }",
            "step 1 cannot be drawn in motion: both poses of a movement",
        ),
        (f"{SETUP}\n[poses.fall]\nlegs = {{ heel = 40 }}\nweight = 0.1", "this body falls over"),
        (f"{SETUP}\n[poses.a]\nlegs = {{ x = 4, thigh = 20 }}", "a leg either stands"),
        (f"{SETUP}\n[poses.a]\nlegs = {{ knee = 20 }}", "as in thigh = 40"),
        (f'{SETUP}\n[poses.a]\narms = {{ hand = "lap", upper = 3 }}', "an arm either has a place"),
        (f"{SETUP}\n[poses.a]\narms = {{ x = 3 }}", "an arm either has a place"),
        (f'{SETUP}\n[poses.a]\nrests_on = "far-knee"', 'rests on "far-knee"'),
    ],
)
def test_a_picture_that_cannot_be_is_refused_with_a_reason(text: str, said: str) -> None:
    assert said in refused(text)


def test_of_many_things_wrong_with_a_pose_only_three_are_said() -> None:
    said = refused(f"{SETUP}\n[poses.a]\nlegs = {{ thigh = 0 }}\nfar_leg = {{}}\nwall = -5")
    assert said.count(";") == 2


NUMBERS = st.floats(-360, 360) | st.just(0.0)
LENGTHS = st.floats(-200, 200) | st.just(0.0)
LEGS = st.fixed_dictionaries(
    {}, optional={"x": LENGTHS, "out": LENGTHS, "heel": NUMBERS, "turn": NUMBERS}
) | st.fixed_dictionaries({"thigh": NUMBERS}, optional={"knee": NUMBERS, "aside": NUMBERS})
ARMS = st.fixed_dictionaries(
    {"hand": st.sampled_from([str(place) for place in Place])},
    optional={"x": LENGTHS, "y": LENGTHS, "out": LENGTHS, "away": NUMBERS},
) | st.fixed_dictionaries({"upper": NUMBERS}, optional={"elbow": NUMBERS})
POSES = st.fixed_dictionaries(
    {},
    optional={
        "seen": st.sampled_from(["side", "front", "behind"]),
        "rests_on": st.sampled_from(["feet", "near-knee", "seat", "back", "flank", "elbow"]),
        "trunk": NUMBERS,
        "face": NUMBERS,
        "knee": NUMBERS,
        "weight": st.floats(0, 1),
        "near_leg": LEGS,
        "far_leg": LEGS,
        "near_arm": ARMS,
        "far_arm": ARMS,
        "wall": LENGTHS,
        "step": LENGTHS,
        "stool": LENGTHS,
    },
)


@settings(max_examples=150, deadline=None)
@given(POSES)
def test_any_numbers_make_a_pose_or_a_reason(table: dict[str, Any]) -> None:
    try:
        PoseTable.model_validate(table)
    except ValidationError as error:
        problems = error.errors()
    else:
        problems = []
    assert {one["type"] for one in problems} <= {"value_error"}
    assert not [one for one in problems if "math domain" in one["msg"]]
