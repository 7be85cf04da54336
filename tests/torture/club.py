"""A club of runners whose files arrive in their folders while the service lives and dies.

Of several runs of one runner that wait at once only the newest rings, and rightly so. Here every
run is to ring: so a runner's next file comes only when the push of the one before is at the server
or has come to an end, and there are many runners, so that there is always something going on.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lapbell.store.database import Store
from making import a_run
from ntfy_double import Event, NtfyDouble

MINUTE = timedelta(minutes=1)
EVERY = 8 * MINUTE
"""From one start to the next of one runner: the first must have ended less than 4 h ago."""

MOST_RUNS_EACH = 25
ATHLETE = """\
timezone = "Europe/Berlin"
[runs]
folders = ["{folder}"]
[channels.phone]
ntfy = "{topic}"
{login}
[[trigger]]
after_run = "0 s"
routine = "calf-pump"
expires = "12 h"
[summary]
at = "off"
[quiet]
hours = "off"
most_per_day = "off"
most_per_week = "off"
"""
SERVICE = """\
[web]
listen = "off"
"""


@dataclass(frozen=True, kw_only=True)
class Runner:
    """One athlete. Their phone may show each push `most` times."""

    name: str
    server: NtfyDouble
    login: str = ""
    most: int = 1


@dataclass(frozen=True, kw_only=True)
class Push:
    """A nudge as the database has it."""

    athlete: str
    key: str
    state: str
    text: str

    @property
    def is_open(self) -> bool:
        return self.state in ("queued", "sending")


@dataclass(frozen=True, kw_only=True)
class Count:
    """What became of the runs of some runners; `sent_again` counts pushes under a known key."""

    runs: int
    lost: int
    doubled: int
    unknown: int
    sent_again: int


class Club:
    """Runners with a folder and a topic each. The first is the athlete of the main config."""

    def __init__(self, place: Path, runners: Sequence[Runner]) -> None:
        self.place = place
        self.runners = runners
        self.landed: Counter[str] = Counter()
        self.pushes: list[Push] = []
        self._begin = datetime.now(UTC).replace(second=0) - MOST_RUNS_EACH * EVERY - 10 * MINUTE
        (place / "athletes").mkdir()
        for number, runner in enumerate(runners):
            folder = place / "runs" / runner.name
            folder.mkdir(parents=True)
            topic = runner.server.address(runner.name)
            own = ATHLETE.format(folder=folder, topic=topic, login=runner.login)
            file = place / (f"athletes/{runner.name}.toml" if number else "lapbell.toml")
            file.write_text(own if number else own + SERVICE)

    def land(self, runner: Runner) -> None:
        """Let the runner's next run come, as synchronising programs bring it."""
        number = self.landed[runner.name]
        aside = self.place / "aside.fit"
        aside.write_bytes(
            a_run(
                started_at=self._begin + number * EVERY,
                elapsed=MINUTE,
                every=MINUTE / 6,
                distance_m=1000 + 10 * number,
                serial=1 + self.runners.index(runner),
            )
        )
        aside.rename(self.place / "runs" / runner.name / f"{number}.fit")
        self.landed[runner.name] += 1

    def someone(self, draw: random.Random) -> Runner | None:
        """Return a runner whose next run can come; None where all of them wait for a push."""
        free = [runner for runner in self.runners if self._is_free(runner)]
        return draw.choice(free) if free else None

    def _is_free(self, runner: Runner) -> bool:
        landed = self.landed[runner.name]
        ended = [one for one in self.pushes if one.athlete == runner.name and not one.is_open]
        arrived = set(map(_text, runner.server.messages(runner.name)))
        return landed < MOST_RUNS_EACH and landed in (len(ended), len(arrived))

    def look(self) -> None:
        """Look into the database, as `lapbell status` does."""
        store = Store(self.place / "state", read_only=True)
        with store.read() as db:
            rows = db.execute(
                "SELECT outbox.athlete, key, state, title || char(10) || body AS text "
                "FROM outbox JOIN nudges USING (key)"
            ).fetchall()
        store.close()
        self.pushes = [Push(**dict(row)) for row in rows]

    @property
    def is_at_rest(self) -> bool:
        """Tell whether every run has a push, and none of them is still on its way."""
        is_open = any(push.is_open for push in self.pushes)
        return len(self.pushes) == self.landed.total() and not is_open

    def count(self, runners: Sequence[Runner]) -> Count:
        """Count what these runners' phones show."""
        lost = doubled = again = 0
        unknown = {(one.athlete, one.text) for one in self.pushes if one.state == "unknown"}
        for runner in runners:
            own = {one.text for one in self.pushes if one.athlete == runner.name}
            shown = Counter(map(_text, runner.server.visible(runner.name)))
            lost += self.landed[runner.name] - len(own)
            lost += sum(not shown[one] and (runner.name, one) not in unknown for one in own)
            doubled += sum(count > runner.most for count in shown.values())
            again += len(runner.server.messages(runner.name)) - len(shown)
        return Count(
            runs=sum(self.landed[runner.name] for runner in runners),
            lost=lost,
            doubled=doubled,
            unknown=sum(athlete in {one.name for one in runners} for athlete, _ in unknown),
            sent_again=again,
        )


def _text(event: Event) -> str:
    """What a message says: it names the run's day, time and distance, so it is this run's."""
    return f"{event['title']}\n{event['message']}"
