"""One runner's home: a folder, a phone, and a service between them, with its state anywhere."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lapbell.store.database import Store
from making import a_run
from ntfy_double import NtfyDouble
from running import Running

MINUTE = timedelta(minutes=1)
CONFIG = """\
timezone = "Europe/Berlin"
[runs]
folders = ["runs"]
[channels.phone]
ntfy = "{topic}"
[[trigger]]
after_run = "0 s"
routine = "calf-pump"
expires = "12 h"
[summary]
at = "{summary}"
[quiet]
hours = "off"
most_per_day = "off"
most_per_week = "off"
[web]
listen = "{page}"
"""


@dataclass
class Home:
    place: Path
    state: Path
    ntfy: NtfyDouble
    summary: str = "off"
    page: str = "off"
    landed: int = 0
    begin: datetime = field(default_factory=lambda: datetime.now(UTC) - 230 * MINUTE)

    def __post_init__(self) -> None:
        (self.place / "runs").mkdir()
        topic = self.ntfy.address("runs")
        config = CONFIG.format(topic=topic, summary=self.summary, page=self.page)
        (self.place / "lapbell.toml").write_text(config)

    def service(self, env: dict[str, str] | None = None) -> Running:
        words = ("run", "--config", "lapbell.toml", "--state", self.state)
        return Running(*words, cwd=self.place, env=env)

    def land(self) -> None:
        """Let the next of many short runs come, all of the last hours."""
        aside = self.place / "aside"
        start = self.begin + self.landed * 2 * MINUTE
        aside.write_bytes(a_run(started_at=start, elapsed=MINUTE, every=MINUTE / 6, distance_m=500))
        aside.rename(self.place / "runs" / f"{self.landed}.fit")
        self.landed += 1

    def stir(self) -> None:
        """Change something in the folder, so that a scan comes before its minute is over."""
        (self.place / "runs" / "note.txt").touch()

    def shown(self) -> int:
        """Return how many pushes the phone shows."""
        return len(self.ntfy.visible("runs"))

    def states(self) -> list[str]:
        """Return the states of all pushes, by the database."""
        store = Store(self.state, read_only=True)
        with store.read() as db:
            found = [row["state"] for row in db.execute("SELECT state FROM outbox")]
        store.close()
        return found
