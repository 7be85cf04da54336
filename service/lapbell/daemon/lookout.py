"""The main thread's look at the clocks and the jobs. What a job does is not known here."""

from collections.abc import Callable
from threading import Event as Flag

from lapbell.daemon.notify import notify, watchdog_s
from lapbell.jobs.context import Clock
from lapbell.jobs.health import Health

STUCK_AFTER_S = 150.0
"""A job that showed no life for this long is stuck; the watchdog is fed no more."""

LOOK_EVERY_S = 5.0
JUMP_S = 2.0

_STUCK = f"no sign of life for {STUCK_AFTER_S:.0f} s; restart lapbell where systemd does not"


class Lookout:
    """Feeds systemd's watchdog while no job is stuck; names those that are, and clock jumps.

    `say_once` takes a job's name and what is wrong with it.
    """

    def __init__(
        self,
        clock: Clock,
        health: Health,
        on_jump: Callable[[], None],
        say_once: Callable[[str, str], None],
        *,
        every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._clock = clock
        self._health = health
        self._on_jump = on_jump
        self._say_once = say_once
        self._every_s = min(every_s, (watchdog_s() or every_s) / 3)

    def until(self, stop: Flag) -> None:
        """Look every few seconds until `stop` is set."""
        ahead = self._ahead()
        while not stop.wait(self._every_s):
            if abs(self._ahead() - ahead) > JUMP_S:
                self._on_jump()
            ahead = self._ahead()
            self._look_at_the_jobs()

    def _ahead(self) -> float:
        """Return how far the wall clock is ahead of the steady one, in seconds."""
        return self._clock.now().timestamp() - self._clock.steady()

    def _look_at_the_jobs(self) -> None:
        stuck = self._health.stuck(self._clock.steady(), STUCK_AFTER_S)
        for name in stuck:
            self._say_once(name, f"{name}: {_STUCK}")
        if not stuck:
            notify("WATCHDOG=1")
