"""FIT files for tests: real bytes, made from a few plain values, and spelled as odd watches do."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lapbell.readers.segments import frame, segments
from lapbell.readers.walk import Layout, walk
from lapbell.readers.write import Message, Value, write_fit

SUNDAY_EVENING = datetime(2026, 10, 4, 16, 5, tzinfo=UTC)
"""18:05 on the runner's own clock."""

RECORD = 20
_BASE_SIZES = {0x83: 2, 0x84: 2, 0x85: 4, 0x86: 4, 0x88: 4, 0x89: 8, 0x8B: 2, 0x8C: 4}


@dataclass(frozen=True, kw_only=True)
class Made:
    """A run and how its watch writes it down; None leaves a field out."""

    started_at: datetime = SUNDAY_EVENING
    distance_m: float | None = 8200
    elapsed: timedelta = timedelta(minutes=44, seconds=10)
    moving: timedelta | None = None
    sport: str | None = "running"
    sub_sport: str | None = "generic"
    utc_offset: timedelta | None = timedelta(hours=2)
    ascent_m: float | None = 62
    descent_m: float | None = 60
    hr_bpm: float | None = 148
    cadence_spm: float | None = 172
    product: str = "fr255"
    serial: int = 3_456_789_012
    every: timedelta = timedelta(seconds=5)
    positions: bool = True

    def messages(self) -> list[Message]:
        """file_id, device_info, sport, records, lap, session, activity: all a watch writes."""
        lap = self._summary()
        watch: dict[str, Value] = {"manufacturer": "garmin", "serial_number": self.serial}
        sport = _told(sport=self.sport, sub_sport=self.sub_sport)
        return [
            (
                "file_id",
                {
                    "type": "activity",
                    **watch,
                    "garmin_product": self.product,
                    "time_created": self.started_at,
                },
            ),
            ("device_info", {"timestamp": self.started_at, "device_index": "creator", **watch}),
            ("sport", sport),
            *(("record", values) for values in self.records()),
            ("lap", lap),
            ("session", {**lap, **sport}),
            ("activity", self._activity()),
        ]

    def records(self) -> Iterator[dict[str, Value]]:
        """One sample after the other, at a steady pace."""
        speed = None if self.distance_m is None else self.distance_m / self.elapsed.total_seconds()
        for step in range(self.elapsed // self.every + 1):
            since = step * self.every
            yield _told(
                timestamp=self.started_at + since,
                position_lat=626_000_000 + step * 100 if self.positions else None,
                position_long=160_000_000 if self.positions else None,
                enhanced_altitude=None if self.ascent_m is None else 34 + step % 10,
                heart_rate=self.hr_bpm,
                **self._strides("cadence", "fractional_cadence"),
                distance=None if speed is None else speed * since.total_seconds(),
                enhanced_speed=speed,
            )

    def _summary(self) -> dict[str, Value]:
        return _told(
            timestamp=self.started_at + self.elapsed,
            start_time=self.started_at,
            total_elapsed_time=self.elapsed.total_seconds(),
            total_timer_time=(self.moving or self.elapsed).total_seconds(),
            total_distance=self.distance_m,
            total_ascent=self.ascent_m,
            total_descent=self.descent_m,
            avg_heart_rate=self.hr_bpm,
            **self._strides("avg_cadence", "avg_fractional_cadence"),
        )

    def _strides(self, whole: str, fraction: str) -> dict[str, float]:
        if self.cadence_spm is None:
            return {}
        return {whole: self.cadence_spm // 2, fraction: self.cadence_spm / 2 % 1}

    def _activity(self) -> dict[str, Value]:
        ended_at = self.started_at + self.elapsed
        return _told(
            timestamp=ended_at,
            total_timer_time=(self.moving or self.elapsed).total_seconds(),
            num_sessions=1,
            local_timestamp=None if self.utc_offset is None else ended_at + self.utc_offset,
        )


def a_run(**changes: Any) -> bytes:
    """Return a whole FIT file of a run; `changes` are the fields of `Made`."""
    return write_fit(Made(**changes).messages())


def _told(**values: Value | None) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def changed(messages: list[Message], name: str, **changes: Value | None) -> list[Message]:
    """Return the messages, those of this name with other values; None takes a field out."""
    return [
        (each, _told(**{**values, **changes}) if each == name else values)
        for each, values in messages
    ]


def respelled(
    fit: bytes,
    *,
    big_endian: bool = False,
    squeezed: bool = False,
    developer: bytes = b"",
    define_always: bool = False,
) -> bytes:
    """Return the same little-endian, one-segment file as another watch would have written it.

    `squeezed` puts the time of records into their headers (samples less than 32 s apart),
    `developer` adds a developer field of these bytes to every record, `define_always` repeats
    the definition before every message.
    """
    body = bytearray()
    defined: dict[int, bytes] = {}
    clock_is_set = False
    for layout, message in _in_order(fit):
        is_record = layout.message == RECORD
        squeeze = squeezed and is_record and clock_is_set
        clock_is_set = clock_is_set or is_record
        extra = developer if is_record else b""
        definition, values, time = _spell(layout, message, ">" if big_endian else "<", squeeze)
        if extra:
            definition = bytes([definition[0] | 0x20]) + definition[1:]
            definition += bytes([1, 0, len(extra), 0])
        if define_always or defined.get(0) != definition:
            body += definition
            defined[0] = definition
        header = 0x80 | time & 31 if squeeze else 0
        body += bytes([header]) + values + extra
    return frame(bytes(body))


def _in_order(fit: bytes) -> Iterator[tuple[Layout, bytes]]:
    (segment,) = segments(fit)
    layouts = walk(fit, segment.start, segment.end, range(0x10000)).layouts
    placed = [(place, layout) for layout in layouts for place in layout.places]
    for place, layout in sorted(placed, key=lambda pair: pair[0]):
        yield layout, fit[place : place + layout.length]


def _spell(layout: Layout, message: bytes, order: str, squeeze: bool) -> tuple[bytes, bytes, int]:
    """Return definition, values and time stamp; `squeeze` leaves the time stamp out."""
    fields, values, time = b"", b"", 0
    for field in layout.fields():
        raw = message[field.offset : field.offset + field.size]
        if field.number == 253:
            time = int.from_bytes(raw, "little")
            if squeeze:
                continue
        size = _BASE_SIZES.get(field.base, 1)
        values += raw if order == "<" or size == 1 else raw[::-1]
        fields += bytes([field.number, field.size, field.base])
    head = struct.pack(f"{order}BxBHB", 0x40, order == ">", layout.message, len(fields) // 3)
    return head + fields, values, time
