"""Pictures are small, well-formed, in the page's colours, and move in the beat of the count."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from lapbell.core.figure import Figure, Pose
from lapbell.pictures.chart import Week, week_chart
from lapbell.pictures.picture import MARGIN, SHEET, in_the_middle, picture
from lapbell.pictures.svg import movement_svg, pose_svg, stills
from lapbell.pictures.theme import DARK, LIGHT, PAGE, Theme, Tone
from pictures.shown import FIGURES, MOVEMENTS, POSES

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "g", "path", "animate"}
MOST_STILL, MOST_MOVING = 6_000, 12_000
BODY = {Tone.INK, Tone.FAR, Tone.BRASS, Tone.BRASS_IN}
PUMP = MOVEMENTS["calf-pump 2"]
DROPS = MOVEMENTS["heel-drops 2"]


def elements(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter())  # noqa: S314 - our own text


def colours(svg: str) -> set[str]:
    return set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) - {"none"}


@pytest.mark.parametrize("name", POSES)
def test_a_pose_is_small_and_safe_under_a_strict_policy(name: str) -> None:
    svg = pose_svg(POSES[name])
    assert len(svg.encode()) <= MOST_STILL
    for element in elements(svg):
        assert element.tag.removeprefix(SVG) in ALLOWED - {"animate"}
        assert not {"style", "id", "onload", "href"} & set(element.attrib)


@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_movement_is_small_and_safe_under_a_strict_policy(name: str) -> None:
    svg = movement_svg(MOVEMENTS[name])
    assert len(svg.encode()) <= MOST_MOVING
    for element in elements(svg):
        assert element.tag.removeprefix(SVG) in ALLOWED
        assert not {"style", "id", "onload", "href"} & set(element.attrib)


@pytest.mark.parametrize("name", POSES)
def test_a_body_stays_on_the_sheet(name: str) -> None:
    pose = POSES[name]
    for stroke in picture(pose, in_the_middle([pose])):
        if stroke.tone in BODY and pose.lens is None:
            half = stroke.width / 2
            assert all(half <= point.x <= SHEET - half for point in stroke.line)
            assert all(point.y <= SHEET - half - 1 for point in stroke.line)


def test_a_body_stands_in_the_middle() -> None:
    drawn = picture(Pose(), in_the_middle([Pose()]))
    ends = [point.x for stroke in drawn if stroke.tone is Tone.INK for point in stroke.line]
    assert abs((min(ends) + max(ends)) / 2 - SHEET / 2) < MARGIN


@pytest.mark.parametrize("name", FIGURES)
def test_on_a_page_all_colours_are_the_page_s_own(name: str) -> None:
    svg = movement_svg(FIGURES[name])
    assert all(re.fullmatch(r"var\(--[a-z-]+\)", colour) for colour in colours(svg))


def test_light_and_dark_are_one_drawing_in_other_colours() -> None:
    pose = PUMP.poses[1]
    light, dark = (pose_svg(pose, theme=theme) for theme in (LIGHT, DARK))
    assert not colours(light) & colours(dark) - {LIGHT[Tone.BRASS_IN], DARK[Tone.BRASS_IN]}
    assert re.sub("#[0-9A-F]{6}", "", light) == re.sub("#[0-9A-F]{6}", "", dark)


@pytest.mark.parametrize("theme", [LIGHT, DARK, PAGE], ids=["light", "dark", "page"])
def test_a_theme_has_a_colour_for_every_tone(theme: Theme) -> None:
    assert set(theme) == set(Tone)


def test_brass_marks_what_works_and_where_to() -> None:
    marked = pose_svg(PUMP.poses[1], theme=LIGHT)
    plain = pose_svg(replace(PUMP.poses[1], mark=None, arrow=None, lens=None), theme=LIGHT)
    assert {LIGHT[Tone.BRASS], LIGHT[Tone.BRASS_IN]} <= colours(marked)
    assert not {LIGHT[Tone.BRASS], LIGHT[Tone.BRASS_IN]} & colours(plain)


def test_a_label_is_read_out_and_without_one_the_picture_is_passed_over() -> None:
    assert 'role="img" aria-label="Heels up &amp; &quot;down&quot;"' in pose_svg(
        Pose(), label='Heels up & "down"'
    )
    assert 'aria-hidden="true"' in pose_svg(Pose())


def test_the_left_side_is_the_mirror_image() -> None:
    right, left = pose_svg(Pose()), pose_svg(Pose(), mirrored=True)
    turned = ' transform="matrix(-1 0 0 1 1280 0)"'
    assert turned in left
    assert left.replace(turned, "") == right


def test_a_step_is_drawn_on_the_side_its_words_name() -> None:
    left = [name for name, figure in FIGURES.items() if figure.mirrored]
    assert left == [
        "hip-core 3",
        "hip-core 5",
        "ankle-swing 2",
        "heel-drops 2",
        "heel-drops 5",
        "hip-flexor-lunge 1",
        "hip-flexor-lunge 2",
        "figure-four 1",
        "figure-four 2",
        "figure-four 5",
        "foot-core 2",
        "foot-core 5",
    ]


@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_movement_keeps_the_beat(name: str) -> None:
    figure = MOVEMENTS[name]
    there, back = figure.beat_s
    animated = [one for one in elements(movement_svg(figure)) if one.tag == f"{SVG}animate"]
    assert animated
    for one in animated:
        times = [float(time) for time in one.attrib["keyTimes"].split(";")]
        assert one.attrib["dur"] == f"{there + back:g}s"
        assert times == sorted(times)
        assert (times[0], times[-1]) == (0, 1)
        assert times[len(times) // 2] == pytest.approx(there / (there + back), abs=0.001)
        values = one.attrib["values"].split(";")
        assert values == values[::-1]
        assert len(values) == len(times) == one.attrib["keySplines"].count(";") + 2


def test_heels_go_up_faster_than_they_come_down() -> None:
    down, up = DROPS.beat_s
    assert (down, up) == pytest.approx((4, 1))
    assert 'dur="5s"' in movement_svg(DROPS)


def test_a_movement_has_one_shape_in_all_its_frames() -> None:
    for one in elements(movement_svg(PUMP)):
        if one.tag == f"{SVG}animate":
            steps = {len(re.findall(r"-?\d+", value)) for value in one.attrib["values"].split(";")}
            assert len(steps) == 1


def test_a_movement_has_no_arrow_and_its_stills_do() -> None:
    arrow = LIGHT[Tone.BRASS]
    figure = MOVEMENTS["chair-pose 5"]
    assert arrow not in movement_svg(figure, theme=LIGHT)
    assert all(arrow in still for still in stills(figure, theme=LIGHT))


def test_for_those_who_want_less_motion_there_are_the_two_key_poses() -> None:
    first, second = stills(PUMP)
    assert first != second
    assert "<animate" not in first + second


def test_a_figure_of_one_pose_stands_still() -> None:
    alone = Figure(poses=(Pose(),), beat_s=(1, 1))
    assert movement_svg(alone) == pose_svg(Pose()) == stills(alone)[0]


def test_what_is_around_a_movement_does_not_move() -> None:
    figure = MOVEMENTS["chair-pose 5"]
    dotted = [one for one in elements(movement_svg(figure)) if "stroke-dasharray" in one.attrib]
    assert len(dotted) == 3
    assert not any(list(one) for one in dotted)


def test_pictures_other_than_figures_are_well_formed_too() -> None:
    svg = week_chart([Week(run_days=3, with_routine=1)], "<3 & more>")
    assert elements(svg)[0].attrib["aria-label"] == "<3 & more>"
