"""What a changed config is said to change."""

from pathlib import Path

import pytest

from config.samples import SMALLEST, write
from lapbell.config import Config, changes, load

TWO = SMALLEST + '\n[[trigger]]\nname = "Legs"\nafter_run = "3 min"\nroutine = "legs-up"\n'
FIRST, SECOND = TWO.split("\n[[trigger]]\n")[1:]


def said(folder: Path, old: str, new: str) -> list[str]:
    before = load(write(folder, old))
    return [*changes(before, load(write(folder, new)))]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("", "", []),
        ("calf-pump", "legs-up", [
            "trigger Legs up 3 min after a run is new",
            "trigger Calf pump 3 min after a run is gone",
        ]),
        ('"3 min"', '"3 min"\nname = "X"\nonly_if = "distance_km >= 3"', [
            "trigger X is new", "trigger Calf pump 3 min after a run is gone",
        ]),
        ("annas-runs-x7", "annas-runs-x8", ["channel phone changed"]),
        ("[channels.phone]", "[channels.page]\ninbox = true\n[channels.phone]",
         ["channel page is new"]),
        ("/home/anna/runs", "/srv/runs",
         ["folder /srv/runs is new", "folder /home/anna/runs is gone"]),
        ("Berlin", "Paris", ["timezone changed"]),
        ("[[trigger]]", '[quiet]\nhours = "off"\n[summary]\nat = "off"\n[[trigger]]',
         ["summary.at changed", "quiet changed"]),
        ("[[trigger]]", '[web]\nlisten = "off"\n[[trigger]]', ["web.listen changed"]),
        ("[[trigger]]", '[health]\nping = "https://hc-ping.com/x"\n[[trigger]]',
         ["health.ping changed"]),
        ("[[trigger]]", '[planned]\ntimes = ["Tue 06:30"]\n[[trigger]]', ["planned.times changed"]),
        ("[[trigger]]", '[summary]\nshare_with = ["ben"]\n[[trigger]]',
         ["summary.share_with changed"]),
    ],
)  # fmt: skip
def test_each_change_is_a_phrase(tmp_path: Path, old: str, new: str, what: list[str]) -> None:
    assert said(tmp_path, SMALLEST, SMALLEST.replace(old, new) if old else SMALLEST) == what


def test_a_trigger_keeps_its_name_and_changes_its_condition(tmp_path: Path) -> None:
    named = TWO.replace('name = "Legs"', 'name = "Legs"\nonly_if = "distance_km >= 3"')
    assert said(tmp_path, named, named.replace(">= 3", ">= 4")) == ["trigger Legs changed"]


def test_another_order_of_triggers_counts_since_the_first_come_first(tmp_path: Path) -> None:
    head = SMALLEST.split("\n[[trigger]]\n")[0]
    turned = "\n[[trigger]]\n".join([head, SECOND, FIRST])
    assert said(tmp_path, TWO, turned) == ["the triggers stand in another order"]


def test_comments_and_spaces_change_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, SMALLEST, "# a comment\n" + SMALLEST.replace(" = ", "=")) == []


def test_with_more_athletes_a_change_says_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "athletes").mkdir()
    ben = tmp_path / "athletes" / "ben.toml"
    ben.write_text(SMALLEST.replace("anna", "ben"))
    before = load(write(tmp_path, SMALLEST))
    ben.write_text(SMALLEST.replace("anna", "ben").replace("Berlin", "Paris"))
    assert [*changes(before, load(write(tmp_path, SMALLEST)))] == ["ben: timezone changed"]
    ben.unlink()
    assert [*changes(before, load(write(tmp_path, SMALLEST)))] == ["athlete ben is gone"]


def test_an_athlete_that_came_is_told_whether_it_can_be_used_or_not(tmp_path: Path) -> None:
    def told(old: Config) -> list[str]:
        return [*changes(old, load(tmp_path / "lapbell.toml"))]

    before = load(write(tmp_path, SMALLEST))
    (tmp_path / "athletes").mkdir()
    ben = tmp_path / "athletes" / "ben.toml"
    ben.write_text("[runs]\nfolder = []\n")
    broken = load(tmp_path / "lapbell.toml")
    assert told(before) == ["ben came, and cannot be used"]
    assert told(broken) == []
    ben.write_text(SMALLEST.replace("/home/anna", "/home/ben"))
    assert told(before) == told(broken) == ["athlete ben is new"]
    ben.unlink()
    assert told(broken) == ["ben is gone"]
