"""All of lapbell at work, from the first tick to the orderly end."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Protocol

from lapbell.channels.protocol import Answers, answers_of
from lapbell.channels.registry import open_channel
from lapbell.config import Athlete, Config
from lapbell.daemon.alarm import Alarm
from lapbell.daemon.lookout import Lookout
from lapbell.daemon.notify import notify
from lapbell.errors import LapbellError
from lapbell.folder.hint import Hints
from lapbell.jobs.context import Clock, Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.events import Event, FolderBack, FolderTrouble, PageOpened, Tell, Trouble
from lapbell.jobs.expect import Expecter
from lapbell.jobs.health import Health
from lapbell.jobs.heartbeat import Heartbeat
from lapbell.jobs.listen import Listener
from lapbell.jobs.miss import Misser
from lapbell.jobs.reading import ReadingProcess
from lapbell.jobs.scan import Scanner
from lapbell.jobs.summarise import Summariser
from lapbell.store.database import Store
from lapbell.store.secret import the_secret

EVERY = timedelta(seconds=60)
"""Each job's interval; what is due sooner has its own time."""

STOP_WITHIN_S = 3.0

Work = Callable[[], datetime | None]


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """Return the wall time, aware UTC."""
        return datetime.now(UTC)

    def steady(self) -> float:
        """Return seconds on a clock that only goes forward."""
        return time.monotonic()


class Page(Protocol):
    """A page that is being served."""

    @property
    def address(self) -> str:
        """Its URL."""
        ...

    def close(self) -> None:
        """Stop serving."""
        ...


class Service:
    """All of lapbell for one config and one state folder."""

    def __init__(
        self,
        config: Config,
        state: Path,
        tell: Tell,
        *,
        open_page: Callable[[Store, Health, bytes], Page] | None = None,
    ) -> None:
        self._config = config
        self._tell = tell
        self._clock: Clock = SystemClock()
        self._hinted = Flag()
        self._health = Health()
        self._store = Store(state)
        self._secret = the_secret(state)
        self._listeners: list[tuple[Answers, Listener]] = []
        self._reading = ReadingProcess(self._clock)
        self._open_page = open_page
        self._page: Page | None = None
        self._scanners = [self._scanner(athlete) for athlete in config.athletes]
        self._deliveries = dict(self._couriers())
        folders = [folder for athlete in config.athletes for folder in athlete.folders]
        self._hints = Hints(folders, self._on_hint)
        self._alarm = Alarm(workers=len(self._deliveries) + 4)

    def _context(self, job: str) -> Context:
        return Context(self._store, self._clock, partial(self._heard, job))

    def _heard(self, job: str, event: Event) -> None:
        """Pass on what a job tells; it is a sign of life, and may be of a folder's health."""
        self._health.done[job] = self._clock.steady()
        match event:
            case FolderTrouble(folder=folder):
                self._health.trouble[folder] = str(event)
            case FolderBack(folder=folder):
                self._health.trouble.pop(folder, None)
        self._tell(event)

    def _scanner(self, one: Athlete) -> Scanner:
        return Scanner(
            one.plan,
            one.folders,
            self._context("scan"),
            self._reading,
            self._hinted.is_set,
        )

    def _couriers(self) -> Iterator[tuple[str, Work]]:
        for one in self._config.athletes:
            for name, settings in one.channels.items():
                channel = open_channel(name, settings, self._secret)
                source = answers_of(channel)
                secret = self._secret if source else b""
                job = f"deliver {one.name} {name}"
                courier = Courier(one.name, channel, self._context(job), random.random, secret)
                yield job, courier.deliver
                if source is not None:
                    self._listeners.append((source, self._listener(one.name, name, source)))

    def _listener(self, athlete: str, name: str, source: Answers) -> Listener:
        context = Context(self._store, self._clock, self._tell)
        return Listener(athlete, name, source, self._secret, context, random.random)

    def _jobs(self) -> Iterator[tuple[str, Work]]:
        yield "scan", self._scan
        yield from self._deliveries.items()
        for one in self._config.athletes:
            job = f"expect {one.name}"
            expecter = Expecter(one.plan, self._context(job))
            yield job, self._and_deliver(expecter.expect)
            job = f"summarise {one.name}"
            summariser = Summariser(one.plan, self._context(job))
            yield job, self._and_deliver(summariser.summarise)
            misser = Misser(one.plan, self._context(f"miss {one.name}"))
            yield f"miss {one.name}", self._and_deliver(misser.miss)
        if self._open_page:
            yield "page", self._show_page
        if self._config.ping:
            heart = Heartbeat(self._config.ping, self._health, self._context("heartbeat"))
            yield "heartbeat", heart.beat

    def run(self, stop: Flag) -> None:
        """Work until `stop` is set; then end within a few seconds with the database closed.

        A send under way may not end in time. Its row stays `sending`, and the next start asks
        the channel about it. The caller ends the process: the pool's threads cannot be joined.
        """
        for name, work in self._jobs():
            self._health.done[name] = self._clock.steady()
            self._alarm.add(name, self._guarded(name, work), EVERY)
        self._alarm.start()
        for _, listener in self._listeners:
            # Daemon threads, and no jobs: they wait for what may never come.
            Thread(target=listener.run, args=(stop,), name="answers", daemon=True).start()
        self._hints.start()  # after the alarm, which it rings
        notify("READY=1")
        Lookout(self._clock, self._health, self._on_jump, self._say_once).until(stop)
        notify("STOPPING=1")
        self._end()

    def _on_jump(self) -> None:
        self._alarm.ring_all(self._clock.now())

    def _end(self) -> None:
        self._hints.stop()
        for source, _ in self._listeners:
            source.hang_up()
        for scanner in self._scanners:
            scanner.stop()
        self._alarm.stop(STOP_WITHIN_S)
        if self._page:
            self._page.close()
        self._reading.close()
        self._store.close()

    def _show_page(self) -> None:
        """Open the page; where its port is taken, nudges go on and this is tried again."""
        if self._page is None and self._open_page is not None:
            self._page = self._open_page(self._store, self._health, self._secret)
            self._tell(PageOpened(address=self._page.address))

    def _on_hint(self) -> None:
        self._hinted.set()
        self._reading.warm()
        self._alarm.ring("scan", self._clock.now())

    def _scan(self) -> datetime | None:
        self._hinted.clear()
        more = [scanner.scan() for scanner in self._scanners]
        self._reading.rest()
        self._health.scanned_at = now = self._clock.now()
        self._ring_deliveries()
        return now if any(more) or self._hinted.is_set() else None

    def _and_deliver(self, work: Work) -> Work:
        def job() -> datetime | None:
            at = work()
            self._ring_deliveries()
            return at

        return job

    def _ring_deliveries(self) -> None:
        for name in self._deliveries:
            self._alarm.ring(name, self._clock.now())

    def _guarded(self, name: str, work: Work) -> Work:
        """Let no failure stop the clock; say each kind of trouble once, until it is over."""

        def guarded() -> datetime | None:
            try:
                at = work()
            except LapbellError as error:
                self._say_once(name, str(error))
                return None
            except Exception as error:
                logging.getLogger("lapbell").exception("%s failed", name)
                self._say_once(name, f"{name} failed: {type(error).__name__}; trying again")
                return None
            finally:
                self._health.done[name] = self._clock.steady()
            self._health.trouble.pop(name, None)
            return at

        return guarded

    def _say_once(self, name: str, text: str) -> None:
        if self._health.trouble.get(name) != text:
            self._health.trouble[name] = text
            self._tell(Trouble(what=text))
