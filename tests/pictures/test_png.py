"""PNGs: of the size asked for, small, and with the letters of the package, not the machine."""

import struct

import pytest

from lapbell.pictures.chart import week_chart
from lapbell.pictures.png import to_png
from lapbell.pictures.svg import pose_svg
from lapbell.pictures.theme import DARK, LIGHT, Tone
from pictures.shown import MOVEMENTS
from pictures.test_chart import TITLE, WEEKS

POSE = MOVEMENTS["calf-pump 2"].poses[1]


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_pose_is_as_wide_as_asked() -> None:
    svg = pose_svg(POSE, theme=LIGHT)
    assert [size(to_png(svg, width=width)) for width in (64, 240)] == [(64, 64), (240, 240)]


def test_light_and_dark_differ() -> None:
    light, dark = (
        to_png(pose_svg(POSE, theme=theme), width=96, paper=theme[Tone.PAPER])
        for theme in (LIGHT, DARK)
    )
    assert light != dark


def test_paper_is_painted_only_where_it_is_asked_for() -> None:
    svg = pose_svg(POSE, theme=LIGHT)
    assert to_png(svg, width=96) != to_png(svg, width=96, paper=LIGHT[Tone.PAPER])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_weekly_picture_is_small_enough_for_a_push(theme: dict[Tone, str]) -> None:
    png = to_png(week_chart(WEEKS, TITLE, theme=theme), width=640)
    assert size(png) == (640, 320)
    assert 10_000 < len(png) < 20_000


def test_letters_are_drawn_although_the_machine_s_fonts_are_left_out() -> None:
    one, other, none = (
        to_png(week_chart(WEEKS, title), width=640) for title in ("Runs", "Rest", " ")
    )
    assert len({one, other, none}) == 3


def test_what_is_no_svg_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown token"):
        to_png("a dot", width=64)
