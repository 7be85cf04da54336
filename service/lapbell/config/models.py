"""What `lapbell.toml` may hold: the keys, their types and their limits.

Rules across keys stand in `rules`; the settings of each kind of channel in `channels`. Texts
raised here are read by people as they are.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from lapbell.channels.address import split_address
from lapbell.channels.secret import SecretCredential, SecretEnv, SecretFile, the_one_of
from lapbell.config.durations import parse_duration
from lapbell.config.problems import quoted
from lapbell.config.shapes import COUNT, HOURS, TIME, TIMES, or_off
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


def _url(value: str) -> str:
    return split_address(value).geturl().rstrip("/")


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


def _pattern(value: object) -> re.Pattern[str]:
    if not isinstance(value, str) or not value.strip():
        raise ValueError('this is text in quotes, such as "run|jog|tempo"')
    try:
        return re.compile(value, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from None


def _count(value: object) -> object:
    if value == "off":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise ValueError('write a whole number from 1 to 100, or "off"')
    return value


Times = Annotated[tuple[FixedTime, ...], BeforeValidator(_times), WithJsonSchema(TIMES)]
TimeOrOff = Annotated[
    FixedTime | None, BeforeValidator(_or_off(parse_time)), WithJsonSchema(or_off(TIME))
]
HoursOrOff = Annotated[
    Hours | None, BeforeValidator(_or_off(parse_hours)), WithJsonSchema(or_off(HOURS))
]
CountOrOff = Annotated[int | None, BeforeValidator(_count), WithJsonSchema(or_off(COUNT))]


class Table(BaseModel):
    """Any table of the config: unknown keys and other types are problems."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RunsTable(Table):
    """Where runs come from."""

    folders: list[str] = Field(
        default=[],
        examples=[["/home/anna/runs"]],
        description="Where your watch's files arrive. lapbell only reads them.",
    )
    watches: list[Annotated[str, AfterValidator(_name)]] = Field(
        default=[],
        examples=[["Forerunner 255"]],
        description="Your own watches, by product name or serial number, where several people's "
        "files share a folder. Left out, every file is yours.",
    )
    nudge_within: Annotated[timedelta, lasting(MINUTE, 7 * DAY, "h")] = Field(
        default=DEFAULT_NUDGE_WITHIN,
        description="A file that comes later than this after the run's end is counted, no more.",
    )


class TriggerTable(Table):
    """When which routine is asked for. Those that fit one run share one push, in file order."""

    # flat, so that one wrong key hides no other
    name: Annotated[str, AfterValidator(_name)] | None = Field(
        default=None,
        description="What `explain` and the log call it. Left out, it says what it does.",
    )
    after_run: Annotated[timedelta, lasting(timedelta(0), DAY, "min")] | None = Field(
        default=None, description="It rings so long after the end of a run."
    )
    before_run: Annotated[timedelta, lasting(MINUTE, DAY, "min")] | None = Field(
        default=None, description="It rings so long before a run that [planned] expects."
    )
    during_run: Annotated[timedelta, lasting(timedelta(0), DAY / 2, "min")] | None = Field(
        default=None, description="It rings so long into a run that [planned] expects."
    )
    only_if: str | None = Field(
        default=None,
        examples=["distance_km >= 3"],
        description="The condition: facts, compared and joined with and, or, not. Left out, every "
        "time.",
    )
    routine: str = Field(
        examples=["calf-pump"], description="What to do; `lapbell routines` lists them."
    )
    variant: str | None = Field(
        default=None,
        examples=["wall"],
        description="Another form of the routine, where it has one.",
    )
    channels: list[str] | None = Field(
        default=None,
        examples=[["phone"]],
        description="Where it rings, by the names of [channels.NAME]. Left out, on all of them.",
    )
    expires: Annotated[timedelta, lasting(MINUTE, 2 * DAY, "h")] | None = Field(
        default=None,
        description="How long the push is good for: 2 h, during a run 15 min. Before a run it is "
        "good until the start.",
    )


class PlannedTable(Table):
    """When a run is expected."""

    times: list[Times] = Field(
        default=[],
        examples=[["Tue 06:30"]],
        description="Fixed days and times, on your own clock.",
    )
    calendar: str | None = Field(
        default=None,
        examples=["/home/anna/plan.ics"],
        repr=False,
        description="A training calendar: the path or the address of an iCalendar file.",
    )
    match: Annotated[re.Pattern[str], BeforeValidator(_pattern)] | None = Field(
        default=None,
        description="A regular expression for the titles in the calendar that are runs.",
    )
    exclude: Annotated[re.Pattern[str], BeforeValidator(_pattern)] | None = Field(
        default=None, description="A regular expression for titles that are none after all."
    )
    habit: bool = Field(
        default=False,
        examples=[True],
        description="Learn from your runs when you usually set out.",
    )


class SummaryTable(Table):
    """What the week came to."""

    at: TimeOrOff = Field(
        default=DEFAULT_SUMMARY_AT,
        examples=["Mon 07:30"],
        description="When it is told. On Monday to Saturday it is the week before.",
    )
    share_with: list[str] = Field(
        default=[],
        examples=[["ben"]],
        description="Athletes who may see your week's counts, by name; you see those of each who "
        "names you too. Left out, nobody.",
    )
    shown_as: Annotated[str, AfterValidator(_name)] | None = Field(
        default=None,
        examples=["Anna"],
        description="What those athletes call you. Left out, it is your name in the config: `me`, "
        "or that of your file.",
    )


class QuietTable(Table):
    """When lapbell keeps quiet. Each can be "off"."""

    hours: HoursOrOff = Field(
        default=DEFAULT_QUIET.hours,
        examples=["21:00-07:00"],
        description="What you did not cause waits for the end of these hours. A fresh run and your "
        "own fixed times ring through.",
    )
    most_per_day: CountOrOff = Field(
        default=DEFAULT_QUIET.most_per_day, description="Pushes a day; the summary is not counted."
    )
    most_per_week: CountOrOff = Field(
        default=DEFAULT_QUIET.most_per_week, description="Pushes a week, from Monday on."
    )


class WebTable(Table):
    """The pages, once for everybody."""

    listen: Annotated[str, BeforeValidator(_listen)] = Field(
        default=DEFAULT_LISTEN,
        description='Where the pages listen: an address of this machine and a port, or "off".',
    )
    url: Annotated[str, AfterValidator(_url)] = Field(
        default="",
        examples=["https://pi.tailnet.example"],
        description="The address of the pages as a phone sees it; pushes then link to them.",
    )
    key_file: SecretFile | None = Field(
        default=None,
        examples=["/etc/lapbell/web-key"],
        description="A file with the access key; without one, lapbell makes a key.",
    )
    key_env: SecretEnv | None = Field(
        default=None,
        examples=["WEB_KEY"],
        description="The environment variable that holds the access key.",
    )
    key_credential: SecretCredential | None = Field(
        default=None,
        examples=["web-key"],
        description="The credential of systemd that holds the access key.",
    )

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        the_one_of(self, "key")
        return self


class HealthTable(Table):
    """The service's own health, once for everybody."""

    ping: Annotated[str, AfterValidator(_ping)] = Field(
        default="",
        examples=["https://hc-ping.com/YOUR-CHECK"],
        repr=False,
        description="An address that is called every few minutes while all is well.",
    )


class AthleteTable(Table):
    """What one athlete can set."""

    timezone: Annotated[str, AfterValidator(check_zone)] | None = Field(
        default=None,
        examples=["Europe/Berlin"],
        description="Your own clock. Left out, it is this machine's.",
    )
    runs: RunsTable = RunsTable()
    channels: dict[str, Any] = {}  # checked by the models of their kinds
    trigger: list[TriggerTable] = []
    planned: PlannedTable = PlannedTable()
    summary: SummaryTable = SummaryTable()
    quiet: QuietTable = QuietTable()


class MainTable(AthleteTable):
    """The config of lapbell: the athlete "me", and what is set once for everybody."""

    web: WebTable = WebTable()
    health: HealthTable = HealthTable()


_TABLES = (
    MainTable, RunsTable, TriggerTable, PlannedTable, SummaryTable, QuietTable, WebTable,
    HealthTable,
)  # fmt: skip
KNOWN_KEYS = frozenset(key for table in _TABLES for key in table.model_fields)
"""The keys of all tables; any other is a mistake wherever it stands."""
