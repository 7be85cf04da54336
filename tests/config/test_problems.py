"""How a problem is written down."""

from pathlib import Path

from lapbell.config import ConfigProblems, Problem

HERE = Path("lapbell.toml")


def problem(line: str, column: int, width: int) -> Problem:
    return Problem(
        file=HERE, key="trigger[1].name", line=3, message="no", source_line=line,
        column=column, width=width,
    )  # fmt: skip


def carets(line: str, column: int, width: int) -> tuple[str, str]:
    _, shown, below, _ = str(problem(line, column, width)).splitlines()
    return shown.removeprefix("    "), below.removeprefix("    ")


def test_a_problem_says_where_and_what_and_underlines_it() -> None:
    assert str(problem('name = "x"', 7, 3)) == (
        'lapbell.toml:3  trigger[1].name\n    name = "x"\n           ^^^\n  no'
    )


def test_carets_stand_below_wide_letters() -> None:
    assert carets('name = "走る" # 日', 7, 4) == ('name = "走る" # 日', "       ^^^^^^")
    assert carets("k = '走' 走", 8, 1) == ("k = '走' 走", "         ^^")


def test_a_tab_is_shown_as_one_space() -> None:
    assert carets('\tname\t= "x"', 8, 3) == (' name = "x"', "        ^^^")


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert carets('name = "\x1b[31m"', 7, 1)[0] == 'name = "�[31m"'


def test_a_long_line_is_cut_around_its_trouble() -> None:
    line = "x" * 200 + "TROUBLE" + "y" * 200
    shown, below = carets(line, 200, 7)
    assert shown[0] == shown[-1] == "…"
    assert len(shown) == 76
    assert shown[below.index("^") :][: below.count("^")] == "TROUBLE"


def test_carets_end_with_the_line() -> None:
    shown, below = carets('name = """', 7, 500)
    assert len(below) == len(shown)


def test_a_place_behind_the_last_letter_has_a_caret_too() -> None:
    assert carets("name =", 6, 1) == ("name =", "      ^")


def test_secrets_are_starred_without_moving_the_carets() -> None:
    line = "{ ntfy = 'https://u:pa/s@ntfy.sh/topic', token = \"hunter2\", x = 'tk_abc' }"
    shown, below = carets(line, line.index("x ="), 1)
    for secret in ("u:pa", "topic", "hunter2", "tk_abc"):
        assert secret not in shown
    assert "ntfy.sh" in shown
    assert below.index("^") == shown.index("x =")


def test_of_an_address_of_apprise_only_the_scheme_is_shown() -> None:
    shown, _ = carets('apprise = "tgram://110201543:AAHdqT/anna?silent=no"', 0, 7)
    assert shown == 'apprise = "tgram://' + "*" * 31 + '"'


def test_what_is_to_be_copied_is_not_broken_over_lines() -> None:
    text = str(Problem(file=HERE, message="m" * 70, advice='write folders = ["/home/anna/runs"]'))
    assert '\n  folders = ["/home/anna/runs"]' in text


def test_problems_come_file_by_file_in_the_order_of_their_lines() -> None:
    other = Path("routines/x.toml")
    places = [(HERE, 9, 4), (HERE, None, None), (other, 1, 0), (HERE, 9, 2), (HERE, 2, 7)]
    found = ConfigProblems(
        Problem(file=file, line=line, column=column, message="m") for file, line, column in places
    )
    assert [(one.file, one.line, one.column) for one in found.problems] == [
        (HERE, None, None), (HERE, 2, 7), (HERE, 9, 2), (HERE, 9, 4), (other, 1, 0),
    ]  # fmt: skip
