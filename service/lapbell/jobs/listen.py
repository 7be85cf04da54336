"""Listen for the answers of one channel. A thread of its own: it waits for what may never come."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event as Flag

from lapbell.channels.protocol import Answers, Broken, Reply
from lapbell.core.answers import understand
from lapbell.core.backoff import full_jitter
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.errors import StoreError
from lapbell.jobs import answer
from lapbell.jobs.back import come_back
from lapbell.jobs.context import Context
from lapbell.jobs.events import Event, Trouble
from lapbell.store import answers
from lapbell.store.answers import AnswerRow

NOT_WRITTEN = timedelta(minutes=1)
"""How long to wait where an answer could not be written down; then it is heard once more."""


class Listener:
    """Takes what comes home over one athlete's channel, each answer once."""

    def __init__(
        self,
        plan: Callable[[], Plan],
        channel: str,
        source: Answers,
        secret: bytes,
        context: Context,
        draw: Callable[[], float],
    ) -> None:
        self._plan = plan
        self._athlete = plan().athlete
        self._channel = channel
        self._source = source
        self._secret = secret
        self._store, self._clock, self._tell = context.store, context.clock, context.tell
        self._draw = draw
        self._trouble = ""
        self._failures = 0

    def run(self, stop: Flag) -> None:
        """Listen until `stop` is set; a broken connection is made again after a while."""
        while not stop.is_set():
            wait = self._listen(stop) or full_jitter(self._failures, self._draw())
            stop.wait(wait.total_seconds())

    def _listen(self, stop: Flag) -> timedelta | None:
        """Take replies until the connection ends; return how long to leave it, if that is known.

        To ask for the next reply confirms the last one to some servers, so one that could not be
        written down is the end.
        """
        with self._store.read() as db:
            cursor = answers.cursor(db, self._athlete, self._channel)
        for reply in self._source.replies(cursor):
            if stop.is_set():
                return None
            if isinstance(reply, Broken):
                self._failures += 1
                self._say_once(f"answers over {self._channel}: {reply.reason}")
                return reply.after
            self._trouble = ""
            self._failures = 0
            if isinstance(reply, Reply) and not self._take(reply):
                return NOT_WRITTEN
        return None

    def _take(self, reply: Reply) -> bool:
        """Keep an answer and where we stand in one transaction; strange texts only move us on.

        Tells whether it could be written down.
        """
        said = understand(self._secret, reply.text)
        now = self._clock.now()
        event = None
        try:
            with self._store.write() as db:
                answers.set_cursor(db, self._athlete, self._channel, reply.id)
                if said is not None:
                    event = self._act(db, reply, *said, now=now)
        except StoreError as error:
            self._say_once(str(error))
            return False
        if event is not None:
            self._tell(event)
        return True

    def _act(
        self, db: sqlite3.Connection, reply: Reply, verb: Verb, key: str, *, now: datetime
    ) -> Event | None:
        at = min(reply.at, now)
        if verb is Verb.BACK:
            return come_back(db, self._plan(), at, now) if key == self._athlete else None
        athlete = answer.whose(db, key) if reply.name else self._athlete
        row = AnswerRow(
            athlete=athlete,
            id=reply.name or f"{self._channel}:{reply.id}",
            verb=verb,
            key=key,
            at=at,
            via=self._channel,
        )
        event = answer.take(db, row, now)
        return replace(event, athlete=athlete) if event and athlete != self._athlete else event

    def _say_once(self, text: str) -> None:
        if text != self._trouble:
            self._trouble = text
            self._tell(Trouble(what=text))
