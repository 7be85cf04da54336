"""The commented sample loads, and keeps what it says."""

import re
from pathlib import Path

import lapbell
from config.samples import write
from lapbell.config import load, sample_text
from lapbell.core.fact_table import FACTS


def test_the_sample_loads_with_its_four_triggers(tmp_path: Path) -> None:
    (athlete,) = load(write(tmp_path, sample_text())).athletes
    asked = [(one.routine.id, one.variant) for one in athlete.plan.triggers]
    assert asked == [
        ("calf-pump", "wall"),
        ("calf-pump", None),
        ("chest-opener", None),
        ("chair-pose", None),
    ]
    assert list(athlete.channels) == ["phone", "page"]


def test_the_topic_of_the_sample_is_the_placeholder(tmp_path: Path) -> None:
    (athlete,) = load(write(tmp_path, sample_text())).athletes
    assert athlete.channels["phone"].is_placeholder


def test_the_sample_is_the_file_in_the_repository() -> None:
    repository = Path(__file__).parents[2]
    assert sample_text() == (repository / "config" / "lapbell.toml").read_text(encoding="utf-8")


def test_the_sample_fits_a_narrow_window() -> None:
    assert max(map(len, sample_text().splitlines())) <= 80


def test_the_commands_that_the_sample_names_are_there() -> None:
    named = set(re.findall(r"`lapbell (\w+)", sample_text()))
    commands = {file.stem for file in (Path(lapbell.__file__).parent / "cli").iterdir()}
    assert {"check", "routines"} <= named <= commands


def test_the_facts_that_the_sample_names_are_there() -> None:
    (listed,) = re.findall(r"among others:\n((?:#   .*\n)+)", sample_text())
    named = {word for word in re.findall(r"[a-z_]+", listed) if word != "sat"}
    assert "distance_km" in named
    assert named <= set(FACTS)
