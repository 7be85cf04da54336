"""Every example of a config in the documentation is one that lapbell takes."""

import re
from pathlib import Path

import pytest

from docs.pages import DOCS
from lapbell.config import load
from lapbell.core.condition import parse
from lapbell.core.fact_table import FACTS

WHOLE = """\
[runs]
folders = ["/home/anna/runs"]

[channels.{name}]
inbox = true

[[trigger]]
after_run = "3 min"
routine = "calf-pump"
"""
PLACES = sorted([DOCS.parent / "README.md", *DOCS.glob("*.md")])
EXAMPLES = [
    pytest.param(found[1], id=f"{page.name}:{page.read_text()[: found.start()].count(chr(10)) + 1}")
    for page in PLACES
    for found in re.finditer(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_loads(text: str, tmp_path: Path) -> None:
    if text.startswith("only_if"):
        (condition,) = re.findall(r'^only_if = "(.*)"$', text.strip(), re.MULTILINE)
        parse(condition, FACTS)
        return
    (tmp_path / "lapbell.toml").write_text(completed(text), encoding="utf-8")
    load(tmp_path / "lapbell.toml")


PLACEHOLDERS = {"tgram://BOT-TOKEN/CHAT": "tgram://123456789:a_token_of_the_right_form/12345"}
"""Apprise looks at the form of its addresses."""


def completed(text: str) -> str:
    """Add to a part of a config what it takes to load."""
    for placeholder, address in PLACEHOLDERS.items():
        text = text.replace(placeholder, address)
    for table in reversed(re.split(r"\n(?=\[)", WHOLE.format(name="page"))):
        header = table.partition("\n")[0]
        kind = header.partition(".")[0]
        if kind not in text:
            text += f"\n{table}\n"
    return text


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 8
