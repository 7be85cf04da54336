"""All of lapbell at work, from the first tick to the orderly end."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event as Flag
from threading import Lock
from typing import Protocol

from lapbell.config import Config, ConfigProblems, changes
from lapbell.daemon.alarm import Alarm
from lapbell.daemon.lookout import Lookout
from lapbell.daemon.notify import notify
from lapbell.daemon.reloader import Reloader
from lapbell.daemon.team import AthleteJobs, Shared, Work, next_team
from lapbell.errors import LapbellError
from lapbell.folder.hint import Hints
from lapbell.jobs.context import Clock
from lapbell.jobs.events import (
    ConfigRead,
    Delivered,
    Event,
    FolderBack,
    FolderTrouble,
    NotDelivered,
    PageOpened,
    Tell,
    Trouble,
)
from lapbell.jobs.health import Health
from lapbell.jobs.heartbeat import Heartbeat
from lapbell.jobs.reading import ReadingProcess
from lapbell.jobs.recall import call_back
from lapbell.store.database import Store
from lapbell.store.secret import the_secret

EVERY = timedelta(seconds=60)
"""Each job's interval; what is due sooner has its own time."""

WORKERS = 64
"""Threads at most, made when needed: a server that stalls holds one for each channel."""

STOP_WITHIN_S = 3.0


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


OpenPage = Callable[[Store, Health, bytes, Callable[[], Config]], Page]
"""Serves the pages of whatever the config says at the moment; the bytes are the secret."""


class Service:
    """All of lapbell for one state folder, and for a config that may change meanwhile.

    `load` reads that config again; without it, what is there at the start stays.
    """

    def __init__(
        self,
        config: Config,
        state: Path,
        tell: Tell,
        *,
        open_page: OpenPage | None = None,
        load: Callable[[], Config] | None = None,
    ) -> None:
        self._config = config
        self._tell = tell
        self._clock: Clock = SystemClock()
        self._health = Health()
        self._store = Store(state)
        self._reading = ReadingProcess(self._clock)
        self._shared = Shared(
            store=self._store,
            clock=self._clock,
            secret=the_secret(state),
            reading=self._reading,
            hinted=Flag(),
            heard=self._heard,
            pages=lambda: self._config.web.url if self._config.web else "",
        )
        self._open_page = open_page
        self._page: Page | None = None
        self._page_lock = Lock()
        self._team: dict[str, AthleteJobs] = {}
        self._works: dict[str, Work] = {}
        self._called_back_for: Config | None = None
        self._hints = Hints(_folders(config), self._on_hint)
        self._alarm = Alarm(WORKERS)
        self._reloader = load and Reloader(config.path, load, self._take, self._refuse)

    def _heard(self, job: str, athlete: str, event: Event) -> None:
        """Pass on what a job tells; it is a sign of life, and may be of a folder's health."""
        self._is_alive(job)
        match event:
            case FolderTrouble(folder=folder):
                self._health.trouble[folder] = str(event)
            case NotDelivered(needs_you=True):
                self._health.refused[job] = f"{event.channel}: {event.reason}"
            case Delivered():
                self._health.refused.pop(job, None)
            case FolderBack(folder=folder):
                self._health.trouble.pop(folder, None)
        whose = event.athlete or athlete
        self._tell(replace(event, athlete=whose if len(self._team) > 1 else ""))

    def _is_alive(self, job: str) -> None:
        if job in self._works:
            self._health.done[job] = self._clock.steady()

    def run(self, stop: Flag) -> None:
        """Work until `stop` is set; then end within a few seconds with the database closed.

        A send under way may not end in time. Its row stays `sending`, and the next start asks
        the channel about it. The caller ends the process: the pool's threads cannot be joined.
        """
        self._adopt(self._config)
        self._alarm.start()
        self._hints.start()  # after the alarm, which it rings
        if self._reloader:
            self._reloader.start()
        notify("READY=1")
        Lookout(self._clock, self._health, self._on_jump, self._say_once).until(stop)
        notify("STOPPING=1")
        self._end()

    def reload(self) -> None:
        """Have the config read again, soon; a signal may call this at any time."""
        if self._reloader:
            self._reloader.ask()

    def _refuse(self, error: LapbellError) -> None:
        """Go on with the config there is, and say why."""
        why = error.in_short() if isinstance(error, ConfigProblems) else str(error)
        self._say_once("config", f"the config cannot be used, so the one before goes on: {why}")

    def _take(self, config: Config) -> None:
        """Go on with a changed config; what it leaves as it was goes on undisturbed."""
        before, self._config = self._config, config
        self._health.trouble.pop("config", None)  # not before: what was withdrawn would show
        self._tell(ConfigRead(changes=tuple(changes(before, config))))
        self._adopt(config)
        if before.web != config.web:
            self._close_page()
        if _folders(before) != _folders(config):
            self._hints.stop()
            self._hints = Hints(_folders(config), self._on_hint)
            self._hints.start()
        for folder in {*_folders(before)} - {*_folders(config)}:
            self._health.trouble.pop(str(folder), None)
        self._alarm.ring_all(self._clock.now())

    def _adopt(self, config: Config) -> None:
        """Put the jobs of a config in place of those there are."""
        former, self._team = self._team, next_team(config.athletes, self._shared, self._team)
        before, self._works = self._works, dict(self._all_works())
        for name in before.keys() - self._works.keys():
            self._alarm.remove(name)
            self._health.forget(name)
        for name in self._works.keys() - before.keys():
            self._health.done[name] = self._clock.steady()
            self._alarm.add(name, self._guarded(name), EVERY)
        for name, jobs in former.items():
            if self._team.get(name) is not jobs:
                jobs.retire(self._team.get(name))
        for jobs in self._team.values():
            jobs.pick_up()
        self._tell_of_broken(config)

    def _tell_of_broken(self, config: Config) -> None:
        broken = {f"athlete {one.name}": str(one) for one in config.broken}
        for name in [name for name in self._health.trouble if name.startswith("athlete ")]:
            if name not in broken:
                self._health.trouble.pop(name)
        for name, text in broken.items():
            self._say_once(name, text)

    def _all_works(self) -> Iterator[tuple[str, Work]]:
        yield "call back", self._call_back
        yield "scan", self._scan
        for jobs in self._team.values():
            yield from jobs.deliveries.items()
            for name, work in jobs.deciders.items():
                yield name, self._and_deliver(work)
        if self._open_page:
            yield "page", self._show_page
        if self._config.ping:
            context = self._shared.context("heartbeat")
            yield "heartbeat", Heartbeat(self._config.ping, self._health, context).beat

    def _call_back(self) -> None:
        """Call back what a changed config does not ask for any more, once for each config."""
        config, heard = self._config, partial(self._heard, "call back", "")
        if config is not self._called_back_for:
            call_back(self._store, config, self._clock.now(), heard)
            self._called_back_for = config

    def _on_jump(self) -> None:
        self._alarm.ring_all(self._clock.now())

    def _end(self) -> None:
        if self._reloader:
            self._reloader.stop()
        self._hints.stop()
        for jobs in self._team.values():
            jobs.retire()
        self._alarm.stop(STOP_WITHIN_S)
        self._close_page()
        self._reading.close()
        self._store.close()

    def _show_page(self) -> None:
        """Open the page; where its port is taken, nudges go on and this is tried again."""
        with self._page_lock:
            if self._page is not None or self._open_page is None or self._config.web is None:
                return
            self._page = self._open_page(
                self._store, self._health, self._shared.secret, lambda: self._config
            )
        self._tell(PageOpened(address=self._page.address))

    def _close_page(self) -> None:
        with self._page_lock:
            page, self._page = self._page, None
        if page:
            page.close()

    def _on_hint(self) -> None:
        self._shared.hinted.set()
        self._reading.warm()
        self._alarm.ring("scan", self._clock.now())

    def _scan(self) -> datetime | None:
        self._shared.hinted.clear()
        more = [jobs.scanner.scan() for jobs in self._team.values()]
        self._reading.rest()
        self._health.scanned_at = now = self._clock.now()
        self._ring_deliveries()
        return now if any(more) else None

    def _and_deliver(self, work: Work) -> Work:
        def job() -> datetime | None:
            at = work()
            self._ring_deliveries()
            return at

        return job

    def _ring_deliveries(self) -> None:
        for jobs in self._team.values():
            for name in jobs.deliveries:
                self._alarm.ring(name, self._clock.now())

    def _guarded(self, name: str) -> Work:
        """Let no failure stop the clock; say each kind of trouble once, until it is over."""

        def guarded() -> datetime | None:
            try:
                at = self._works.get(name, _nothing)()
            except LapbellError as error:
                self._say_once(name, str(error))
                return None
            except Exception as error:
                logging.getLogger("lapbell").exception("%s failed", name)
                self._say_once(name, f"{name} failed: {type(error).__name__}; trying again")
                return None
            finally:
                self._is_alive(name)
            self._health.trouble.pop(name, None)
            return at

        return guarded

    def _say_once(self, name: str, text: str) -> None:
        if self._health.trouble.get(name) != text:
            self._health.trouble[name] = text
            self._tell(Trouble(what=text))


def _nothing() -> None:
    """Stand for a job whose athlete or channel has just gone."""


def _folders(config: Config) -> list[Path]:
    return [folder for athlete in config.athletes for folder in athlete.folders]
