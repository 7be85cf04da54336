"""The weekly picture: dots for days, and nothing that a phone would make too small to read."""

import re

import pytest

from lapbell.pictures.chart import WIDTH, Week, week_chart, week_text
from lapbell.pictures.theme import DARK, LIGHT, Tone

AWAY = Week(paused=True)
NONE = Week()


def of(*days: tuple[int, int]) -> list[Week]:
    return [Week(run_days=run, with_routine=done) for run, done in days]


WEEKS = [
    *of((3, 1), (4, 2), (2, 2)),
    NONE,
    *of((3, 2), (4, 3), (4, 4)),
    AWAY,
    *of((2, 1), (4, 3), (3, 3), (4, 4)),
]
TITLE = "4 run days, 4 with a routine"


def test_a_dot_is_a_run_day_and_filled_where_a_routine_was_done() -> None:
    svg = week_chart(WEEKS, TITLE)
    filled = re.findall(rf'<circle [^>]*fill="{LIGHT[Tone.PINE]}"/>', svg)
    open_ = re.findall(r'<circle [^>]*fill="none"', svg)
    assert len(filled) == sum(week.with_routine for week in WEEKS)
    assert len(filled) + len(open_) == sum(week.run_days for week in WEEKS)


def test_a_week_without_a_run_is_a_dash_and_a_pause_two_dots() -> None:
    assert 'd="M576 254h16"' in week_chart([NONE], "A week without a run")
    assert 'd="M580 254h0m8 0h0"' in week_chart([AWAY], "Paused")


def test_the_latest_week_is_the_rightmost_column_whatever_the_number() -> None:
    for number in (1, 5, 12):
        svg = week_chart([*[NONE] * (number - 1), *of((1, 1))], TITLE)
        assert 'cx="584" cy="254"' in svg
        assert f">{number} week{'s' if number > 1 else ''}<" in svg


def test_seven_days_stay_below_the_title() -> None:
    heights = re.findall(r'cy="(\d+)"', week_chart(of((7, 7)), TITLE))
    assert min(map(int, heights)) - 10.5 > 66


def test_a_pause_is_named_where_there_is_room_for_the_word() -> None:
    assert week_chart(WEEKS, TITLE).count(">away<") == 1
    assert week_chart([NONE, AWAY, *[NONE] * 10], TITLE).count(">away<") == 0
    assert week_chart([*[NONE] * 4, AWAY, AWAY, *[NONE] * 6], TITLE).count(">away<") == 1


def test_no_letter_is_smaller_than_24_of_640_and_long_titles_are_cut() -> None:
    for title in (TITLE, "A much longer title than any of our own would ever be, " * 2):
        svg = week_chart(WEEKS, title)
        assert min(int(size) for size in re.findall(r'font-size="(\d+)"', svg)) >= WIDTH * 24 / 640
    assert " …</text>" in svg


def test_it_has_its_own_opaque_paper() -> None:
    for theme in (LIGHT, DARK):
        first = week_chart(WEEKS, TITLE, theme=theme).split("<")[3]
        assert first == f'rect width="640" height="320" fill="{theme[Tone.PAPER]}"/>'


def test_in_a_terminal_it_is_the_same_picture_in_letters() -> None:
    assert week_text(WEEKS, TITLE) == "\n".join(
        [
            "4 run days, 4 with a routine",
            "",
            "       ○                   ○    ●              ○         ●",
            "  ○    ○              ○    ●    ●              ●    ●    ●",
            "  ○    ●    ●         ●    ●    ●         ○    ●    ●    ●",
            "  ●    ●    ●    –    ●    ●    ●   ··    ●    ●    ●    ●",  # noqa: RUF001
            "12 weeks                           away            last week",
        ]
    )


def test_in_a_terminal_fewer_weeks_stand_to_the_right_and_fit_80_columns() -> None:
    lines = week_text([AWAY, *of((7, 5))], "7 runs last week").splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[2].index("○") == 57
    assert lines[-2].split() == ["··", "●"]
    assert lines[-1].split() == ["2", "weeks", "last", "week"]


@pytest.mark.parametrize(("run_days", "with_routine"), [(8, 0), (2, 3), (-1, 0), (1, -1)])
def test_a_week_that_cannot_be_is_refused(run_days: int, with_routine: int) -> None:
    with pytest.raises(ValueError, match=f"{run_days} run days"):
        Week(run_days=run_days, with_routine=with_routine)


@pytest.mark.parametrize("number", [0, 13])
def test_another_number_of_weeks_is_refused(number: int) -> None:
    for draw in (week_chart, week_text):
        with pytest.raises(ValueError, match=f"1 to 12 weeks, not {number}"):
            draw([NONE] * number, TITLE)
