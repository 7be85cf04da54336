"""The service: the alarm clock, the jobs it calls, the page, and an orderly end.

Nothing is decided here and nothing is remembered: whatever is due stands in the database.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Lock
from typing import Protocol

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from lapbell.channels.registry import open_channel
from lapbell.config import Config
from lapbell.errors import LapbellError
from lapbell.folder.hint import Hints
from lapbell.jobs.clock import Clock
from lapbell.jobs.deliver import Courier
from lapbell.jobs.events import PageOpened, Tell, Trouble
from lapbell.jobs.health import Health
from lapbell.jobs.scan import Scanner
from lapbell.store.database import Store

SCAN_EVERY = timedelta(seconds=60)
DELIVER_EVERY = timedelta(seconds=60)
PAGE_EVERY = timedelta(seconds=60)
LOOK_EVERY_S = 5.0
"""How often the main thread looks whether the wall clock has jumped."""

JUMP_S = 2.0
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


class After(BaseTrigger):  # type: ignore[misc]  # apscheduler has no types
    """Fire at now + interval.

    Unlike the library's own triggers it knows no calendar: daylight saving cannot lose a tick,
    and a clock that jumps two years ahead makes one tick, not sixty million.
    """

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the first time at once, each further one an interval from now."""
        return now + self._interval if previous_fire_time else now


class Alarm:
    """APScheduler as an alarm clock: jobs by name, each at most once at a time."""

    def __init__(self, workers: int) -> None:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(workers)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(self._after_job, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        self._wanted: dict[str, datetime] = {}
        self._under_way: set[str] = set()
        self._lock = Lock()

    def add(self, name: str, work: Callable[[], datetime | None], every: timedelta) -> None:
        """Call `work` now, then every so often, and at the time it returns if that is sooner."""

        def job() -> None:
            with self._lock:
                self._wanted.pop(name, None)
                self._under_way.add(name)
            try:
                at = work()
            finally:
                self._under_way.discard(name)
            if at is not None:
                self._want(name, at)

        self._scheduler.add_job(job, After(every), id=name, name=name)

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self, within_s: float) -> None:
        """Start no further job, and give those under way some time to end."""
        self._scheduler.pause()
        until = time.monotonic() + within_s
        while self._under_way and time.monotonic() < until:
            time.sleep(0.02)

    def ring(self, name: str, at: datetime) -> None:
        """Call the job at `at`, or as soon as it is free again."""
        self._want(name, at)
        self._apply(name)

    def ring_all(self, at: datetime) -> None:
        """Call every job at `at`."""
        for job in self._scheduler.get_jobs():
            self.ring(job.id, at)

    def _want(self, name: str, at: datetime) -> None:
        with self._lock:
            self._wanted[name] = min(at, self._wanted.get(name, at))

    def _apply(self, name: str) -> None:
        """Move a job's next time forward to the wanted one.

        While the job runs, the scheduler drops that call; the wish stays, and the listener at
        the job's end, when it counts as free again, puts it in once more.
        """
        with self._lock:
            at = self._wanted.get(name)
        job = self._scheduler.get_job(name)
        if at is None or job is None:
            return
        with suppress(JobLookupError):
            if job.next_run_time is None or at < job.next_run_time:
                self._scheduler.modify_job(name, next_run_time=at)

    def _after_job(self, event: JobExecutionEvent) -> None:
        self._apply(event.job_id)


class Service:
    """All of lapbell for one config and one state folder."""

    def __init__(
        self,
        config: Config,
        state: Path,
        tell: Tell,
        *,
        clock: Clock | None = None,
        open_page: Callable[[Store, Health], Page] | None = None,
    ) -> None:
        self._tell = tell
        self._clock = clock or SystemClock()
        self._hinted = Flag()
        self._trouble: dict[str, str] = {}
        self._store = Store(state)
        self._health = Health()
        self._open_page = open_page
        self._page: Page | None = None
        self._scanners = [
            Scanner(one.plan, one.folders, self._store, self._clock, tell, self._hinted.is_set)
            for one in config.athletes
        ]
        self._couriers = {
            f"deliver {one.plan.athlete} {name}": Courier(
                one.plan.athlete,
                open_channel(name, settings),
                self._store,
                self._clock,
                tell,
                random.random,
            )
            for one in config.athletes
            for name, settings in one.channels.items()
        }
        folders = [folder for one in config.athletes for folder in one.folders]
        self._hints = Hints(folders, self._on_hint)
        self._alarm = Alarm(workers=len(self._couriers) + 2)

    def run(self, stop: Flag) -> None:
        """Work until `stop` is set; then end within a few seconds with the database closed.

        A send under way may not end in time. Its row stays `sending`, and the next start asks
        the channel about it. The caller ends the process: the pool's threads cannot be joined.
        """
        self._alarm.add("scan", self._guarded("scan", self._scan), SCAN_EVERY)
        for name, courier in self._couriers.items():
            self._alarm.add(name, self._guarded(name, courier.deliver), DELIVER_EVERY)
        if self._open_page:
            self._alarm.add("page", self._guarded("page", self._show_page), PAGE_EVERY)
        self._hints.start()
        self._alarm.start()
        self._wait(stop)
        self._end()

    def _wait(self, stop: Flag) -> None:
        ahead = self._ahead()
        while not stop.wait(LOOK_EVERY_S):
            if abs(self._ahead() - ahead) > JUMP_S:
                self._alarm.ring_all(self._clock.now())
            ahead = self._ahead()

    def _ahead(self) -> float:
        """Return how far the wall clock is ahead of the steady one, in seconds."""
        return self._clock.now().timestamp() - self._clock.steady()

    def _end(self) -> None:
        self._hints.stop()
        for scanner in self._scanners:
            scanner.stop()
        self._alarm.stop(STOP_WITHIN_S)
        if self._page:
            self._page.close()
        self._store.close()

    def _show_page(self) -> None:
        """Open the page; where its port is taken, nudges go on and this is tried again."""
        if self._page is None and self._open_page is not None:
            self._page = self._open_page(self._store, self._health)
            self._tell(PageOpened(address=self._page.address))

    def _on_hint(self) -> None:
        self._hinted.set()
        self._alarm.ring("scan", self._clock.now())

    def _scan(self) -> datetime | None:
        self._hinted.clear()
        more = [scanner.scan() for scanner in self._scanners]
        self._health.scanned_at = now = self._clock.now()
        for name in self._couriers:
            self._alarm.ring(name, now)
        return now if any(more) or self._hinted.is_set() else None

    def _guarded(
        self, name: str, work: Callable[[], datetime | None]
    ) -> Callable[[], datetime | None]:
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
            self._trouble.pop(name, None)
            return at

        return guarded

    def _say_once(self, name: str, text: str) -> None:
        if self._trouble.get(name) != text:
            self._trouble[name] = text
            self._tell(Trouble(what=text))
