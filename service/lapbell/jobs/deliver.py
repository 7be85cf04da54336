"""Bring the outbox of one channel out: never lost, never doubled, never hammering.

A row is `sending` before the request leaves. What was confirmed is never sent again; what was
left open is asked about first, and sent once more only where the channel says it is not there,
or can never say.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from lapbell.channels.protocol import (
    Absent,
    CannotTell,
    Channel,
    Found,
    Message,
    Misconfigured,
    Outcome,
    Refused,
    Retry,
    Sent,
    Trace,
    Updating,
)
from lapbell.core.backoff import full_jitter
from lapbell.core.decide import FRESH
from lapbell.core.decision import Priority
from lapbell.core.routine import Kind
from lapbell.jobs.compose import Composer
from lapbell.jobs.context import Context
from lapbell.jobs.events import Delivered, NotDelivered
from lapbell.store import answers, outbox
from lapbell.store.outbox import SETTLES_AFTER, Delivery

PAUSE = timedelta(minutes=15)
"""After "you may not": a server locks out whoever keeps trying a wrong token."""


class Courier:
    """The deliver job of one athlete's channel. Not to be run twice at a time.

    `awake` returns the moment it is given, or the end of the quiet hours that it falls into.
    """

    def __init__(
        self,
        athlete: str,
        channel: Channel,
        context: Context,
        draw: Callable[[], float],
        composer: Composer | None = None,
        awake: Callable[[datetime], datetime] = lambda moment: moment,
    ) -> None:
        self._athlete = athlete
        self._channel = channel
        self._store, self._clock, self._tell = context.store, context.clock, context.tell
        self._draw = draw
        self._composer = composer or Composer()
        self._awake = awake
        self._paused_until = 0.0
        """On the steady clock, which no jump of the wall clock can stretch."""
        self._confirmed: list[tuple[Delivery, Sent]] = []
        """Sent, but not yet written down because the disk was full."""

    def begin(self) -> None:
        """Forget old waits: whoever starts the service may have mended what was wrong."""
        with self._store.write() as db:
            outbox.retry_now(db, self._athlete, self._clock.now())

    def deliver(self) -> datetime | None:
        """Send what is due; return when there is something to do again (aware UTC).

        Raises StoreError where nothing can be written: then nothing more is sent either.
        """
        self._write_confirmed()
        self._settle()
        while not self._pause_left() and (delivery := self._claim()) is not None:
            self._record(delivery, self._channel.send(self._message(delivery)))
        self._echo()
        return self._next_time()

    def _write_confirmed(self) -> None:
        while self._confirmed:
            delivery, sent = self._confirmed[0]
            self._finish(delivery, "sent", "", sent.server_id)
            self._confirmed.pop(0)
            self._delivered(delivery)

    def _settle(self) -> None:
        """Ask the channel about attempts that were left open."""
        while not self._pause_left() and (delivery := self._unsettled()) is not None:
            attempted_at = delivery.attempted_at or self._clock.now()
            within = abs(self._clock.now() - attempted_at)
            self._learn(
                delivery, self._channel.find(self._composer.message(delivery.nudge), within)
            )

    def _echo(self) -> None:
        """Let phones show what was answered, where a server can; a courtesy, tried once."""
        if self._pause_left():
            return
        with self._store.read() as db:
            if outbox.next_time(db, self._athlete, self._channel.name) != outbox.EPOCH:
                return
        with self._store.write() as db:
            taken = outbox.take_echoes(db, self._athlete, self._channel.name)
            echoes = [(key, title, answers.last_answer(db, key)) for key, title in taken]
        if isinstance(self._channel, Updating):
            for key, title, answer in echoes:
                if answer is not None:
                    self._channel.update(self._composer.echo(key, title, answer[0]))

    def _message(self, delivery: Delivery) -> Message:
        """Return what is sent; about a run that is long over it makes no sound."""
        nudge = delivery.nudge
        message = self._composer.illustrated(nudge)
        if nudge.kind is Kind.AFTER and self._clock.now() - nudge.due_at > FRESH:
            return replace(message, priority=int(Priority.LOW))
        return message

    def _unsettled(self) -> Delivery | None:
        with self._store.read() as db:
            return outbox.unsettled(db, self._athlete, self._channel.name, self._clock.now())

    def _claim(self) -> Delivery | None:
        now = self._clock.now()
        with self._store.write() as db:
            expired = outbox.expire(db, self._athlete, self._channel.name, now)
            if (awake_at := self._awake(now)) > now:
                way = (self._athlete, self._channel.name)
                outbox.hush(db, way, due_before=now - FRESH, until=awake_at, now=now)
            delivery = outbox.claim(db, self._athlete, self._channel.name, now)
        for title in expired:
            self._tell(
                NotDelivered(title=title, channel=self._channel.name, reason="its time was over")
            )
        return delivery

    def _record(self, delivery: Delivery, outcome: Outcome) -> None:
        match outcome:
            case Sent():
                self._confirmed.append((delivery, outcome))
                self._write_confirmed()
            case Refused(reason=reason):
                self._finish(delivery, "refused", reason)
                self._not_delivered(delivery, reason, None)
            case Misconfigured(reason=reason):
                self._pause(PAUSE)
                self._put_back(delivery, reason, PAUSE, needs_you=True)
            case Retry(maybe_sent=True, reason=reason):
                self._pause(SETTLES_AFTER)
                self._leave_open(delivery, reason, SETTLES_AFTER)
            case Retry(reason=reason, after=after):
                wait = after or full_jitter(delivery.attempts, self._draw())
                self._pause(wait)
                self._put_back(delivery, reason, wait)

    def _learn(self, delivery: Delivery, trace: Trace) -> None:
        match trace:
            case Found(server_id=server_id):
                self._finish(delivery, "sent", "confirmed afterwards", server_id)
                self._delivered(delivery)
            case Absent():
                self._put_back(delivery, delivery.reason, self._wait_after_absent(delivery))
            case CannotTell(reason=reason, lasting=True) if delivery.repeats == 0:
                self._put_back(delivery, f"may have arrived ({reason})", timedelta(0), repeat=True)
            case CannotTell(reason=reason, lasting=lasting):
                self._stay_open(delivery, reason, given_up=lasting)

    def _wait_after_absent(self, delivery: Delivery) -> timedelta:
        """Send again at once after the first attempt, then ever more rarely."""
        if delivery.attempts <= 1:
            return timedelta(0)
        return full_jitter(delivery.attempts, self._draw())

    def _stay_open(self, delivery: Delivery, reason: str, *, given_up: bool) -> None:
        if given_up or self._clock.now() >= delivery.nudge.expires_at:
            self._finish(delivery, "unknown", f"may have arrived: {reason}")
            self._not_delivered(delivery, reason, None, maybe_sent=True)
            return
        wait = full_jitter(delivery.attempts + 1, self._draw())
        self._pause(wait)
        self._leave_open(delivery, reason, wait)

    def _put_back(
        self,
        delivery: Delivery,
        reason: str,
        wait: timedelta,
        *,
        repeat: bool = False,
        needs_you: bool = False,
    ) -> None:
        now = self._clock.now()
        next_at = min(now + wait, max(now, delivery.nudge.expires_at))
        with self._store.write() as db:
            outbox.put_back(db, delivery, reason, next_at=next_at, now=now, repeat=repeat)
        self._not_delivered(delivery, reason or "it did not arrive", next_at, needs_you=needs_you)

    def _leave_open(self, delivery: Delivery, reason: str, wait: timedelta) -> None:
        now = self._clock.now()
        with self._store.write() as db:
            outbox.leave_open(db, delivery, reason, ask_at=now + wait, now=now)
        self._not_delivered(delivery, f"{reason}; it may have arrived, asking", now + wait)

    def _finish(
        self, delivery: Delivery, state: outbox.End, reason: str, server_id: str = ""
    ) -> None:
        with self._store.write() as db:
            way = (delivery.nudge.key, delivery.channel)
            outbox.finish(db, way, state, reason, self._clock.now(), server_id)

    def _delivered(self, delivery: Delivery) -> None:
        self._tell(Delivered(title=delivery.nudge.title, channel=delivery.channel))

    def _not_delivered(
        self,
        delivery: Delivery,
        reason: str,
        next_at: datetime | None,
        *,
        maybe_sent: bool = False,
        needs_you: bool = False,
    ) -> None:
        self._tell(
            NotDelivered(
                title=delivery.nudge.title,
                channel=delivery.channel,
                reason=reason,
                next_at=next_at,
                maybe_sent=maybe_sent,
                needs_you=needs_you,
            )
        )

    def _pause(self, wait: timedelta) -> None:
        self._paused_until = self._clock.steady() + wait.total_seconds()

    def _pause_left(self) -> timedelta:
        return timedelta(seconds=max(0.0, self._paused_until - self._clock.steady()))

    def _next_time(self) -> datetime | None:
        with self._store.read() as db:
            due = outbox.next_time(db, self._athlete, self._channel.name)
        return None if due is None else max(due, self._clock.now() + self._pause_left())
