"""What a config says, once nothing in it is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from lapbell.calendars import Address, Source
from lapbell.channels.secret import Secret
from lapbell.channels.settings import ChannelSettings
from lapbell.config.problems import ConfigProblems, Problem
from lapbell.core.plan import Plan
from lapbell.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Where the pages listen: an IP address or "localhost", and a port.

    `url` is their address as a phone sees it, empty where there is none. `key` is where the access
    key stands; None is the one that lapbell made for itself.
    """

    host: str
    port: int
    url: str = ""
    key: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A training calendar; its runs are what `match` finds and `exclude` does not."""

    source: Source
    match: re.Pattern[str]
    exclude: re.Pattern[str]

    @property
    def name(self) -> str:
        """A name for the source that does not tell it: an address is a secret."""
        where = self.source.url if isinstance(self.source, Address) else str(self.source)
        return sha256(where.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """One athlete: a plan, the folders (whole paths) of their runs, their channels by name.

    `file` is where all this stands. `strangers` are names in it, of athletes to share with, that
    mean nobody: to be told, and no reason to stop.
    """

    file: Path
    plan: Plan
    folders: tuple[Path, ...]
    channels: Mapping[str, ChannelSettings]
    calendar: Calendar | None = None
    strangers: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """The athlete's name; `load.ME` for the one of `lapbell.toml` itself."""
        return self.plan.athlete


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """An athlete whose file cannot be used, and why.

    Where no athlete can be called as the file is, `name` is the file's own, "athletes/me.toml".
    """

    name: str
    problems: ConfigProblems

    def __str__(self) -> str:
        """Say it in a line, for a log."""
        what = "is left out" if "/" in self.name else "gets nothing"
        return f"{self.name} {what}: {self.problems.in_short()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A whole config. `web` is None where the pages are off, `ping` empty without a heartbeat.

    The first of the `athletes` is the one of the file itself.
    """

    path: Path
    athletes: tuple[Athlete, ...]
    web: Web | None
    ping: str = field(default="", repr=False)
    broken: tuple[Broken, ...] = ()

    @property
    def has_others(self) -> bool:
        """Whether there is any athlete but the first, one whose file is broken included."""
        return len(self.athletes) + len(self.broken) > 1

    @property
    def names(self) -> list[str]:
        """The names of all athletes, one whose file is broken included; the first stays first."""
        broken = (one.name for one in self.broken if "/" not in one.name)
        return [*(athlete.name for athlete in self.athletes), *broken]

    @property
    def strangers(self) -> tuple[Problem, ...]:
        """All names that mean nobody, each a problem that stops nobody."""
        return tuple(problem for one in self.athletes for problem in one.strangers)

    def athlete(self, name: str) -> Athlete:
        """Return an athlete; raise ConfigError where there is none, or the file is broken."""
        for one in self.broken:
            if one.name == name:
                raise one.problems
        for athlete in self.athletes:
            if athlete.name == name:
                return athlete
        known = ", ".join(athlete.name for athlete in self.athletes)
        raise ConfigError(f"there is no athlete {name!r}; there are: {known}")
