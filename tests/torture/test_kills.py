"""Killed again and again, before servers that fail in every way: nothing lost, nothing twice."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count, islice
from pathlib import Path

import pytest

from ntfy_double import Access, NtfyDouble
from running import wait_until
from torture.club import Club, Runner
from torture.conftest import Tell
from torture.foe import TO_A_QUESTION, WELL, Foe
from torture.lives import LOG, Life, Nursery

LONGEST_LIFE_S = 1.2
LONGEST_WAIT_S = 1.8
SETTLED_WITHIN_S = 1000.0
"""Above the 15 min that a push may wait which a server has turned away again and again."""
REAL_LIVES = 0.2
KILLS_AT_A_REQUEST = 0.6
TOKEN = "tk_" + "0" * 29
NEW, OLD, BLIND = "2.16", "2.13", "2.13 that may not be asked"
TEAMS, TEAMS_WHEN_HARD = {NEW: 10, OLD: 6, BLIND: 4}, {NEW: 20, OLD: 12, BLIND: 8}


@pytest.fixture
def draw() -> random.Random:
    return random.Random(5)


@pytest.fixture
def foe(draw: random.Random) -> Foe:
    return Foe(draw)


@pytest.fixture
def teams(tmp_path: Path, foe: Foe, hard: bool) -> Iterator[dict[str, list[Runner]]]:
    """Runners at three servers: one keeps keys, one does not, one can never be asked."""
    names = chain(["me"], map("runner-{:02}".format, count(1)))
    sizes = TEAMS_WHEN_HARD if hard else TEAMS
    named = {kind: list(islice(names, size)) for kind, size in sizes.items()}
    write_only = Access(
        tokens={TOKEN: "lapbell"}, rights={("lapbell", name): "w" for name in named[BLIND]}
    )
    (tmp_path / "token").write_text(TOKEN)
    login = f'token_file = "{tmp_path}/token"'
    with (
        NtfyDouble(version="2.16", burst=None) as new,
        NtfyDouble(version="2.13", burst=None) as old,
        NtfyDouble(version="2.13", burst=None, access=write_only) as blind,
    ):
        new.fault_for = old.fault_for = partial(foe.answer, to_a_question=TO_A_QUESTION)
        blind.fault_for = partial(foe.answer, to_a_question=WELL)
        yield {
            NEW: [Runner(name=name, server=new) for name in named[NEW]],
            OLD: [Runner(name=name, server=old) for name in named[OLD]],
            BLIND: [Runner(name=name, server=blind, login=login, most=2) for name in named[BLIND]],
        }


@dataclass
class Torture:
    """Kills the service so often, while so many files come."""

    club: Club
    foe: Foe
    draw: random.Random
    nursery: Nursery
    kills: int
    runs: int
    deaths: Counter[str] = field(default_factory=Counter)
    left_open: set[str] = field(default_factory=set)
    """The keys of pushes that a kill left `sending`."""

    def go(self) -> None:
        self._first_start()
        while self.deaths.total() < self.kills or self.landed < self.runs:
            kind = "real" if self.draw.random() < REAL_LIVES else "quick"
            when = self._live_and_die(self.nursery.start(kind))
            self.deaths[f"{kind} {when}"] += 1
            self.club.look()
            self.left_open |= {one.key for one in self.club.pushes if one.state == "sending"}
        self._come_to_rest()

    @property
    def landed(self) -> int:
        return self.club.landed.total()

    @property
    def log(self) -> str:
        return (self.club.place / LOG).read_text()

    def _first_start(self) -> None:
        """Let it know the empty folders: what comes from now on rings."""
        life = self.nursery.start("real")
        folders = len(self.club.runners)
        wait_until(lambda: self.log.count("run files there already") == folders)
        life.bury()

    def _live_and_die(self, life: Life) -> str:
        """Let files come until the life is over; return when it was killed, in words."""
        longest_s = self.draw.uniform(0, LONGEST_LIFE_S)
        if self.draw.random() < KILLS_AT_A_REQUEST:
            self.foe.kill_soon(life.kill)
            longest_s = LONGEST_WAIT_S
        end = time.monotonic() + longest_s
        while time.monotonic() < end and not life.is_over:
            self._feed()
            time.sleep(0.01)
        when = "at a request" if life.is_over else "at a random time"
        self.foe.let_live()
        life.bury()
        return when

    def _feed(self) -> None:
        """Let a file come, in step with the kills."""
        if self.landed < min(self.runs, self.runs * (self.deaths.total() + 1) / self.kills):
            runner = self.club.someone(self.draw)
            if runner is not None:
                self.club.land(runner)

    def _come_to_rest(self) -> None:
        """Let the servers be well, and the service live until every push has come to an end."""
        self.foe.is_calm = True
        life = self.nursery.start("real")
        end = time.monotonic() + SETTLED_WITHIN_S
        while not self.club.is_at_rest:
            assert time.monotonic() < end, self.log[-5000:]
            assert not life.is_over, self.log[-5000:]
            time.sleep(0.2)
            self.club.look()
        life.bury()


@pytest.mark.slow
def test_killed_again_and_again_every_run_rings_once(
    tmp_path: Path,
    teams: dict[str, list[Runner]],
    foe: Foe,
    draw: random.Random,
    hard: bool,
    figures: Tell,
) -> None:
    begin = time.monotonic()
    kills, runs = (250, 400) if hard else (6, 9)
    club = Club(tmp_path, [runner for team in teams.values() for runner in team])
    with Nursery(tmp_path) as nursery:
        torture = Torture(club, foe, draw, nursery, kills, runs)
        torture.go()
    counts = {kind: club.count(team) for kind, team in teams.items()}
    deaths = torture.deaths
    took_s = time.monotonic() - begin
    figures(f"{deaths.total()} kills over {torture.landed} runs in {took_s:.0f} s")
    figures(f"  killed: {_listed(deaths)}; {len(torture.left_open)} pushes were `sending`")
    figures(f"  answers: {_listed(foe.answers)}")
    for kind, number in counts.items():
        figures(f"  ntfy {kind}: {number}")
    assert deaths.total() >= kills
    assert "this is a bug" not in torture.log
    assert [line for line in torture.log.splitlines() if " ERROR " in line] == []
    for number in counts.values():
        assert (number.lost, number.doubled) == (0, 0)
    assert counts[NEW].unknown == counts[OLD].unknown == 0


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counts.most_common())
