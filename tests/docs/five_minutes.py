"""A stranger's first five minutes, really played: docs/first-five-minutes.md is made of this.

What differs from one play to the next (folders, addresses, times, the code to scan) is replaced.
"""

import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from docs.markdown import MADE
from making import a_run
from ntfy_double import NtfyDouble
from running import Running, lapbell

HOME = "/home/anna"
TOPIC = "run-4be1d7a0c93fq2x6m5tw"
BEGIN = datetime(2026, 7, 1, 16, 5, tzinfo=UTC)
RUNS = ((0, 8.2), (2, 5.4), (5, 12.1), (7, 8.0), (9, 2.4), (12, 16.3), (14, 8.2), (19, 21.4))
"""Days after the first of July, and kilometres."""

MISTAKES = (
    ("A letter is missing.", '"distance_km >= 3"', '"distanc_km >= 3"'),
    ("A length of time has no unit.", 'after_run = "3 min"', 'after_run = "3"'),
    ("There is no such routine.", 'routine = "chest-opener"', 'routine = "chest-open"'),
    ("A day is written in full.", '"moving_minutes >= 60"', "\"weekday == 'Saturday'\""),
    ("A trigger stands in single brackets.", "[[trigger]]", "[trigger]"),
)
SHOWN = ("none of them rings", "history read", "new file", "run of", "sent over phone")
"""Of the service's log, in this order: threads say other things between."""

ABOUT = """\
# The first five minutes

What a new user sees, played by a script with the commands themselves: a config is made, a trigger
is edited wrongly in five ways and mended from the message alone, the triggers are tried on old
runs, and the service rings for a new one. (The ntfy server was one on the same machine.)
"""


def five_minutes_page() -> str:
    """Play it, and return docs/first-five-minutes.md."""
    with NtfyDouble() as ntfy, tempfile.TemporaryDirectory() as home:
        play = _Play(Path(home), ntfy.address("").rstrip("/"))
        text = "\n".join([MADE, ABOUT, *play.acts()])
        return play.made_equal(text)


class _Play:
    def __init__(self, home: Path, server: str) -> None:
        self._home = home
        self._server = server
        self._config = home / ".config" / "lapbell" / "lapbell.toml"

    def acts(self) -> Iterator[str]:
        (self._home / "runs").mkdir()
        for day, km in RUNS:
            start = BEGIN + timedelta(days=day)
            length = timedelta(minutes=5.4 * km)
            data = a_run(started_at=start, distance_m=km * 1000, elapsed=length)
            (self._home / "runs" / f"{start:%Y-%m-%d}.fit").write_bytes(data)
        yield "## A config, and the first push\n"
        yield self._shown("init --yes --watch garmin", more=("--server", self._server))
        yield "## Five mistakes\n"
        yield from map(self._mistake, MISTAKES)
        yield "Mended, all is well:\n"
        yield self._shown("check")
        yield "## What would have rung\n"
        yield self._shown("backtest runs")
        yield "## A run ends\n"
        yield self._shown_log()

    def _shown(self, words: str, more: tuple[str, ...] = ()) -> str:
        said = self._said(words, more)
        return f"```console\n$ lapbell {words}\n{said}```\n"

    def _said(self, words: str, more: tuple[str, ...] = ()) -> str:
        said = lapbell(*words.split(), *more, cwd=self._home, env={"TZ": "Europe/Berlin"})
        lines = (said.out + (said.err if said.code else "")).splitlines()
        return "".join(f"{line.rstrip()}\n" for line in lines)

    def _mistake(self, mistake: tuple[str, str, str]) -> str:
        """Make a mistake, see what `check` says, and take it back."""
        what, right, wrong = mistake
        text = self._config.read_text()
        self._config.write_text(text.replace(right, wrong, 1))
        said = self._shown("check")
        self._config.write_text(text)
        return f"**{what}** `{wrong}`\n\n{said}"

    def _shown_log(self) -> str:
        """Start the service, let a run land that ended five minutes ago, and show the log."""
        with Running("run", cwd=self._home, env={"TZ": "Europe/Berlin"}) as service:
            service.wait_for("history read")
            start = datetime.now(UTC) - timedelta(minutes=49, seconds=10)
            (self._home / "aside.fit").write_bytes(a_run(started_at=start))
            (self._home / "aside.fit").rename(self._home / "runs" / "evening.fit")
            lines = [service.wait_for(words) for words in SHOWN]
        return "```console\n$ lapbell run\n" + "\n".join(lines) + "\n```\n"

    def made_equal(self, text: str) -> str:
        for pattern, same in (
            (r"(?m)^[█▀▄ ]{21,}\n", ""),
            (re.escape(str(self._home)), HOME),
            (re.escape(self._server), "https://ntfy.sh"),
            (re.escape(self._server.removeprefix("http://")), "ntfy.sh"),
            (r"run-[a-z2-7]{20}", TOPIC),
            (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", "2026-08-02 18:54:10 "),
            (r"new file, \d+ bytes", "new file, 22360 bytes"),
        ):
            text = re.sub(pattern, same, text)
        return text
