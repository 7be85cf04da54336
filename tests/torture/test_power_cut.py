"""The power is cut while commits are under way: what was acknowledged is there afterwards."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lapbell.store.database import Store
from running import environment, wait_until
from torture.conftest import HARD, Tell
from torture.images import Image, why_not

TESTS = Path(__file__).parents[1]
CUTS, CUTS_WHEN_HARD = 2, 62
MOST_CARELESS_CUTS = 20
AFTER_S = (0.02, 0.3)
SIZE_MB = {"ext4": 64, "xfs": 300}


@dataclass
class Machine:
    """A computer with a state folder on a disk of its own, and a power cord."""

    place: Path
    kind: str
    image: Image
    draw: random.Random
    number: int = 0
    acknowledged: int = 0

    def live_and_cut(self, synchronous: str) -> dict[str, set[str]]:
        """Write for a while, cut the power, start again; return what was said, by step."""
        said = self.place / "said"
        with said.open("wb") as out:
            words = (self.image.root, str(self.number), synchronous)
            writer = subprocess.Popen(
                [sys.executable, "-m", "torture.writer", *words],
                cwd=TESTS,
                env=environment(self.place),
                stdout=out,
                stderr=subprocess.DEVNULL,
            )
        wait_until(lambda: said.stat().st_size)
        time.sleep(self.draw.uniform(*AFTER_S))
        in_time = said.read_text()  # where the power is off, nothing speaks any more
        self.image.cut_power()
        writer.kill()
        writer.wait()
        self.image.unmount()
        self.image.mount()
        steps: dict[str, set[str]] = {"kept": set(), "asked": set(), "sent": set()}
        for line in in_time.splitlines():
            step, key = line.split()
            steps[step].add(key)
        self.number += said.read_text().count("kept") + 1
        self.acknowledged += len(steps["kept"]) + len(steps["sent"])
        return steps

    def states(self) -> dict[str, str]:
        """Return the states of all pushes by key; opening asks SQLite whether all is well."""
        store = Store(self.image.root)
        with store.read() as db:
            found = {row["key"]: row["state"] for row in db.execute("SELECT * FROM outbox")}
        store.close()
        return found


@pytest.fixture(params=["ext4", "xfs"] if HARD else ["ext4"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    kind = request.param
    if why := why_not(kind):
        pytest.skip(f"no {kind} can be mounted here: {why}")
    with Image(tmp_path, kind, SIZE_MB[kind]) as image:
        yield Machine(tmp_path, kind, image, random.Random(62))


def losses(steps: dict[str, set[str]], states: dict[str, str]) -> list[str]:
    """Return what was acknowledged and is not so; what was asked for must never look unasked."""
    lost = [f"kept {key}" for key in steps["kept"] if key not in states]
    lost += [f"sent {key}" for key in steps["sent"] if states.get(key) != "sent"]
    unasked = [key for key in steps["asked"] if states.get(key) not in ("sending", "sent")]
    return lost + [f"asked {key}" for key in unasked]


@pytest.mark.slow
def test_no_acknowledged_commit_is_lost(machine: Machine, hard: bool, figures: Tell) -> None:
    cuts = CUTS_WHEN_HARD if hard else CUTS
    for _ in range(cuts):
        steps = machine.live_and_cut("FULL")
        assert losses(steps, machine.states()) == []
    what = f"{cuts} power cuts ({machine.kind})"
    figures(f"{what}: 0 of {machine.acknowledged} acknowledged commits lost")


@pytest.mark.slow
def test_the_cut_is_a_real_one(machine: Machine, figures: Tell) -> None:
    """With a database that is less careful, commits do get lost."""
    for number in range(MOST_CARELESS_CUTS):
        lost = losses(machine.live_and_cut("NORMAL"), machine.states())
        if lost:
            figures(f"  with synchronous=NORMAL, cut {number + 1} lost {len(lost)} commits")
            return
    pytest.fail("no cut lost a commit that was not synchronised")
