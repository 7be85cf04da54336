"""Stand-ins for the outside world: a clock one can turn, a phone one can look at, a plan."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lapbell.channels.protocol import (
    Abilities,
    Absent,
    CannotTell,
    Finding,
    Found,
    Message,
    Outcome,
    Sent,
    Trace,
)
from lapbell.core.condition import parse
from lapbell.core.fact_table import FACTS
from lapbell.core.plan import Plan, Trigger
from lapbell.core.routine import Form, Phase, Routine, Step, StepKind
from lapbell.core.run import Run, run_id
from lapbell.jobs.events import Event
from lapbell.readers import Reading, read

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 10, 4, 16, 5, tzinfo=UTC)
"""18:05 in Berlin."""


class FakeClock:
    """Both clocks, turned by hand; `jump` moves the wall clock alone."""

    def __init__(self, now: datetime = SUNDAY) -> None:
        self._now = now
        self._steady = 1000.0

    def now(self) -> datetime:
        return self._now

    def steady(self) -> float:
        return self._steady

    def go(self, span: timedelta) -> None:
        self._now += span
        self._steady += span.total_seconds()

    def go_to(self, moment: datetime) -> None:
        self.go(moment - self._now)

    def jump(self, span: timedelta) -> None:
        self._now += span


class Phone:
    """A channel that answers as told, one answer a send, `Sent` when nothing is told."""

    abilities = Abilities(title_bytes=250, body_bytes=4000, buttons=3)

    def __init__(self, name: str = "phone", answers: Sequence[Outcome] = ()) -> None:
        self._name = name
        self.answers = list(answers)
        self.tried: list[Message] = []
        self.shown: list[Message] = []
        self.traces: list[Trace] = []
        self.before_send: Callable[[Message], None] = lambda message: None

    @property
    def name(self) -> str:
        return self._name

    def send(self, message: Message) -> Outcome:
        self.before_send(message)
        self.tried.append(message)
        outcome = self.answers.pop(0) if self.answers else Sent(server_id=f"m{len(self.tried)}")
        if isinstance(outcome, Sent):
            self.shown.append(message)
        return outcome

    def find(self, message: Message, within: timedelta) -> Trace:
        if self.traces:
            return self.traces.pop(0)
        return Found() if message in self.shown else Absent()

    def probe(self) -> list[Finding]:
        return []


class Silent:
    """A trace for a channel that can never say."""

    LASTING = CannotTell(reason="it keeps no messages", lasting=True)
    FOR_NOW = CannotTell(reason="no answer")


class Direct:
    """Reads in this very process, as the readers do or as the test wants it."""

    def __init__(self, how: Callable[..., Reading] = read) -> None:
        self.how = how

    def ready(self) -> None:
        """There is nothing to wait for."""

    def __call__(self, data: bytes, *, athlete: str) -> Reading:
        return self.how(data, athlete=athlete)


class Ears:
    """Remembers every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    @property
    def lines(self) -> list[str]:
        return [str(event) for event in self.events]


def routine(
    name: str = "calf-pump",
    *,
    seconds: float = 100,
    phases: tuple[Phase, ...] = (Phase.AFTER,),
    variants: dict[str, Form] | None = None,
) -> Routine:
    title = name.replace("-", " ").capitalize()
    return Routine(
        id=name,
        name=title,
        imbalance="lower_legs",
        phases=phases,
        evidence="D",
        cautions="Stop when it hurts.",
        form=form(f"{title}: 20 times", f"Do the {name}.", seconds),
        variants=variants or {},
    )


def form(title: str, cue: str, seconds: float = 60, note: str = "Under two minutes.") -> Form:
    steps = (Step(kind=StepKind.REPS, seconds=seconds, text=cue, reps=20),)
    return Form(title=title, cue=cue, note=note, steps=steps)


def trigger(
    only_if: str | None = None,
    *,
    name: str = "",
    asks: Routine | None = None,
    after: timedelta = timedelta(minutes=3),
    expires: timedelta = timedelta(hours=2),
    channels: tuple[str, ...] = (),
    variant: str | None = None,
) -> Trigger:
    asked = asks or routine()
    return Trigger(
        name=name or f"{asked.id} if {only_if}",
        phase=Phase.AFTER,
        offset=after,
        routine=asked,
        variant=variant,
        only_if=parse(only_if, FACTS) if only_if else None,
        expires=expires,
        channels=channels,
    )


def plan(*triggers: Trigger, channels: tuple[str, ...] = ("phone",)) -> Plan:
    return Plan(
        athlete="me",
        timezone=BERLIN,
        triggers=triggers or (trigger(),),
        channels=channels,
        routines={one.routine.id: one.routine for one in triggers},
    )


def run(
    started_at: datetime = SUNDAY - timedelta(minutes=45),
    *,
    minutes: float | None = 42,
    km: float | None = 8.2,
    content: str = "a",
    session: int = 0,
    utc_offset: timedelta | None = timedelta(hours=2),
    descent_m: float | None = None,
    indoor: bool | None = None,
    whole: bool = True,
) -> Run:
    length = None if minutes is None else timedelta(minutes=minutes)
    sha256 = (content * 64)[:64]
    return Run(
        id=run_id("me", sha256, session),
        athlete="me",
        sha256=sha256,
        session=session,
        started_at=started_at,
        utc_offset=utc_offset,
        elapsed=length,
        moving=length,
        distance_m=None if km is None else km * 1000,
        descent_m=descent_m,
        indoor=indoor,
        whole=whole,
    )
