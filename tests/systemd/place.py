"""The installed service inside a container, and what a test does with it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from making import a_run
from ntfy_double import NtfyDouble
from running import wait_until
from systemd.container import Container
from systemd.notes import block

RUNS = "/home/anna/sync/runs"
STATUS = block("Look", "sh").splitlines()[-1]
CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["/home/anna/sync/runs"]

[channels.phone]
ntfy = "TOPIC"

[[trigger]]
after_run = "0 s"
routine = "calf-pump"

[summary]
at = "off"

[web]
listen = "127.0.0.1:18397"
"""
DROP_IN = "/etc/systemd/system/lapbell.service.d/override.conf"
SETTINGS = "/etc/lapbell/lapbell.toml"


@dataclass
class Place:
    """The installed service, with an empty folder, no memory, and an ntfy of its own."""

    box: Container
    ntfy: NtfyDouble

    def configure(self, config: str = CONFIG, *more: str) -> None:
        """Write config and drop-in; `more` are further lines for the drop-in."""
        topic = config.replace("TOPIC", self.ntfy.address("runs"))
        self.box.sh(f"cat > {SETTINGS}", stdin=topic.encode())  # keeps the mode of the notes
        lines = block("Give it the folder", "ini") + "\n".join(["RestartSec=1", *more, ""])
        self.box.put(DROP_IN, lines)
        self.box.sh("systemctl daemon-reload")

    def start(self) -> None:
        self.box.sh("systemctl start lapbell")
        self.wait_for("run files there already")

    def land(self, name: str, data: bytes, mode: str = "640") -> None:
        """Move a file into the folder, as a sync program of anna's would."""
        self.box.put(f"/home/anna/sync/{name}", data)
        self.box.sh(
            f"cd /home/anna/sync; chown anna:anna {name}; chmod {mode} {name}; mv {name} {RUNS}/"
        )

    def wait_for(self, words: str) -> None:
        wait_until(lambda: words in self.box.journal(), self.box.journal)

    def wait_for_push(self) -> None:
        wait_until(lambda: self.ntfy.visible("runs"), self.box.journal)


def fresh() -> bytes:
    """A run that ended a minute ago."""
    return a_run(started_at=datetime.now(UTC) - timedelta(minutes=45, seconds=10))
