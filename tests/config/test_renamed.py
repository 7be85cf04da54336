"""Old names of keys: understood for a release, with a message; then an error like any other."""

from pathlib import Path

import pytest

from lapbell.config import load
from lapbell.config.models import MainTable
from lapbell.config.renamed import Renamed, with_new_names
from lapbell.config.source import Source, read
from lapbell.config.wording import validate

OLD = """\
[runs]
folder = ["runs"]

[channels.phone]
topic = "https://ntfy.example/runs"

[[trigger]]
after_run = "3 min"
exercise = "calf-pump"

[[trigger]]
after_run = "4 min"
exercise = "calf-pomp"
"""
NAMES = (
    Renamed(table="runs", old="folder", new="folders", until="0.3"),
    Renamed(table="channels.*", old="topic", new="ntfy", until="0.3"),
    Renamed(table="trigger", old="exercise", new="routine", until="0.3"),
    Renamed(table="", old="zone", new="timezone", until="0.3"),
)


def written(tmp_path: Path, text: str) -> Source:
    (tmp_path / "lapbell.toml").write_text(text)
    return read(tmp_path / "lapbell.toml")


def test_old_names_are_taken_for_the_new_ones(tmp_path: Path) -> None:
    source = with_new_names(written(tmp_path, OLD), NAMES)
    table, problems = validate(MainTable, source)
    assert (problems, table is not None) == ([], True)
    assert source.table["runs"] == {"folders": ["runs"]}
    assert [one["routine"] for one in source.table["trigger"]] == ["calf-pump", "calf-pomp"]


def test_each_old_name_is_told_with_its_line_and_what_to_write(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with_new_names(written(tmp_path, OLD), NAMES)
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 4
    assert caplog.messages[0] == (
        f"{tmp_path}/lapbell.toml:2 runs.folder: `folder` is called `folders` now; write that: "
        "lapbell 0.3 will not know the old name any more"
    )


def test_a_problem_below_an_old_name_stands_where_it_was_written(tmp_path: Path) -> None:
    source = with_new_names(written(tmp_path, OLD), NAMES)
    problem = source.problem(("trigger", 1, "routine"), "no such routine")
    assert problem.line == 13
    assert problem.source_line == 'exercise = "calf-pomp"'


def test_a_table_with_both_names_is_an_error(tmp_path: Path) -> None:
    both = OLD.replace('folder = ["runs"]', 'folder = ["runs"]\nfolders = ["runs"]')
    _, problems = validate(MainTable, with_new_names(written(tmp_path, both), NAMES))
    assert [one.message for one in problems] == ["there is no key `folder` here"]


def test_what_is_no_table_is_left_to_the_other_rules(tmp_path: Path) -> None:
    source = written(tmp_path, 'runs = "here"\ntrigger = [1]\nchannels = 5\n')
    assert with_new_names(source, NAMES).table == source.table


def test_a_config_with_new_names_only_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = OLD.replace("folder ", "folders ").replace("topic", "ntfy").replace("pomp", "pump")
    written(tmp_path, text.replace("exercise", "routine"))
    assert load(tmp_path / "lapbell.toml").athletes[0].folders == (tmp_path / "runs",)
    assert caplog.messages == []
