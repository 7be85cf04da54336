"""Garmin's own decoder as the second opinion on the facts of a run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from garmin_fit_sdk import Decoder, Stream

from lapbell.core.run import Run

FACTS = (
    "started_at", "elapsed", "moving", "distance_m",
    "ascent_m", "descent_m", "avg_hr_bpm", "avg_cadence_spm",
)  # fmt: skip
TOLERANCE = 0.001
SAME_START = timedelta(seconds=1)


@dataclass(frozen=True)
class Difference:
    """One fact of one run on which the two do not agree; None is "not recorded"."""

    fact: str
    ours: float | datetime | None
    theirs: Any


def sessions_by_garmin(data: bytes) -> list[Mapping[str, Any]] | None:
    """Return all session messages of a file; None where Garmin's decoder cannot read it."""
    try:
        messages, _ = Decoder(Stream.from_byte_array(bytearray(data))).read()
    except Exception:
        return None
    return list(messages.get("session_mesgs", [])) or None


def differences(run: Run, session: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield every fact on which run and session differ by more than 0.1%, or a second of start."""
    theirs = dict(_facts(session))
    start = session.get("start_time")
    if not isinstance(start, datetime):  # counts from the watch's boot: Garmin leaves the number
        start = None
    if start is not None and abs(run.started_at - start) >= SAME_START:
        yield Difference("started_at", run.started_at, start)
    for fact, ours in _ours(run).items():
        if not _agree(ours, theirs[fact]):
            yield Difference(fact, ours, theirs[fact])


def _ours(run: Run) -> dict[str, float | None]:
    plain = {fact: getattr(run, fact) for fact in FACTS if fact != "started_at"}
    return {
        fact: value.total_seconds() if isinstance(value, timedelta) else value
        for fact, value in plain.items()
    }


def _facts(session: Mapping[str, Any]) -> Iterator[tuple[str, float | None]]:
    yield "elapsed", session.get("total_elapsed_time")
    yield "moving", session.get("total_timer_time")
    yield "distance_m", session.get("total_distance")
    yield "ascent_m", session.get("total_ascent")
    yield "descent_m", session.get("total_descent")
    yield "avg_hr_bpm", session.get("avg_heart_rate")
    strides = session.get("avg_running_cadence", session.get("avg_cadence"))
    fraction = session.get("avg_fractional_cadence") or 0
    yield "avg_cadence_spm", None if strides is None else 2 * (strides + fraction)


def _agree(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= TOLERANCE * abs(theirs)
