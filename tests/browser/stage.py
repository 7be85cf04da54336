"""A runner's last twelve weeks, played by the service's own jobs, and the pages over them."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from shutil import copytree

from lapbell.channels.protocol import Message
from lapbell.config import Config, load
from lapbell.core.offers import Verb
from lapbell.core.weeks import WEEK
from lapbell.jobs.health import Health
from lapbell.store.database import Store
from lapbell.web.app import create_app
from lapbell.web.desk import ServiceHouse
from lapbell.web.desk.uploads import with_uploads
from lapbell.web.safety import Doors, lets_in
from lapbell.web.server import PageServer
from life import DAY, SECRET, Life

CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["runs"]

[channels.phone]
inbox = true

[[trigger]]
name = "After a big day, at the wall"
after_run = "3 min"
only_if = "distance_km >= 21 or descent_m >= 400"
routine = "calf-pump"
variant = "wall"

[[trigger]]
name = "Calf pump after every real run"
after_run = "3 min"
only_if = "distance_km >= 3"
routine = "calf-pump"

[[trigger]]
name = "Open the chest after a long one"
after_run = "3 min"
only_if = "moving_minutes >= 60"
routine = "chest-opener"

[[trigger]]
name = "Wake the glutes"
before_run = "20 min"
routine = "chair-pose"

[planned]
times = ["Tue 18:30", "Sat 09:00"]
"""
LAST_SUNDAY = date(2026, 10, 4)
NOW = datetime(2026, 10, 4, 16, 12, tzinfo=UTC)
"""18:12 in Berlin, some minutes after the last push."""

AWAY = (5,)
"""Weeks without a run."""


def going_on(moment: datetime) -> Callable[[], datetime]:
    """Return a clock that goes on by a moment whenever it is looked at."""
    moments = count()
    return lambda: moment + timedelta(milliseconds=next(moments))


@dataclass(frozen=True, slots=True)
class Stage:
    """A state folder with a history, and the pages' side of it at a moment."""

    config: Config
    life: Life
    store: Store
    now: Callable[[], datetime] = field(default_factory=lambda: going_on(NOW))

    @property
    def house(self) -> ServiceHouse:
        health = Health(scanned_at=NOW - timedelta(seconds=40))
        return ServiceHouse(lambda: self.config, self.store, health, SECRET, self.now)

    @contextmanager
    def pages(self, doors: Doors | None = None) -> Iterator[str]:
        """Serve the pages on any free port; give their address."""
        doors = doors or Doors()
        house = self.house
        admits = partial(lets_in, doors, house)
        server = PageServer(create_app(house, doors), port=0, admits=admits)
        server.start()
        try:
            yield server.address.rstrip("/")
        finally:
            server.close()


@contextmanager
def copied(past: Stage, place: Path) -> Iterator[Stage]:
    """Give a copy of a stage whose database is closed, to write into."""
    copytree(past.store.path.parent, place / "state")
    with closing(Store(place / "state")) as store:
        yield replace(past, store=store)


def set_up(place: Path) -> Stage:
    """Return a stage before the first run."""
    path = place / "lapbell.toml"
    path.write_text(CONFIG, encoding="utf-8")
    config = with_uploads(load(path), place / "state")
    begin = LAST_SUNDAY - 12 * WEEK + DAY
    life = Life(place / "state", config.athletes[0].plan, begin, _answers())
    return Stage(config, life, life.store)


def _answers() -> Callable[[Message], Verb | None]:
    """Done for most, nothing for some, and nothing yet for the last one."""
    numbers = count()

    def tap(message: Message) -> Verb | None:
        if message.kind not in ("after", "before") or "Sun 17:18" in message.body:
            return None
        return None if next(numbers) % 4 == 1 else Verb.DONE

    return tap


def lived(place: Path) -> Stage:
    """Return a stage on which twelve weeks were lived, until a Sunday evening."""
    stage = set_up(place)
    life = stage.life
    for number in range(12):
        monday = LAST_SUNDAY - (11 - number) * WEEK - 6 * DAY
        if number not in AWAY:
            life.runs(monday + DAY, time(18, 31), 7.1 + number % 3, 41)
            if number % 2:
                life.runs(monday + 3 * DAY, time(18, 20), 5.6, 33)
            life.runs(monday + 5 * DAY, time(9, 4), 11 + number / 2, 66 + number)
    life.runs(LAST_SUNDAY - DAY * 1, time(16, 2), 2.1, 13)
    life.runs(LAST_SUNDAY, time(17, 18), 8.2, 44)
    life.until(NOW - timedelta(minutes=2))
    return stage
