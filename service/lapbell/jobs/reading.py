"""Reading in a process of its own, with limits: one file can break nothing but itself.

Spawned, not forked: a service with threads has far more address space than the limit. Closed
when idle, since a run a day needs no process that waits for it.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as TimeOut
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import Any, Protocol

from pebble import ProcessExpired, ProcessPool

from lapbell.jobs.context import Clock
from lapbell.readers import Reading, child, read
from lapbell.store.files import OF_ANOTHER_WATCH

MOST_S = 20.0
IDLE_S = 60.0


class Read(Protocol):
    """What turns bytes into runs, and never raises."""

    def ready(self) -> None:
        """Wait until a file could be read at once."""
        ...

    def __call__(self, data: bytes, *, athlete: str) -> Reading:
        """Read a file's content."""
        ...


class ReadingProcess:
    """Reads files one after the other in a child process. Not to be used by two threads."""

    def __init__(
        self,
        clock: Clock,
        *,
        most_s: float = MOST_S,
        work: Callable[..., Reading] = read,
    ) -> None:
        self._clock = clock
        self._most_s = most_s
        self._work = work
        self._pool: Any = None
        self._loaded: Any = None
        self._used_at = 0.0
        self._lock = Lock()

    def warm(self) -> None:
        """Start the process if there is none, since a file is likely to come; returns at once."""
        with self._lock:
            self._used_at = self._clock.steady()
            if self._pool is None:
                self._pool = _pool()
                self._loaded = self._pool.schedule(child.load)

    def __call__(self, data: bytes, *, athlete: str) -> Reading:
        """Read within the limits; what goes beyond them is unreadable, and says so."""
        self.warm()
        try:
            reading = self._pool.schedule(
                self._work, args=(data,), kwargs={"athlete": athlete}, timeout=self._most_s
            ).result()
        except TimeOut:
            return _refused(f"reading it took longer than {self._most_s:.0f} s")
        except MemoryError:
            return _refused(f"reading it took more than {child.MOST_MEMORY >> 20} MB of memory")
        except (ProcessExpired, RuntimeError, OSError, EOFError):
            self.close()
            return _refused("it broke the reading process")
        assert isinstance(reading, Reading)  # noqa: S101 - pebble has no types
        return reading

    def ready(self) -> None:
        """Wait until the process has all it needs, at most as long as for a file."""
        self.warm()
        with suppress(Exception):  # the reading itself will say
            self._loaded.result(self._most_s)

    def rest(self) -> None:
        """Close the process once it was idle for a minute."""
        if self._pool and self._clock.steady() - self._used_at >= IDLE_S:
            self.close()

    def close(self) -> None:
        """End the process, whatever it is at."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.stop()
            pool.join()


def only_of(reading: Reading, watches: Sequence[str]) -> Reading:
    """Leave out the runs of other watches than these; all are wanted where none is named."""
    mine = tuple(run for run in reading.runs if run.device.is_one_of(watches))
    if not watches or len(mine) == len(reading.runs):
        return reading
    if mine:
        return replace(reading, runs=mine)
    watch = reading.runs[0].device
    return Reading(outcome="not a run", reason=f"{OF_ANOTHER_WATCH}: {watch}")


def _refused(reason: str) -> Reading:
    return Reading(outcome="unreadable", reason=reason)


def _pool() -> ProcessPool:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread reserves its own memory
    context = multiprocessing.get_context("spawn")
    return ProcessPool(max_workers=1, context=context, initializer=child.limit)
