"""Tell an outside switch that the service lives. Total death is noticed only from outside.

Healthchecks and its kin: a GET of the URL after a full good round, of URL/fail while something
is wrong. The URL is a secret and shows in no text.
"""

from datetime import timedelta

from lapbell.channels.wire import PATIENCE, Answer, Request, ask
from lapbell.errors import LapbellError
from lapbell.jobs.context import Context
from lapbell.jobs.health import Health

EVERY = timedelta(minutes=5)


class Heartbeat:
    """The heartbeat job."""

    def __init__(self, url: str, health: Health, context: Context) -> None:
        self._url = url.rstrip("/")
        self._health = health
        self._clock = context.clock
        self._last_s: float | None = None
        self._was_well = True

    def beat(self) -> None:
        """Ping where it is time, or where things turned well or ill since the last ping.

        Well is: every job has ended since the last ping, and none is in trouble. Raises
        LapbellError where the switch cannot be reached.
        """
        now = self._clock.steady()
        well = not self._trouble()
        due = self._last_s is None or now - self._last_s >= EVERY.total_seconds()
        if not due and well == self._was_well:
            return
        if well and not all(at > (self._last_s or 0.0) for at in self._health.done.values()):
            return
        self._ping(self._url if well else f"{self._url}/fail")
        self._last_s, self._was_well = now, well

    def _trouble(self) -> bool:
        return any(name != "heartbeat" for name in self._health.needs())

    def _ping(self, url: str) -> None:
        request = Request(method="GET", url=url)
        answer = ask(request, PATIENCE)
        if not isinstance(answer, Answer):
            raise LapbellError(f"heartbeat to {request.host}: {answer.reason}")
        if answer.status != 200:
            raise LapbellError(f"heartbeat to {request.host}: answered {answer.status}")
