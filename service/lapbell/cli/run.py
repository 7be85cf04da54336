"""`lapbell run`: the service, in the foreground."""

import faulthandler
import logging
import os
import signal
import sys
from functools import partial
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

import click

from lapbell.cli.places import config_option, find_config, find_state, state_option
from lapbell.cli.ready import missing_secrets
from lapbell.config import Config, load
from lapbell.jobs.events import Event, OthersFile
from lapbell.store.lock import only_one
from lapbell.web.desk.uploads import with_uploads

if TYPE_CHECKING:
    from lapbell.daemon import Service

LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


@click.command("run")
@config_option
@state_option
def command(config_path: Path | None, state: Path | None) -> None:
    """Watch the folders and ring, in the foreground, until SIGTERM or Ctrl-C.

    Logs one line per event to standard error. A changed config is read again by itself, and on
    SIGHUP; one that cannot be used changes nothing.

    Example: lapbell run --config /etc/lapbell/lapbell.toml
    """
    path = find_config(config_path)
    folder = find_state(state, path)
    read = partial(_read, path, folder)
    load(path, ready=True)  # its problems come before those of the state folder
    # Only now: what reading the conditions leaves behind, 3 MB, is used again by these.
    from lapbell.daemon import Service  # noqa: PLC0415
    from lapbell.web.pages import open_page  # noqa: PLC0415

    log_to_stderr()
    with only_one(folder):
        serve(Service(read(), folder, log, open_page=open_page, load=read))


def _read(path: Path, state: Path) -> Config:
    """Load the config, and tell of secrets and athletes that are not there: others go on."""
    config = load(path, ready=True)
    for problem in missing_secrets(config):
        logging.getLogger("lapbell").error("%s: %s", problem.key, problem.message)
    for problem in config.strangers:
        logging.getLogger("lapbell").error("%s", problem.in_short())
    return with_uploads(config, state)


def serve(service: "Service") -> None:
    """Run the service until a signal; does not return, since a stalled send cannot be joined."""
    faulthandler.enable()  # a watchdog's SIGABRT then says where every thread stood
    signal.signal(signal.SIGHUP, lambda *_: service.reload())
    service.run(stop_on_signals())
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


def stop_on_signals() -> Flag:
    """Return a flag that SIGTERM and Ctrl-C set."""
    stop = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def log(event: Event) -> None:
    """Write an event as one line."""
    level = LEVELS[event.level]
    if isinstance(event, OthersFile) and event.athlete:
        level = logging.DEBUG  # whoever's watch it is has a line of it
    logging.getLogger("lapbell").log(level, "%s", event.line)


def log_to_stderr() -> None:
    """Log plain lines: with the time on a terminal, with a priority for journald."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Journal() if "JOURNAL_STREAM" in os.environ else _Plain())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    logging.getLogger("waitress").setLevel(logging.WARNING)


class _Plain(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%Y-%m-%d %H:%M:%S")


class _Journal(logging.Formatter):
    """journald has its own clock and takes the priority from a prefix (sd-daemon(3))."""

    def format(self, record: logging.LogRecord) -> str:
        priority = 3 if record.levelno >= logging.ERROR else 4 if record.levelno >= 30 else 6
        return f"<{priority}>{super().format(record)}"
