"""Every command that the documentation names is one that lapbell takes, with these options.

Nothing is run here: what the commands do is shown in tests/cli, and the console of
docs/first-five-minutes.md is a real one.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs.pages import DOCS
from lapbell.cli import lapbell

ROOT = DOCS.parent
PAGES = sorted([ROOT / "README.md", ROOT / "systemd" / "README.md", *DOCS.glob("*.md")])
FENCED = re.compile(r"```(?:sh|console)\n(.*?)```", re.DOTALL)
LINE = re.compile(
    r"^(?:\$ )?(?:sudo )?(?:-u \w+ )?(?:\w+=\S+ )*(?:[^\s`=]*/)?lapbell +([^#|&;>\n]*)",
    re.MULTILINE,
)
INLINE = re.compile(r"`(?:sudo )?(?:-u \w+ )?lapbell\s+([a-z-][^`]*)`")


def named_in(page: Path) -> Iterator[str]:
    """Yield what stands after `lapbell`, in blocks and between backquotes."""
    text = page.read_text(encoding="utf-8")
    for block in FENCED.findall(text):
        yield from LINE.findall(block)
    yield from INLINE.findall(FENCED.sub("", text))


NAMED = [
    pytest.param(words, id=f"{page.name}: {' '.join(words.split())}")
    for page in PAGES
    for words in dict.fromkeys(named_in(page))
]


@pytest.mark.parametrize("text", NAMED)
def test_a_command_of_the_documentation_is_one_of_ours(text: str) -> None:
    name, *words = shlex.split(re.sub(r"[\[\]]", " ", text))
    command: click.Command | None = lapbell
    if name.startswith("-"):
        words = [name, *words]
    else:
        command = lapbell.get_command(click.Context(lapbell), name)
    assert command is not None, f"there is no `lapbell {name}`"
    context = click.Context(command, info_name=name)
    _, left, _ = command.make_parser(context).parse_args(words)
    assert not left, f"`lapbell {name}` takes no {left}"


def test_there_are_commands() -> None:
    assert len(NAMED) >= 30
