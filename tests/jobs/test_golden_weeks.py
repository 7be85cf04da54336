"""What seven runners are told: the push, `lapbell week`, its JSON, and the picture.

`LAPBELL_GOLDEN=write` writes them anew, to be read and looked at. The pictures are there for
the eye alone: what they show stands in the text, and processors differ in how they draw letters.
"""

import json
import os
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from jobs.runners import RUNNERS, Runner
from lapbell.channels.protocol import Message
from lapbell.cli.week import show
from lapbell.core.weeks import WEEK
from lapbell.jobs.week_json import as_json

GOLDEN = Path(__file__).parent.parent / "golden" / "weeks"


@pytest.mark.parametrize("runner", RUNNERS, ids=lambda one: one.__name__)
def test_a_runner_is_told_in_these_words(
    runner: Callable[[Path], tuple[Runner, date]], tmp_path: Path
) -> None:
    life, monday = runner(tmp_path)
    told = life.told(monday)
    week = life.week(monday)
    year = [one for one in life.pushes if one.kind == "year"]
    plain = as_json(week, told.title, told.body)
    text = "\n".join([*map(_push, [*year, told]), _page(life, monday)])
    life.store.close()
    assert told.picture is not None
    assert len(told.picture.png) < 20_000
    name = runner.__name__.replace("_", "-")
    if os.environ.get("LAPBELL_GOLDEN") == "write":
        (GOLDEN / f"{name}.png").write_bytes(told.picture.png)
    _agree(GOLDEN / f"{name}.txt", text)
    _agree(
        GOLDEN / f"{name}.json",
        json.dumps(plain, indent=2, default=lambda one: one.isoformat()) + "\n",
    )


def _push(message: Message) -> str:
    lines = [message.title, *message.body.splitlines()]
    lines.append(" ".join(f"[{one.label}]" for one in message.buttons))
    return "\n".join(f"| {line}" for line in lines if line) + "\n"


def _page(life: Runner, monday: date) -> str:
    out = Console(file=StringIO(), width=80)
    show(out, life.week(monday), life.plan, monday + WEEK)
    assert isinstance(out.file, StringIO)
    return "\n".join(line.rstrip() for line in out.file.getvalue().splitlines()) + "\n"


def _agree(file: Path, found: str) -> None:
    if os.environ.get("LAPBELL_GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")
