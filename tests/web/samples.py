"""A source that is a list, a nudge and two routines, for the tests of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from flask.testing import FlaskClient

from lapbell.core.routine import Form, Phase, Routine, Step, StepKind
from lapbell.web.app import create_app
from lapbell.web.source import Shown

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
NUDGE = Shown(
    key="post-a",
    title="Calf pump: 20 heel lifts",
    body="Feet wide, heels out, squat low.\n8.2 km done, Sun 17:12.",
    state="sent",
    at=SUNDAY,
    due_at=SUNDAY,
    run="8.2 km done, Sun 17:12",
    routines=((CALF_PUMP, CALF_PUMP.form),),
)


@dataclass
class Listed:
    """A source that answers what it was given."""

    shown: Sequence[Shown] = ()
    folders: tuple[str, ...] = ("/home/anna/runs, last looked at Sun 18:05",)
    catalogue: Sequence[Routine] = (CALF_PUMP, CHEST_OPENER)
    answered: list[str] = field(default_factory=list)

    def nudges(self, limit: int) -> Sequence[Shown]:
        return self.shown[:limit]

    def watching(self) -> tuple[str, ...]:
        return self.folders

    def routines(self) -> Sequence[Routine]:
        return self.catalogue

    def answer(self, text: str) -> bool:
        self.answered.append(text)
        return text.startswith("v1.")

    def health(self) -> Mapping[str, object]:
        return {"scanned_at": None, "trouble": {}}


class Broken(Listed):
    """A source that cannot answer."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def nudges(self, limit: int) -> Sequence[Shown]:
        raise self.error


def browser(*nudges: Shown) -> FlaskClient:
    """Return a client of the pages over these nudges, under a loopback name."""
    return create_app(Listed(nudges)).test_client()


def page(*nudges: Shown, path: str = "/") -> str:
    """Return the HTML of a page over these nudges."""
    return browser(*nudges).get(path).text
