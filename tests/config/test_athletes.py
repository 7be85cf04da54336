"""More athletes than one: each file for itself. Broken ones are in `broken/athletes_*`."""

import os
from pathlib import Path

import pytest

from config.samples import SMALLEST, write
from lapbell.config import Config, ConfigProblems, load
from lapbell.errors import ConfigError


def beside(folder: Path, **athletes: str) -> Config:
    """Load the smallest config with these files beside it."""
    (folder / "athletes").mkdir()
    for name, text in athletes.items():
        (folder / "athletes" / f"{name}.toml").write_text(text)
    return load(write(folder, SMALLEST))


def of(folder: str, keys: str = "") -> str:
    return SMALLEST.replace('folders = ["/home/anna/runs"]', f'folders = ["{folder}"]\n{keys}')


def test_each_file_is_an_athlete_with_keys_of_its_own(tmp_path: Path) -> None:
    config = beside(
        tmp_path,
        cleo=of("/home/cleo/runs", 'nudge_within = "1 h"'),
        ben=of("runs").replace("Europe/Berlin", "America/New_York"),
    )
    assert [one.name for one in config.athletes] == ["me", "ben", "cleo"]
    _, ben, cleo = config.athletes
    assert ben.plan.timezone.key == "America/New_York"
    assert ben.folders == (tmp_path / "athletes" / "runs",)
    assert ben.file == tmp_path / "athletes" / "ben.toml"
    assert cleo.plan.nudge_within.total_seconds() == 3600
    assert config.broken == ()


def test_all_have_the_routines_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "routines").mkdir()
    own = Path(__file__).parent / "broken/own_routines/routines/fine.toml"
    (tmp_path / "routines" / "fine.toml").write_bytes(own.read_bytes())
    config = beside(tmp_path, ben=of("/home/ben/runs").replace("calf-pump", "fine"))
    assert config.athlete("ben").plan.triggers[0].routine.id == "fine"


def test_a_broken_file_stops_its_athlete_and_nobody_else(tmp_path: Path) -> None:
    config = beside(tmp_path, ben="[runs]\nfolder = []\n", cleo=of("/home/cleo/runs"))
    assert [one.name for one in config.athletes] == ["me", "cleo"]
    (broken,) = config.broken
    assert broken.name == "ben"
    assert str(broken).startswith("ben gets nothing: ")
    assert "and 2 more" in str(broken)
    assert "\n" not in str(broken)
    with pytest.raises(ConfigProblems, match=r"runs\.folder"):
        config.athlete("ben")


def test_a_file_name_that_is_no_utf_8_can_be_written_to_a_page(tmp_path: Path) -> None:
    config = beside(tmp_path, **{os.fsdecode(b"b\xe4n"): ""})
    (broken,) = config.broken

    assert broken.name == "athletes/b\N{REPLACEMENT CHARACTER}n.toml"
    assert f"{broken}".encode().startswith(b"athletes/b")


def test_two_share_a_folder_where_both_name_their_watches(tmp_path: Path) -> None:
    (tmp_path / "athletes").mkdir()
    (tmp_path / "athletes" / "ben.toml").write_text(of("/srv/runs", 'watches = ["3456789"]'))
    config = load(write(tmp_path, of("/srv", 'watches = ["Forerunner 255"]')))
    assert [one.name for one in config.athletes] == ["me", "ben"]


def test_an_unknown_athlete_is_told_who_there_is(tmp_path: Path) -> None:
    config = beside(tmp_path, ben=of("/home/ben/runs"))
    with pytest.raises(ConfigError, match="there is no athlete 'bne'; there are: me, ben"):
        config.athlete("bne")


def test_hidden_files_and_others_are_no_athletes(tmp_path: Path) -> None:
    (tmp_path / "athletes").mkdir()
    for name in (".ben.toml", "ben.toml~", "ben.toml.bak"):
        (tmp_path / "athletes" / name).write_text("nonsense")
    assert len(load(write(tmp_path, SMALLEST)).athletes) == 1


def test_a_file_by_the_name_of_me_is_left_out_and_stops_nobody(tmp_path: Path) -> None:
    config = beside(tmp_path, me=of("/home/me/runs"))
    (broken,) = config.broken
    assert str(broken).startswith("athletes/me.toml is left out: ")
    assert "an athlete cannot be called me, the athlete of lapbell.toml" in str(broken)
    assert config.athlete("me").file == tmp_path / "lapbell.toml"


def with_wishes(folder: str, *names: str) -> str:
    return of(folder) + f"\n[summary]\nshare_with = {[*names]}\n"


def test_a_name_that_is_given_twice_is_given(tmp_path: Path) -> None:
    config = beside(tmp_path, ben=with_wishes("/home/ben/runs", "me", "me"))
    assert config.athlete("ben").plan.share_with == {"me"}
    assert config.strangers == ()


def test_who_shares_with_somebody_who_is_gone_goes_on_and_is_told(tmp_path: Path) -> None:
    config = beside(tmp_path, ben=with_wishes("/home/ben/runs", "me", "cleo"))
    assert config.broken == ()
    (stranger,) = config.strangers
    assert stranger.in_short().endswith(
        'athletes/ben.toml:15 summary.share_with[2]: there is no athlete "cleo"; there is "me"'
    )
    comment = tmp_path / "athletes" / "ben.toml"
    comment.write_text(f"# moved down a line\n{comment.read_text()}")
    assert load(tmp_path / "lapbell.toml").athletes == config.athletes


def test_an_athlete_whose_file_is_broken_is_none_the_less_somebody(tmp_path: Path) -> None:
    config = beside(
        tmp_path, ben="[runs]\nfolder = []\n", cleo=with_wishes("/home/cleo/runs", "ben")
    )
    assert config.strangers == ()
    assert config.has_others


@pytest.mark.parametrize(
    ("athletes", "has_others"),
    [({}, False), ({"ben": of("/home/ben/runs")}, True), ({"ben": "[runs"}, True)],
)
def test_there_are_others_where_there_is_a_file_of_theirs(
    tmp_path: Path, athletes: dict[str, str], has_others: bool
) -> None:
    assert beside(tmp_path, **athletes).has_others is has_others
