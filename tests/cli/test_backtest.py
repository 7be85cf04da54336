"""`lapbell backtest` over a folder and over what is known, alone and against another config."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from making import a_run
from running import Running, lapbell

CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["runs"]

[channels.page]
inbox = true

[[trigger]]
name = "Calf pump"
after_run = "3 min"
only_if = "distance_km >= 3"
routine = "calf-pump"

[quiet]
most_per_week = 2

[web]
listen = "off"
"""
BEGIN = datetime(2026, 9, 7, 16, 5, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    (tmp_path / "lapbell.toml").write_text(CONFIG)
    for day, km in ((0, 8.2), (1, 8.2), (2, 8.2), (9, 2.4), (21, 5)):
        data = a_run(started_at=BEGIN + timedelta(days=day), distance_m=km * 1000)
        (tmp_path / "runs" / f"{day}.fit").write_bytes(data)
    (tmp_path / "runs" / "copy.fit").write_bytes((tmp_path / "runs" / "0.fit").read_bytes())
    return tmp_path


def test_a_folder_is_counted_and_nothing_is_kept(home: Path) -> None:
    said = lapbell("backtest", "runs", cwd=home)
    assert said.code == 0, said.err
    assert said.out.startswith(
        "5 runs, Mon 7 Sep 2026 to Mon 28 Sep 2026\n3 pushes: 0.8 a week, 2 at most\n"
    )
    assert "Calf pump 5 3 most_per_week 1" in said.words
    assert "weeks with so many pushes 0 2 ██ 1 1 █ 2 1 █" in said.words
    assert "pushes in each hour of the day 18 3 ███" in said.words
    assert max(map(len, said.out.splitlines())) <= 80
    assert sorted(path.name for path in home.iterdir()) == ["lapbell.toml", "runs"]


def test_json_has_every_number(home: Path) -> None:
    said = lapbell("backtest", "runs", "--json", cwd=home).json
    assert said["weeks"] == [
        {"week": "2026-W37", "pushes": 2},
        {"week": "2026-W38", "pushes": 0},
        {"week": "2026-W39", "pushes": 0},
        {"week": "2026-W40", "pushes": 1},
    ]
    assert (said["runs"], said["pushes"], said["hours"]) == (5, 3, {"18": 3})
    assert said["triggers"] == [
        {
            "name": "Calf pump",
            "asked": 5,
            "rang": 3,
            "held_back": {"most_per_week": 1},
            "lacked_a_fact": 0,
        }
    ]


def test_what_was_before_a_day_is_known_and_not_counted(home: Path) -> None:
    said = lapbell("backtest", "runs", "--since", "2026-09-09", "--json", cwd=home).json
    assert (said["runs"], said["pushes"]) == (3, 1)
    assert said["triggers"][0]["held_back"] == {"most_per_week": 1}


def test_two_configs_are_told_apart_run_by_run(home: Path) -> None:
    (home / "other.toml").write_text(CONFIG.replace(">= 3", ">= 6").replace("3 min", "30 min"))
    said = lapbell("backtest", "runs", "--against", "other.toml", cwd=home)
    assert said.code == 0, said.err
    assert "They differ on 3 occasions." in said.out
    assert (
        "Mon 28 Sep 2026 18:05, 5.0 km in 44:10\n"
        "  lapbell.toml  18:52 Calf pump: 20 heel lifts\n"
        "  other.toml    nothing\n"
        "Tue 8 Sep 2026 18:05, 8.2 km in 44:10\n"
        "  lapbell.toml  18:52 Calf pump: 20 heel lifts\n"
        "  other.toml    19:19 Calf pump: 20 heel lifts\n"
    ) in said.out
    told = lapbell("backtest", "runs", "--against", "other.toml", "--json", cwd=home).json
    assert (told["pushes"], told["against"]["pushes"]) == (3, 2)
    newest = told["differences"][0]
    assert (newest["distance_m"], newest["other"]) == (5000, None)
    assert newest["one"]["routines"] == [{"routine": "calf-pump", "variant": None}]


def test_what_is_known_is_counted_beside_a_running_service(home: Path) -> None:
    with Running("run", "--state", "state", cwd=home) as service:
        service.wait_for("history read")
        said = lapbell("backtest", "--state", "state", "--json", cwd=home)
    assert said.json["runs"] == 5


def test_without_a_run_it_says_how_to_name_a_folder(home: Path) -> None:
    (home / "empty").mkdir()
    for words, why in (
        (["empty"], "empty holds no run"),
        (["--state", "none"], "none holds no database yet; `lapbell run` makes one"),
    ):
        said = lapbell("backtest", *words, cwd=home)
        assert said.code == 1
        assert f"{why}\n  Name a folder of run files: `lapbell backtest ~/runs`.\n" in said.err


def test_a_broken_other_config_is_told_with_code_2(home: Path) -> None:
    (home / "other.toml").write_text("[runs]\nfolder = []\n")
    said = lapbell("backtest", "runs", "--against", "other.toml", cwd=home)
    assert said.code == 2
    assert "other.toml:2  runs.folder" in said.err
