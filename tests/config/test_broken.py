"""Every broken config in `broken/` gets exactly the message in the .txt beside it.

After a change of words: `LAPBELL_REWRITE=1 pytest tests/config/test_broken.py`, and read the diff
as a stranger would.
"""

import os
from pathlib import Path

import pytest

from lapbell.config import ConfigProblems, load

BROKEN = Path(__file__).parent / "broken"
CONFIGS = sorted(path.relative_to(BROKEN) for path in BROKEN.rglob("*.toml"))
CONFIGS = [path for path in CONFIGS if not {"routines", "athletes"} & {*path.parts}]
PYDANTIC = ("type=", "Value error", "Input should", "pydantic", "Extra inputs", "Field required")


def message(path: Path) -> str:
    """All that is said to a config, or to the athletes beside one that is fine itself."""
    try:
        config = load(path)
    except ConfigProblems as problems:
        return f"{problems}\n"
    said = [str(one.problems) for one in config.broken] + [str(one) for one in config.strangers]
    assert said
    return "\n\n".join(said) + "\n"


@pytest.mark.parametrize("name", CONFIGS, ids=str)
def test_a_broken_config_says_what_to_do(name: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = BROKEN / name.with_suffix(".txt")
    monkeypatch.chdir(BROKEN)
    said = message(name)
    if os.environ.get("LAPBELL_REWRITE"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CONFIGS, ids=str)
def test_a_message_fits_80_columns_and_has_no_words_of_the_library(
    name: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BROKEN)
    said = message(name)
    assert max(map(len, said.splitlines())) <= 80
    assert not [words for words in PYDANTIC if words in said]


def test_there_is_a_text_for_each_config_and_no_other() -> None:
    texts = {path.relative_to(BROKEN) for path in BROKEN.rglob("*.txt")}
    assert texts == {path.with_suffix(".txt") for path in CONFIGS}


def test_there_are_enough_of_them() -> None:
    assert len(CONFIGS) >= 100
