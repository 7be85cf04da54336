"""What a config says, once nothing in it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lapbell.channels.settings import ChannelSettings
from lapbell.core.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Where the pages listen: an IP address or "localhost", and a port."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """One athlete: a plan, the folders (whole paths) of their runs, their channels by name."""

    plan: Plan
    folders: tuple[Path, ...]
    channels: Mapping[str, ChannelSettings]

    @property
    def name(self) -> str:
        """The athlete's name; `load.ME` for the one of `lapbell.toml` itself."""
        return self.plan.athlete


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A whole config. `web` is None where the pages are off, `ping` empty without a heartbeat."""

    path: Path
    athletes: tuple[Athlete, ...]
    web: Web | None
    ping: str = field(default="", repr=False)
