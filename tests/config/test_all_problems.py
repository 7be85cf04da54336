"""All problems at once, each of them once; but not more than somebody would read."""

from pathlib import Path

import pytest

from config.samples import SMALLEST, write
from lapbell.config import ConfigProblems, load
from lapbell.config.problems import MOST


def test_the_samples_topic_is_told_with_the_other_problems_where_it_is_put_to_work(
    tmp_path: Path,
) -> None:
    text = SMALLEST.replace("annas-runs-x7", "CHANGE-ME")
    assert load(write(tmp_path, text)).athletes
    with pytest.raises(ConfigProblems) as caught:
        load(write(tmp_path, text.replace("calf-pump", "calf-pum")), ready=True)
    assert [(one.line, one.key) for one in caught.value.problems] == [
        (7, "channels.phone.ntfy"),
        (11, "trigger[1].routine"),
    ]


def test_every_trouble_of_a_condition_is_told_with_its_own_caret(tmp_path: Path) -> None:
    text = f"{SMALLEST}only_if = 'foo > 1 or weekday == 5 or hour == 24'\n"
    with pytest.raises(ConfigProblems) as caught:
        load(write(tmp_path, text))
    assert [(one.line, one.column) for one in caught.value.problems] == [
        (12, 11),
        (12, 33),
        (12, 46),
    ]


def test_a_folder_that_stands_there_three_times_is_told_twice(tmp_path: Path) -> None:
    text = SMALLEST.replace('"/home/anna/runs"', '"/a", "/a", "/b", "/a"')
    with pytest.raises(ConfigProblems) as caught:
        load(write(tmp_path, text))
    assert [one.key for one in caught.value.problems] == ["runs.folders[2]", "runs.folders[4]"]


def test_no_more_problems_are_told_than_somebody_would_read(tmp_path: Path) -> None:
    many = "".join(f"key{number} = 1\n" for number in range(20_000))
    with pytest.raises(ConfigProblems) as caught:
        load(write(tmp_path, many + SMALLEST))
    assert len(caught.value.problems) == MOST
    assert str(caught.value).endswith("\n\nThere are more problems; mend these first.")
    assert caught.value.in_short().endswith(f", and over {MOST - 1} more")


def test_as_many_problems_as_are_told_are_all(tmp_path: Path) -> None:
    many = "".join(f"key{number} = 1\n" for number in range(MOST))
    with pytest.raises(ConfigProblems) as caught:
        load(write(tmp_path, many + SMALLEST))
    assert len(caught.value.problems) == MOST
    assert "There are more problems" not in str(caught.value)
