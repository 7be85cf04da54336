"""A house that is made of lists, a nudge and two routines, for the tests of the pages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import IO

from flask.testing import FlaskClient

from lapbell.core.decision import Verdict
from lapbell.core.household import Member
from lapbell.core.offers import Verb
from lapbell.core.routine import Form, Kind, Phase, Routine, Step, StepKind
from lapbell.web.app import create_app
from lapbell.web.safety import Doors
from lapbell.web.source import (
    Button,
    Coming,
    Dropped,
    RunLine,
    RunStory,
    Shown,
    Silence,
    Standing,
    Weeks,
)

SUNDAY = datetime(2026, 10, 4, 18, 5, tzinfo=timezone(timedelta(hours=2)))

CALF_PUMP = Routine(
    id="calf-pump",
    name="Calf pump",
    imbalance="lower_legs",
    phases=(Phase.AFTER,),
    evidence="D",
    cautions="Knee, hip or balance trouble: do it standing at a wall.",
    form=Form(
        title="Calf pump: 20 heel lifts",
        cue="Feet wide, heels out, squat low.",
        steps=(
            Step(kind=StepKind.SETUP, seconds=15, text="Feet wide, fingertips on the ground."),
            Step(kind=StepKind.REPS, seconds=40, reps=20, text="Raise both heels; let them sink."),
            Step(kind=StepKind.REPS, seconds=40, reps=20, text="Once more.", optional=True),
        ),
    ),
    variants={
        "wall": Form(
            title="Calf pump at a wall",
            cue="Hands on the wall.",
            steps=(Step(kind=StepKind.SETUP, seconds=10, text="Hands on a wall, feet hip-wide."),),
        )
    },
    gentler="wall",
)
CHEST_OPENER = Routine(
    id="chest-opener",
    name="Chest opener",
    imbalance="forward_flop",
    phases=(Phase.BEFORE, Phase.DURING, Phase.AFTER),
    evidence="C",
    cautions="Past shoulder dislocation: use a doorway or skip.",
    form=Form(
        title="Stand tall: chest opener",
        cue="Hands linked behind you.",
        steps=(Step(kind=StepKind.HOLD, seconds=30, breaths=6, text="Slide the knuckles down."),),
    ),
)
DONE = Button(verb=Verb.DONE, label="Done", text="v1.done.post-a.s")
HURTS = Button(verb=Verb.HURTS, label="It hurts", text="v1.hurts.post-a.s")
NUDGE = Shown(
    key="post-a",
    kind=Kind.AFTER,
    title="Calf pump: 20 heel lifts",
    body="Feet wide, heels out, squat low.\n8.2 km done, Sun 17:12.",
    state="sent",
    at=SUNDAY,
    due_at=SUNDAY,
    expires_at=SUNDAY + timedelta(hours=2),
    capability="post-a.s",
    is_open=True,
    run="8.2 km done, Sun 17:12",
    run_id="r1",
    routines=((CALF_PUMP, CALF_PUMP.form),),
    buttons=(DONE, HURTS),
)
CHEST_HELD = Verdict(
    trigger="Open the chest",
    routine="chest-opener",
    fired=False,
    reason="run_minutes >= 60 does not hold (run_minutes is 44.2)",
)
NO_WEEKS = Weeks(title="1 run", facts=(), picture="", trend="", weeks=())


@dataclass
class Landed:
    """A file that ends up in a list."""

    name: str
    landed: list[tuple[str, bytes]]
    file: IO[bytes] = field(default_factory=BytesIO)

    def land(self) -> str:
        self.file.seek(0)
        self.landed.append((self.name, self.file.read()))
        return self.name

    def drop(self) -> None:
        self.file.close()


@dataclass
class Listed:
    """A source that answers what it was given."""

    shown: Sequence[Shown] = ()
    folders: tuple[str, ...] = ("/home/anna/runs, last looked at Sun 18:05",)
    catalogue: Sequence[Routine] = (CALF_PUMP, CHEST_OPENER)
    quiet: Silence | None = None
    expected: Sequence[Coming] = ()
    lines: Sequence[RunLine] = ()
    story: RunStory | None = None
    summed: Weeks = NO_WEEKS
    problems: tuple[str, ...] = ()
    files: Sequence[Dropped] = ()
    landed: list[tuple[str, bytes]] = field(default_factory=list)
    taps: int = 0
    away: str = ""

    def nudges(self, limit: int) -> Sequence[Shown]:
        return self.shown[:limit]

    def nudge(self, key: str) -> Shown | None:
        return next((one for one in self.shown if one.key == key), None)

    def silence(self) -> Silence | None:
        return self.quiet

    def coming(self) -> Sequence[Coming]:
        return self.expected

    def paused(self) -> str:
        return self.away

    def resume(self) -> None:
        self.away = ""

    def watching(self) -> tuple[str, ...]:
        return self.folders

    def runs(self, before: datetime | None, limit: int) -> Sequence[RunLine]:
        return [one for one in self.lines if before is None or one.starts_at < before][:limit]

    def run(self, run_id: str) -> RunStory | None:
        return self.story if self.story and self.story.run.id == run_id else None

    def weeks(self) -> Weeks:
        return self.summed

    def standing(self) -> Standing:
        return Standing(problems=self.problems, rows=(("config", "lapbell.toml"),))

    def routines(self) -> Mapping[str, Routine]:
        return {one.id: one for one in self.catalogue}

    def come_back(self) -> None:
        self.taps += 1

    def add_file(self, name: str) -> Landed:
        return Landed(name, self.landed)

    def added(self, limit: int) -> Sequence[Dropped]:
        return self.files[:limit]


class Broken(Listed):
    """A source that cannot answer."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def nudges(self, limit: int) -> Sequence[Shown]:
        raise self.error


@dataclass
class Home:
    """A house of such sources, by the athletes' names; a link ends in the nudge's key."""

    sources: Mapping[str, Listed]
    answered: list[str] = field(default_factory=list)
    members: Sequence[Member] = ()

    def athletes(self) -> Sequence[str]:
        return list(self.sources)

    def source(self, athlete: str) -> Listed | None:
        return self.sources.get(athlete)

    def open(self, capability: str) -> Shown | None:
        nudges = [one for source in self.sources.values() for one in source.shown]
        return next((one for one in nudges if one.capability == capability), None)

    def answer(self, text: str) -> bool:
        self.answered.append(text)
        return text.startswith("v1.")

    def household(self, athlete: str) -> Sequence[Member]:
        return self.members

    def health(self, viewers: Collection[str]) -> Mapping[str, object]:
        return {"scanned_at": None, "trouble": {}}


def client_of(source: Listed, doors: Doors | None = None) -> FlaskClient:
    """Return a client of the pages over one athlete's source, under a loopback name."""
    return create_app(Home({"me": source}), doors).test_client()


def browser(*nudges: Shown) -> FlaskClient:
    """Return a client of the pages over these nudges."""
    return client_of(Listed(nudges))


def page(*nudges: Shown, path: str = "/") -> str:
    """Return the HTML of a page over these nudges."""
    return browser(*nudges).get(path).text
