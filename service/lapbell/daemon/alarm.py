"""APScheduler as an alarm clock, and not as a memory."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger


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
            # Waits for the scheduler's lock: it puts down the next regular time after it has
            # started a call, and would undo the wish of one that is over by then.
            self._scheduler.get_job(name)
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

    def remove(self, name: str) -> None:
        """Call a job no more; a call under way ends by itself."""
        with suppress(JobLookupError):
            self._scheduler.remove_job(name)

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
        self._scheduler.wakeup()  # it may sleep until a time that a jump has left behind

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
