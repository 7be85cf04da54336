from pathlib import Path

import pytest

from running import lapbell

CONFIG = """\
timezone = "Europe/Berlin"
[runs]
folders = ["runs"]
[channels.page]
inbox = true
[[trigger]]
after_run = "0 s"
routine = "calf-pump"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "lapbell.toml").write_text(CONFIG)
    return tmp_path


def call(home: Path, *words: str) -> tuple[int, str]:
    first, *rest = words
    said = lapbell(first, "--state", "state", *rest, cwd=home)
    return said.code, said.out + said.err


def test_a_pause_begins_and_ends(home: Path) -> None:
    code, said = call(home, "pause", "10")
    assert (code, said[:13]) == (0, "Paused until ")
    assert call(home, "resume") == (0, "The pause is over.\n")
    assert call(home, "resume") == (0, "There is no pause.\n")
    assert call(home, "pause", "until-i-run") == (0, "Paused until you run.\n")


@pytest.mark.parametrize("how_long", ["0", "400", "-3", "a week", "until-i-fly"])
def test_an_odd_pause_is_refused_with_advice(home: Path, how_long: str) -> None:
    code, said = call(home, "pause", "--", how_long)
    assert code == 2
    assert "write a number of days (1 to 365) or until-i-run" in said


def test_a_routine_that_does_not_rest_and_one_that_does_not_exist(home: Path) -> None:
    assert call(home, "resume", "calf-pump") == (0, "Calf pump does not rest.\n")
    code, said = call(home, "resume", "calf")
    assert code == 1
    assert "there is no routine 'calf'" in said


DAILY = """
[[trigger]]
before_run = "20 min"
routine = "chair-pose"
[planned]
times = ["Mon 06:30", "Tue 06:30", "Wed 06:30", "Thu 06:30", "Fri 06:30", "Sat 06:30", "Sun 06:30"]
"""


@pytest.mark.parametrize(("how_long", "told"), [("10", "until "), ("until-i-run", "until you run")])
def test_status_tells_of_a_pause_and_of_nothing_that_it_holds(
    home: Path, how_long: str, told: str
) -> None:
    (home / "lapbell.toml").write_text(CONFIG + DAILY)

    def next_up() -> list[str]:
        said = lapbell("status", "--json", "--state", "state", cwd=home).json["athletes"][0]
        assert bool(said["pause"]) is paused
        return [one["what"] for one in said["next_due"]]

    paused = False
    assert call(home, "resume")[0] == 0
    assert "Chair pose before a run" in next_up()[0]
    paused = True
    assert call(home, "pause", how_long)[0] == 0
    assert next_up() == ["the weekly summary"]
    assert f"paused {told}" in " ".join(call(home, "status")[1].split())
