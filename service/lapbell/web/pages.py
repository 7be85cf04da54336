"""The service behind the pages: what the database holds, in the words of the pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lapbell.config import Athlete, Config, Web
from lapbell.core.occasion import local_start
from lapbell.core.routine import Asked, Form, Routine
from lapbell.core.run import Run
from lapbell.core.texts import run_line
from lapbell.core.words import day_and_time
from lapbell.jobs.health import Health
from lapbell.store import decisions, runs
from lapbell.store.database import Store
from lapbell.store.decisions import Progress, Rung
from lapbell.web.app import create_app
from lapbell.web.safety import LOOPBACK
from lapbell.web.server import PageServer
from lapbell.web.source import Shown

_BEST_FIRST = ("sent", "sending", "queued")


def open_page(config: Config, web: Web, store: Store, health: Health) -> PageServer:
    """Serve the pages where the config says; raise LapbellError where that cannot be."""
    app = create_app(Service(config.athletes[0], store, health), hosts=(*LOOPBACK, web.host))
    page = PageServer(app, web.host, web.port)
    page.start()
    return page


class Service:
    """A running service, as a `Source` of pages."""

    def __init__(self, athlete: Athlete, store: Store, health: Health) -> None:
        self._athlete = athlete
        self._plan = athlete.plan
        self._store = store
        self._health = health

    def nudges(self, limit: int) -> Sequence[Shown]:
        """Return the newest nudges, newest first."""
        with self._store.read() as db:
            found = decisions.latest_nudges(db, self._plan.athlete, limit)
            return [self._shown(rung, runs.by_id(db, rung.nudge.run_id or "")) for rung in found]

    def watching(self) -> tuple[str, ...]:
        """Return a line for each watched folder."""
        looked = self._health.scanned_at
        when = f"last looked at {self._local(looked):%H:%M}" if looked else "not looked at yet"
        return tuple(f"{folder}, {when}" for folder in self._athlete.folders)

    def health(self) -> Mapping[str, object]:
        """Return what only the running service knows."""
        looked = self._health.scanned_at
        return {
            "scanned_at": looked.isoformat() if looked else None,
            "trouble": dict(self._health.trouble),
        }

    def routines(self) -> Sequence[Routine]:
        """Return the catalogue."""
        return tuple(self._plan.routines.values())

    def _shown(self, rung: Rung, run: Run | None) -> Shown:
        nudge = rung.nudge
        now = min(rung.progress, key=_order)
        return Shown(
            key=nudge.key,
            title=nudge.title,
            body=nudge.body,
            state=now.state,
            at=self._local(now.since),
            due_at=self._local(nudge.due_at),
            reason=now.reason,
            run=self._name(run) if run else "",
            routines=tuple(self._routine(asked) for asked in nudge.routines),
            held_back=tuple((one.trigger, one.reason) for one in rung.verdicts if not one.fired),
        )

    def _name(self, run: Run) -> str:
        return f"{run_line(run)}, {day_and_time(local_start(run, self._plan.timezone))}"

    def _routine(self, asked: Asked) -> tuple[Routine, Form]:
        routine = self._plan.routines[asked.routine]
        return routine, routine.in_form(asked.variant)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._plan.timezone)


def _order(progress: Progress) -> int:
    """Show what went best: one channel that has it is enough."""
    if progress.state in _BEST_FIRST:
        return _BEST_FIRST.index(progress.state)
    return len(_BEST_FIRST)
