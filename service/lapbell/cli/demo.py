"""`lapbell demo`: the whole chain in one throw-away place, with nothing to set up."""

import logging
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.text import Text

from lapbell.cli.run import stop_on_signals
from lapbell.cli.terminal import DONE, HURT, LOOK, console, say
from lapbell.config import Config, Web, load
from lapbell.core.decision import Nudge
from lapbell.core.texts import run_line
from lapbell.core.words import length
from lapbell.daemon import Page, Service
from lapbell.errors import LapbellError
from lapbell.jobs.events import (
    Delivered,
    Event,
    FileNoted,
    FileSeen,
    FolderBegun,
    PageOpened,
    RunRead,
)
from lapbell.jobs.health import Health
from lapbell.readers.sample import sample_run
from lapbell.store.database import Store
from lapbell.web.desk.uploads import with_uploads
from lapbell.web.pages import open_page
from lapbell.web.server import DEFAULT_HOST

CONFIG = """\
[runs]
folders = ["runs"]

[channels.page]
inbox = true

[[trigger]]
name = "Calf pump after every real run"
after_run = "3 min"
only_if = "distance_km >= 3"
routine = "calf-pump"

[[trigger]]
name = "On a big day, at a wall"
after_run = "3 min"
only_if = "distance_km >= 21"
routine = "calf-pump"
variant = "wall"

[[trigger]]
name = "Open the chest after a long run"
after_run = "3 min"
only_if = "moving_minutes >= 60"
routine = "chest-opener"
"""
ENDED_AGO = timedelta(minutes=3)


@click.command("demo")
@click.option("--once", is_flag=True, help="End after the first nudge.")
def command(once: bool) -> None:
    """Make a fresh run, let it land in a folder, and see the nudge on a local page.

    Everything happens in one throw-away folder; no account, no network, no config. It goes on
    watching that folder until Ctrl-C, so that you can drop run files of your own.

    Example: lapbell demo
    """
    logging.getLogger("waitress").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="lapbell-demo-") as place:
        _Demo(Path(place), once=once).play()
    sys.stdout.flush()
    os._exit(0)  # see Service.run: a send under way cannot be joined


class _Demo:
    """A stage: the service plays, and what happens is told as it happens."""

    def __init__(self, place: Path, *, once: bool) -> None:
        self._place = place
        self._runs = place / "runs"
        self._stop = stop_on_signals()
        self._once = once
        self._out = console()
        self._nudge: Nudge | None = None
        self._waits_for = {FolderBegun, PageOpened}
        """The run lands when the folder is watched and the page is there."""

    def play(self) -> None:
        """Run until Ctrl-C, or until the first nudge is delivered."""
        self._runs.mkdir()
        path = self._place / "lapbell.toml"
        path.write_text(CONFIG, encoding="utf-8")
        self._say("place", f"{self._place} (gone again at the end)")
        config = with_uploads(load(path), self._place)
        service = Service(config, self._place, self._tell, open_page=_open)
        service.run(self._stop)

    def _say_watched(self, folder: str) -> None:
        if folder == str(self._runs):  # the other is for what is added on the page
            self._say("watching", folder)

    def _tell(self, event: Event) -> None:
        match event:
            case FolderBegun(folder=folder):
                self._say_watched(folder)
            case PageOpened(address=address):
                self._say("page", address, LOOK)
            case FileSeen(name=name, size=size):
                self._say("file", f"{name}, {size:,} bytes, whole")
            case RunRead():
                self._run(event)
            case Delivered():
                self._delivered()
            case FileNoted(name=name, outcome=outcome, reason=reason):
                self._say("file", f"{name}: {outcome}: {reason}")
            case _:
                self._say("note", str(event), HURT)
        self._waits_for.discard(type(event))
        if not self._waits_for:
            self._waits_for = {Event}
            self._land()

    def _land(self) -> None:
        """Let a run land as a synchronising program does: written aside, then renamed."""
        now = datetime.now().astimezone()
        data = sample_run(now - ENDED_AGO, now.utcoffset() or timedelta(0))
        aside = self._runs / ".landing"
        aside.write_bytes(data)
        aside.rename(self._runs / f"{now:%Y-%m-%d}-evening-run.fit")

    def _run(self, event: RunRead) -> None:
        run = event.run
        ago = datetime.now(UTC) - (run.ended_at or run.started_at)
        self._say("run", f"{run_line(run)}, ended {length(ago)} ago, {run.device}")
        for verdict in event.verdicts:
            mark = ("fires", DONE) if verdict.fired else ("does not", "dim")
            self._say(*mark[:1], verdict.trigger, mark[1], small=verdict.reason)
        self._nudge = event.nudge

    def _delivered(self) -> None:
        if self._nudge is None:
            return
        self._say("nudge", self._nudge.title, LOOK, small=self._nudge.body)
        if self._once:
            self._stop.set()
        else:
            self._say("now", f"drop run files into {self._runs}; Ctrl-C ends", "dim")

    def _say(self, what: str, text: str, style: str = "", small: str = "") -> None:
        say(self._out, text, style, indent=11, first=Text(f"{what:>9}  ", "dim"))
        if small:
            say(self._out, small, "dim", indent=11)


def _open(store: Store, health: Health, secret: bytes, current: Callable[[], Config]) -> Page:
    """Serve the page on the usual port, or on any that is free."""
    try:
        return open_page(store, health, secret, current)
    except LapbellError:
        return open_page(store, health, secret, current, Web(host=DEFAULT_HOST, port=0))
