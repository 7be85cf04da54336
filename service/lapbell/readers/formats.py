"""Which format a file is, by its content: names lie. The reading itself is each format's own."""

import re
from collections.abc import Sequence
from typing import Protocol

from lapbell.readers import markup, packed, segments
from lapbell.readers.reading import Reading

_LFS = b"version https://git-lfs"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(gpx|TrainingCenterDatabase)[\s/>]")
_START = 4000
"""Bytes in which a root element must begin: after a declaration and comments."""

_MOST_REASONS = 3


class _Read(Protocol):
    def __call__(self, data: bytes, *, athlete: str) -> Reading: ...


def is_whole(data: bytes) -> bool:
    """Tell whether the bytes alone prove that this run file is complete.

    FIT: length and checksum of each segment; TCX and GPX: one well-formed document; gzip and
    zip: the checksum of each file inside; all over exactly these bytes. Any other format proves
    nothing and is False.
    """
    if packed.is_packed(data):
        return packed.is_whole(data)
    return markup.is_well_formed(data) if _root(data) else segments.is_whole(data)


def read(data: bytes, *, athlete: str) -> Reading:
    """Return what these bytes hold. Never raises: whatever goes wrong is `unreadable`."""
    if not packed.is_packed(data):
        return _read_one(data, athlete)
    try:
        inside = packed.unpack(data)
    except packed.PackedError as error:
        return Reading("unreadable", str(error))
    return _together([_read_one(each, athlete) for each in inside])


def _read_one(data: bytes, athlete: str) -> Reading:
    reader = _reader(data)
    if reader is None:
        return Reading("unreadable", _what_else(data))
    try:
        return reader(data, athlete=athlete)
    except markup.RefusedError as error:
        return Reading("unreadable", f"refused, for it has {error}")
    except Exception as error:  # a file from anywhere must never stop the loop
        return Reading("unreadable", f"a run file that cannot be understood ({error!r})")


def _reader(data: bytes) -> _Read | None:
    """Return the format's reader. It loads numpy, and for FIT fitparse, when first needed."""
    if segments.is_fit(data):
        from lapbell.readers import fit  # noqa: PLC0415

        return fit.read
    match _root(data):
        case b"gpx":
            from lapbell.readers import gpx  # noqa: PLC0415

            return gpx.read
        case b"TrainingCenterDatabase":
            from lapbell.readers import tcx  # noqa: PLC0415

            return tcx.read
    return None


def _root(data: bytes) -> bytes:
    """Return the name of the root element of a TCX or GPX file, an empty text for any other."""
    start = data[:_START].replace(b"\0", b"")  # UTF-16 has one at every other byte
    found = None if segments.is_fit(data) else _ROOT.search(start)
    return found[1] if found else b""


def _together(readings: Sequence[Reading]) -> Reading:
    """Return the outcome for a packed file: all runs in it, or what is in it instead."""
    runs = tuple(run for reading in readings for run in reading.runs)
    if runs:
        return Reading("run", "", runs)
    if not readings:
        return Reading("not a run", "an empty zip archive")
    known = [reading for reading in readings if reading.outcome == "not a run"] or readings
    reasons = list(dict.fromkeys(reading.reason for reading in known))
    return Reading(known[0].outcome, "; ".join(reasons[:_MOST_REASONS]))


def _what_else(data: bytes) -> str:
    if not data.strip(b"\0 \t\r\n"):
        return "empty"
    if packed.is_packed(data):
        return "packed twice: unpack it into the folder"
    if data.startswith(_LFS):
        return "a Git LFS pointer, not the file itself"
    return "neither FIT, TCX nor GPX"
