"""`lapbell explain --next`: the week to come."""

from pathlib import Path

import pytest

from running import Said, lapbell

NOW = "2026-10-05T05:00+00:00"
"""07:00 on a Monday in Berlin."""
CONFIG = """\
timezone = "Europe/Berlin"
[runs]
folders = ["runs"]
[channels.page]
inbox = true
[planned]
times = ["Tue 06:30", "Sun 09:00"]
[[trigger]]
name = "Wake the glutes"
before_run = "20 min"
only_if = "hour < 8"
routine = "chair-pose"
[[trigger]]
name = "Open the chest under way"
during_run = "30 min"
routine = "chest-opener"
"""
AFTER_ONLY = CONFIG.replace('during_run = "30 min"', 'after_run = "3 min"').replace(
    'before_run = "20 min"\nonly_if = "hour < 8"\nroutine = "chair-pose"',
    'after_run = "3 min"\nroutine = "calf-pump"',
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "lapbell.toml").write_text(CONFIG)
    return tmp_path


def ask(home: Path, *words: str) -> Said:
    return lapbell("explain", "--next", "--now", NOW, "--state", "state", *words, cwd=home)


def test_it_tells_each_run_its_source_and_what_would_ring_when(home: Path) -> None:
    said = ask(home)
    assert said.code == 0
    assert said.out.splitlines()[:6] == [
        "Tue 6 Oct, 06:30   every Tue 06:30",
        "  06:10  Chair pose, then go",
        "  07:00  At a safe stop: open your chest",
        "Sun 11 Oct, 09:00  every Sun 09:00",
        "  09:30  At a safe stop: open your chest",
        "         Wake the glutes: hour < 8 does not hold (hour is 9)",
    ]
    assert max(map(len, said.out.splitlines())) <= 80
    assert "(no history: state holds no database yet; `lapbell run` makes one)" in said.words
    assert not (home / "state").exists()


def test_for_programs_it_gives_verdicts_and_nudges_of_each_run(home: Path) -> None:
    said = ask(home, "--json").json
    assert set(said) == {"expected", "left_out"}
    tuesday, sunday = said["expected"]
    assert (tuesday["id"], tuesday["source"], tuesday["confidence"]) == ("Tue 06:30", "times", 1)
    assert tuesday["starts_at"] == "2026-10-06T04:30:00+00:00"
    assert [one["due_at"] for one in tuesday["nudges"]] == [
        "2026-10-06T04:10:00+00:00",
        "2026-10-06T05:00:00+00:00",
    ]
    assert [one["fired"] for one in sunday["verdicts"]] == [False, True]


def test_where_nothing_rings_before_or_during_a_run_it_says_so(home: Path) -> None:
    (home / "lapbell.toml").write_text(AFTER_ONLY.replace('times = ["Tue 06:30", "Sun 09:00"]', ""))
    assert "No run is expected in the coming week: see [planned]" in ask(home).words


@pytest.mark.parametrize("words", [(), ("--next", "a.fit")])
def test_it_wants_a_file_or_next_and_not_both(home: Path, words: tuple[str, ...]) -> None:
    said = lapbell("explain", *words, cwd=home)
    assert said.code == 2
    assert "name a run file, or ask for the coming week with --next" in said.err
