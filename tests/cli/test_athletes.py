"""More athletes on the command line: --athlete NAME, and what a broken file does to the others."""

from pathlib import Path

import pytest

from making import a_run
from running import Said, lapbell

CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["{folder}"]

[channels.page]
inbox = true

[[trigger]]
name = "{trigger}"
after_run = "3 min"
routine = "calf-pump"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for folder in ("runs", "bens", "athletes"):
        (tmp_path / folder).mkdir()
    (tmp_path / "lapbell.toml").write_text(CONFIG.format(folder="runs", trigger="Mine"))
    ben = CONFIG.format(folder=tmp_path / "bens", trigger="Ben's")
    (tmp_path / "athletes" / "ben.toml").write_text(ben)
    (tmp_path / "bens" / "a.fit").write_bytes(a_run())
    return tmp_path


def test_explain_uses_the_triggers_of_the_athlete(home: Path) -> None:
    mine = lapbell("explain", "bens/a.fit", "--json", cwd=home).json
    bens = lapbell("explain", "bens/a.fit", "--athlete", "ben", "--json", cwd=home).json
    assert [said["runs"][0]["verdicts"][0]["trigger"] for said in (mine, bens)] == ["Mine", "Ben's"]
    assert mine["runs"][0]["id"] != bens["runs"][0]["id"]


def test_import_and_backtest_are_of_one_athlete(home: Path) -> None:
    state = ("--state", "state", "--athlete", "ben")
    assert lapbell("import", "bens", "--json", *state, cwd=home).json["runs_known"] == 1
    told = lapbell("backtest", "--json", *state, cwd=home).json
    assert (told["runs"], told["triggers"][0]["name"]) == (1, "Ben's")
    mine = lapbell("backtest", "--json", "--state", "state", cwd=home)
    assert (mine.code, "no run is known yet" in mine.err) == (1, True)


def test_a_pause_is_of_one_athlete(home: Path) -> None:
    state = ("--state", "state")
    assert lapbell("pause", "3", "--athlete", "ben", *state, cwd=home).code == 0
    assert lapbell("resume", *state, cwd=home).out == "There is no pause.\n"
    assert lapbell("resume", "--athlete", "ben", *state, cwd=home).out == "The pause is over.\n"


def test_an_unknown_athlete_ends_with_2_and_the_names(home: Path) -> None:
    said = lapbell("pause", "--athlete", "bne", cwd=home)
    assert (said.code, said.err) == (2, "lapbell: there is no athlete 'bne'; there are: me, ben\n")


def test_a_broken_athlete_is_told_in_full_only_where_asked_for(home: Path) -> None:
    (home / "athletes" / "ben.toml").write_text("[runs]\nfolder = []\n")
    asked = lapbell("explain", "bens/a.fit", "--athlete", "ben", cwd=home)
    assert asked.code == 2
    assert "athletes/ben.toml:2  runs.folder" in asked.err
    assert lapbell("explain", "bens/a.fit", cwd=home).code == 0


def test_check_looks_at_everybody_and_ends_with_2_for_a_broken_file(home: Path) -> None:
    fine = lapbell("check", "--state", "state", cwd=home)
    assert (fine.code, f"{home}/bens: 1 run file" in fine.words) == (0, True)
    (home / "athletes" / "ben.toml").write_text("[runs]\nfolder = []\n")
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 2
    assert "mend ben gets nothing: " in said.words
    assert "athletes/ben.toml:2  runs.folder" in said.err
    assert f"{home}/runs: 0 run files" in said.words


def test_an_athlete_with_the_samples_topic_is_told_by_check(home: Path) -> None:
    ben = home / "athletes" / "ben.toml"
    ben.write_text(ben.read_text().replace("inbox = true", 'ntfy = "https://ntfy.sh/CHANGE-ME"'))
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 2
    assert "athletes/ben.toml:7  channels.page.ntfy" in said.err
    assert "this still has the sample's topic" in said.err
    assert f"{home}/runs: 0 run files" in said.words


def shares(home: Path, name: str, *names: str) -> None:
    file = home / ("lapbell.toml" if name == "me" else f"athletes/{name}.toml")
    file.write_text(f"{file.read_text()}\n[summary]\nshare_with = {[*names]}\n")


def check(home: Path) -> Said:
    return lapbell("check", "--config", "lapbell.toml", "--state", "state", cwd=home)


def test_check_says_whose_word_is_missing_and_finds_nothing_wrong(home: Path) -> None:
    shares(home, "me", "ben")
    said = check(home)
    assert said.code == 0
    assert (
        "fine me would share with ben: nothing is shared until athletes/ben.toml names me as well, "
        'with share_with = ["me"] below [summary]'
    ) in said.words
    shares(home, "ben", "me")
    assert "would share" not in check(home).words


def test_check_ends_with_2_for_a_name_of_nobody_and_the_service_would_run(home: Path) -> None:
    shares(home, "ben", "mee")
    said = check(home)
    assert said.code == 2
    assert said.err == (
        "athletes/ben.toml:15  summary.share_with[1]\n"
        "    share_with = ['mee']\n"
        "                  ^^^^^\n"
        '  there is no athlete "mee"; did you mean "me"?\n'
    )
    assert "mend athletes/ben.toml:15 summary.share_with[1]: there is no athlete" in said.words
    assert lapbell("explain", "bens/a.fit", "--athlete", "ben", cwd=home).code == 0
