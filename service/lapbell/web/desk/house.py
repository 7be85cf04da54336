"""All athletes of the running service, and what a link or a button of theirs stands for."""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from secrets import token_hex

from lapbell.config import Config
from lapbell.core.answers import nudge_behind, understand
from lapbell.core.household import Member
from lapbell.jobs import answer
from lapbell.jobs.health import Health
from lapbell.jobs.household import members
from lapbell.store import decisions
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store
from lapbell.web.desk.desk import Desk, Office
from lapbell.web.desk.standing import told
from lapbell.web.source import Shown


class ServiceHouse:
    """A running service, as a `House` of pages. `current` returns the config of the moment."""

    def __init__(
        self,
        current: Callable[[], Config],
        store: Store,
        health: Health,
        secret: bytes,
        now: Callable[[], datetime],
    ) -> None:
        self._current = current
        self._store = store
        self._health = health
        self._office = Office(store=store, health=health, secret=secret, now=now, current=current)
        self._desks: dict[str, Desk] = {}

    def athletes(self) -> Sequence[str]:
        """Return the athletes' names; the first is the one of the config file itself.

        Whoever's file is broken is among them: they have a key, and no pages for now.
        """
        return self._current().names

    def source(self, athlete: str) -> Desk | None:
        """Return an athlete's desk; None for a name that there is not, or has a broken file."""
        for one in self._current().athletes:
            if one.name == athlete:
                known = self._desks.get(athlete)
                if known is None or known.athlete != one:
                    known = self._desks[athlete] = Desk(one, self._office)
                return known
        return None

    def open(self, capability: str) -> Shown | None:
        """Return the nudge that a link opens; None for a link that is not of this service."""
        key = nudge_behind(self._office.secret, capability)
        with self._store.read() as db:
            athlete = None if key is None else _athlete_of(db, key)
        desk = None if athlete is None else self.source(athlete)
        return None if desk is None or key is None else desk.nudge(key)

    def answer(self, text: str) -> bool:
        """Take a button's signed text; the page is one more way home."""
        said = understand(self._office.secret, text)
        if said is None:
            return False
        verb, key = said
        now = self._office.now()
        with self._store.write() as db:
            athlete = _athlete_of(db, key)
            if athlete is not None:
                row = AnswerRow(
                    athlete=athlete,
                    id=f"page:{token_hex(8)}",
                    verb=verb,
                    key=key,
                    at=now,
                    via="the page",
                )
                answer.take(db, row, now)
        return athlete is not None

    def household(self, athlete: str) -> Sequence[Member]:
        """Return an athlete and those who share with them; nothing where nobody does.

        While the config cannot be read again, nobody does: it may hold a word taken back.
        """
        if "config" in self._health.trouble:
            return ()
        plans = [one.plan for one in self._current().athletes]
        with self._store.read() as db:
            return members(db, athlete, plans, self._office.now())

    def health(self, viewers: Collection[str]) -> Mapping[str, object]:
        """Return what only the running service knows, as far as it is for these athletes."""
        looked = self._health.scanned_at
        return {
            "scanned_at": looked.isoformat() if looked else None,
            "trouble": told(self._health.needs(), viewers, self._current()),
        }


def _athlete_of(db: sqlite3.Connection, key: str) -> str | None:
    nudge = decisions.nudge_of(db, key)
    return None if nudge is None else nudge.athlete
