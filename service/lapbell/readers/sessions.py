"""The messages of a FIT file become sessions: which fields say what, and which lie.

Sanity limits that all formats share belong in `build`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from lapbell.core.run import Device
from lapbell.readers.build import Session, is_offset
from lapbell.readers.decode import Message
from lapbell.readers.epoch import moment
from lapbell.readers.records import Records
from lapbell.readers.sports import printable

Values = dict[str, str | float]


def sessions_of(messages: Sequence[Message], first_index: int = 0) -> list[Session]:
    """Return the sessions of one segment, counted on from `first_index`."""
    device = device_of(messages)
    offset = utc_offset_of(messages)
    told = enumerate(named(messages, "session"), first_index)
    found = (_session(index, values, device, offset) for index, values in told)
    return [session for session in found if session is not None]


def session_from(messages: Sequence[Message], records: Records) -> Session | None:
    """Return what samples and the sport message tell of an activity that lost its session."""
    sport = next(iter(named(messages, "sport")), None)
    if sport is None or records.start is None:
        return None
    return Session(
        index=0,
        sport=text(sport, "sport"),
        sub_sport=text(sport, "sub_sport"),
        started_at=moment(records.start),
        device=device_of(messages),
    )


def named(messages: Iterable[Message], name: str) -> list[Values]:
    """Return the values of all messages of this name."""
    return [message.values for message in messages if message.name == name]


def number(values: Values, *names: str) -> float | None:
    """Return the first of these fields that holds a number."""
    for name in names:
        value = values.get(name)
        if isinstance(value, int | float):
            return float(value)
    return None


def text(values: Values, name: str) -> str | None:
    """Return the field's value as a short printable text, None where it is missing."""
    value = values.get(name)
    return None if value is None else printable(str(value))


def _session(
    index: int, values: Values, device: Device, offset: timedelta | None
) -> Session | None:
    elapsed = number(values, "total_elapsed_time")
    start = number(values, "start_time")
    ended = number(values, "timestamp")
    if start is None and ended is not None:
        start = ended - (elapsed or 0)
    if start is None:
        return None
    return Session(
        index=index,
        sport=text(values, "sport"),
        sub_sport=text(values, "sub_sport"),
        started_at=moment(start),
        utc_offset=offset,
        elapsed=elapsed,
        moving=number(values, "total_timer_time"),
        distance_m=number(values, "total_distance"),
        ascent_m=number(values, "total_ascent"),
        descent_m=number(values, "total_descent"),
        avg_hr_bpm=number(values, "avg_heart_rate"),
        avg_cadence_spm=_steps(values),
        has_positions="start_position_lat" in values,
        device=device,
    )


def _steps(values: Values) -> float | None:
    """Return steps per minute of both feet; FIT counts one leg and its fraction apart."""
    strides = number(values, "avg_running_cadence", "avg_cadence")
    if strides is None:
        return None
    return 2 * (strides + (number(values, "avg_fractional_cadence") or 0))


def utc_offset_of(messages: Iterable[Message]) -> timedelta | None:
    """Return the runner's clock minus UTC, where a file's activity message can be believed."""
    for values in named(messages, "activity"):
        local, utc = number(values, "local_timestamp"), number(values, "timestamp")
        if local is not None and utc is not None:
            offset = timedelta(seconds=local - utc)
            if is_offset(offset):
                return offset
    return None


def device_of(messages: Iterable[Message]) -> Device:
    """Return the watch named by the file's first `file_id`."""
    values = next(iter(named(messages, "file_id")), {})
    maker = text(values, "manufacturer")
    return Device(
        manufacturer=maker and _spelled(maker),
        product=_product(values, maker),
        serial=text(values, "serial_number"),
    )


def _product(values: Values, maker: str | None) -> str | None:
    """Return the product as a person would write it: "fr255_music" is a "Forerunner 255 Music"."""
    own = text(values, "product_name")
    if own:
        return re.sub(rf"^{re.escape(maker or '')}\s+", "", own.strip(), flags=re.IGNORECASE)
    name = text(values, "garmin_product") or text(values, "favero_product")
    if name is None or name.isdecimal():
        return name or text(values, "product")
    return _spelled(re.sub(r"^fr(?=\d)", "forerunner_", name))


def _spelled(name: str) -> str:
    """Turn the profile's "vivo_active4" into "Vivo Active 4"."""
    words = re.sub(r"([a-z]{2,})(\d)", r"\1_\2", name, count=1).split("_")
    return " ".join(word[:1].upper() + word[1:] for word in words)
