"""The service behind the pages: what the database holds, in the words of the pages."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from secrets import token_hex

from lapbell.config import Athlete, Config, Web
from lapbell.core.answers import LABELS, offered, sign, understand
from lapbell.core.decision import Nudge
from lapbell.core.occasion import local_start
from lapbell.core.offers import Verb
from lapbell.core.routine import Asked, Form, Routine
from lapbell.core.run import Run
from lapbell.core.texts import run_line
from lapbell.core.words import day_and_time
from lapbell.jobs import answer
from lapbell.jobs.health import Health
from lapbell.store import answers, decisions, runs
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store
from lapbell.store.decisions import Progress, Rung
from lapbell.web.app import create_app
from lapbell.web.safety import LOOPBACK
from lapbell.web.server import PageServer
from lapbell.web.source import Shown

_BEST_FIRST = ("sent", "sending", "queued")


def open_page(config: Config, web: Web, store: Store, health: Health, secret: bytes) -> PageServer:
    """Serve the pages where the config says; raise LapbellError where that cannot be."""
    service = Service(config.athletes[0], store, health, secret)
    app = create_app(service, hosts=(*LOOPBACK, web.host))
    page = PageServer(app, web.host, web.port)
    page.start()
    return page


class Service:
    """A running service, as a `Source` of pages."""

    def __init__(self, athlete: Athlete, store: Store, health: Health, secret: bytes) -> None:
        self._athlete = athlete
        self._secret = secret
        self._plan = athlete.plan
        self._store = store
        self._health = health

    def nudges(self, limit: int) -> Sequence[Shown]:
        """Return the newest nudges, newest first."""
        with self._store.read() as db:
            found = decisions.latest_nudges(db, self._plan.athlete, limit)
            return [
                self._shown(
                    rung,
                    runs.by_id(db, rung.nudge.run_id or ""),
                    answers.last_verb(db, rung.nudge.key),
                )
                for rung in found
            ]

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

    def answer(self, text: str) -> bool:
        """Take a button's signed text; the page is one more way home."""
        said = understand(self._secret, text)
        if said is None:
            return False
        now = datetime.now(UTC)
        row = AnswerRow(
            athlete=self._plan.athlete,
            id=f"page:{token_hex(8)}",
            verb=said[0],
            key=said[1],
            at=now,
            via="the page",
        )
        with self._store.write() as db:
            answer.take(db, row, now)
        return True

    def _buttons(self, nudge: Nudge, verb: Verb | None) -> Iterator[tuple[str, str]]:
        verbs: Sequence[Verb] = offered(nudge.kind, nudge.key)
        if verb in (Verb.DONE, Verb.HURTS, Verb.SKIP):
            verbs = (Verb.UNDO,)
        for one in verbs:
            yield LABELS[one], sign(self._secret, one, nudge.key)

    def _shown(self, rung: Rung, run: Run | None, verb: Verb | None) -> Shown:
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
            answer="" if verb in (None, Verb.UNDO) else LABELS[verb],
            buttons=tuple(self._buttons(nudge, verb)),
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
