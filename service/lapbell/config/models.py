"""What `lapbell.toml` may hold: the keys, their types and their limits.

Rules across keys stand in `rules`; the settings of each kind of channel in `channels`. Texts
raised here are read by people as they are.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from lapbell.config.durations import parse_duration
from lapbell.config.problems import quoted
from lapbell.config.times import parse_hours, parse_time, parse_times
from lapbell.config.zones import check_zone
from lapbell.core.expected import FixedTime
from lapbell.core.plan import DEFAULT_NUDGE_WITHIN, DEFAULT_SUMMARY_AT
from lapbell.core.quiet import DEFAULT_QUIET, Hours
from lapbell.core.words import length

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
DEFAULT_LISTEN = "127.0.0.1:8377"


def lasting(shortest: timedelta, longest: timedelta, unit: str) -> BeforeValidator:
    """Return a validator for a length of time within limits, both included.

    `unit` is the one that a bare number most likely means.
    """

    def read(value: object) -> timedelta:
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise ValueError(f'{value} has no unit; did you mean "{value} {unit}"?')
        if not isinstance(value, str):
            raise ValueError(f'a length of time is text in quotes, such as "3 {unit}"')
        span = parse_duration(value)
        if not shortest <= span <= longest:
            limits = f"it can be {length(shortest)} to {length(longest)}"
            raise ValueError(f"{quoted(value)} is out of range; {limits}")
        return span

    return BeforeValidator(read)


def _listen(value: object) -> str:
    advice = f'; write "{DEFAULT_LISTEN}" or "off"'
    if value == "off":
        return "off"
    found = re.fullmatch(r"(\[[0-9a-f:.]+\]|[\w.-]+):([0-9]{1,5})", str(value))
    if not found:
        raise ValueError(f"{quoted(value)} is no address and port" + advice)
    host, port = found.groups()
    if not 1 <= int(port) <= 65535:
        raise ValueError(f"there is no port {port}; ports go from 1 to 65535")
    if host != "localhost" and not _is_ip(host.strip("[]")):
        raise ValueError(f"{quoted(host)} is no IP address of this machine" + advice)
    return str(value)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _ping(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("this is no address; write the whole one, from https:// on")
    if parts.query or parts.fragment:
        raise ValueError("an address to ping ends with its path, since /fail is put after it")
    return value


def _name(value: str) -> str:
    if not value.strip() or not value.isprintable() or len(value) > 80:
        raise ValueError("a name is 1 to 80 characters on one line")
    return value


def _times(value: object) -> tuple[FixedTime, ...]:
    if not isinstance(value, str):
        raise ValueError('a time is text in quotes, such as "Tue 06:30"')
    return parse_times(value)


def _or_off(parse: Callable[[str], object]) -> Callable[[object], object]:
    """Return a validator for text, of which "off" is None."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            raise ValueError('this must be text in quotes; to switch it off, write "off"')
        return None if value == "off" else parse(value)

    return read


def _count(value: object) -> object:
    if value == "off":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise ValueError('write a whole number from 1 to 100, or "off"')
    return value


class Table(BaseModel):
    """Any table of the config: unknown keys and other types are problems."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RunsTable(Table):
    """`[runs]`."""

    folders: list[str] = Field(default=[], examples=[["/home/anna/runs"]])
    watches: list[Annotated[str, AfterValidator(_name)]] = Field(
        default=[], examples=[["Forerunner 255"]]
    )
    nudge_within: Annotated[timedelta, lasting(MINUTE, 7 * DAY, "h")] = DEFAULT_NUDGE_WITHIN


class TriggerTable(Table):
    """One `[[trigger]]`: flat, so that one wrong key hides no other."""

    name: Annotated[str, AfterValidator(_name)] | None = None
    after_run: Annotated[timedelta, lasting(timedelta(0), DAY, "min")] | None = None
    before_run: Annotated[timedelta, lasting(MINUTE, DAY, "min")] | None = None
    during_run: Annotated[timedelta, lasting(timedelta(0), DAY / 2, "min")] | None = None
    only_if: str | None = Field(default=None, examples=["distance_km >= 3"])
    routine: str = Field(examples=["calf-pump"])
    variant: str | None = Field(default=None, examples=["wall"])
    channels: list[str] | None = Field(default=None, examples=[["phone"]])
    expires: Annotated[timedelta, lasting(MINUTE, 2 * DAY, "h")] | None = None


class PlannedTable(Table):
    """`[planned]`: when a run is expected."""

    times: list[Annotated[tuple[FixedTime, ...], BeforeValidator(_times)]] = Field(
        default=[], examples=[["Tue 06:30"]]
    )


class SummaryTable(Table):
    """`[summary]`."""

    at: Annotated[FixedTime | None, BeforeValidator(_or_off(parse_time))] = Field(
        default=DEFAULT_SUMMARY_AT, examples=["Mon 07:30"]
    )


class QuietTable(Table):
    """`[quiet]`: limits of which each can be off."""

    hours: Annotated[Hours | None, BeforeValidator(_or_off(parse_hours))] = Field(
        default=DEFAULT_QUIET.hours, examples=["21:00-07:00"]
    )
    most_per_day: Annotated[int | None, BeforeValidator(_count)] = DEFAULT_QUIET.most_per_day
    most_per_week: Annotated[int | None, BeforeValidator(_count)] = DEFAULT_QUIET.most_per_week


class WebTable(Table):
    """`[web]`, for the whole service."""

    listen: Annotated[str, BeforeValidator(_listen)] = DEFAULT_LISTEN


class HealthTable(Table):
    """`[health]`, for the whole service."""

    ping: Annotated[str, AfterValidator(_ping)] = Field(
        default="", examples=["https://hc-ping.com/YOUR-CHECK"], repr=False
    )


class AthleteTable(Table):
    """What one athlete can set."""

    timezone: Annotated[str, AfterValidator(check_zone)] | None = Field(
        default=None, examples=["Europe/Berlin"]
    )
    runs: RunsTable = RunsTable()
    channels: dict[str, Any] = {}  # checked by the models of their kinds
    trigger: list[TriggerTable] = []
    planned: PlannedTable = PlannedTable()
    summary: SummaryTable = SummaryTable()
    quiet: QuietTable = QuietTable()


class MainTable(AthleteTable):
    """`lapbell.toml`: the athlete "me", and what is set once for the whole service."""

    web: WebTable = WebTable()
    health: HealthTable = HealthTable()


_TABLES = (
    MainTable, RunsTable, TriggerTable, PlannedTable, SummaryTable, QuietTable, WebTable,
    HealthTable,
)  # fmt: skip
KNOWN_KEYS = frozenset(key for table in _TABLES for key in table.model_fields)
"""The keys of all tables; any other is a mistake wherever it stands."""
