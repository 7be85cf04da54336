"""A FIT file is one or more segments end to end: header, messages, checksum.

Here are lengths and checksums alone. What a message means belongs in `fit` and below.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from fastcrc import crc16

MOST_SEGMENTS = 100
"""Chains of five are real; what comes after a hundred is left unread."""

_SIGNATURE = b".FIT"
_CRC_LENGTH = 2
_PROTOCOL, _PROFILE = 0x10, 2132


@dataclass(frozen=True, slots=True)
class Segment:
    """Where the messages of a segment are: from `start` up to but not including `end`.

    `complete`: the file holds as many bytes as the header declares, which is `declared` in all.
    `damaged`: it has a checksum, and that is wrong.
    """

    start: int
    end: int
    complete: bool
    damaged: bool
    declared: int


def is_fit(data: bytes) -> bool:
    """Tell whether the bytes begin like a FIT file."""
    return data[8:12] == _SIGNATURE and data[0] >= 12


def is_whole(data: bytes) -> bool:
    """Tell whether the bytes alone prove that this FIT file is complete.

    Every chained segment's header, length and CRC-16 must check out over exactly these bytes.
    Anything else (another format, trailing bytes, no CRC) proves nothing and is False.
    """
    position = 0
    for segment in segments(data):
        end = segment.end + _CRC_LENGTH
        if not segment.complete or crc16.arc(data[position:end]) or not any(data[end - 2 : end]):
            return False
        position = end
    return 0 < position == len(data)


def segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments of a FIT file; the last may be cut. Trailing other bytes are left out."""
    position = 0
    for _ in range(MOST_SEGMENTS):
        if not is_fit(data[position : position + 12]):
            return
        start, begin = position + data[position], position
        declared = start + int.from_bytes(data[position + 4 : position + 8], "little")
        position = declared + _CRC_LENGTH
        complete = declared > start and position <= len(data)
        damaged = complete and any(data[declared:position]) and crc16.arc(data[begin:position]) != 0
        yield Segment(start, declared if complete else len(data), complete, damaged, position)
        if not complete:
            return


def frame(body: bytes) -> bytes:
    """Put header and checksum around the messages of one segment."""
    start = struct.pack("<BBHI4s", 14, _PROTOCOL, _PROFILE, len(body), _SIGNATURE)
    whole = start + crc16.arc(start).to_bytes(2, "little") + body
    return whole + crc16.arc(whole).to_bytes(2, "little")
