"""An explanation as one JSON object, with the units in the names."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from lapbell.core.decision import Nudge, Verdict
from lapbell.core.facts import Unknown
from lapbell.core.run import Run
from lapbell.jobs.explain import Explained, Explanation, Foreseen


def as_json(file: str, found: Explanation) -> dict[str, Any]:
    """Return `lapbell explain FILE --json`; times are ISO 8601 in UTC."""
    return {
        "file": file,
        "sha256": found.sha256,
        "outcome": found.reading.outcome,
        "reason": found.reading.reason,
        "runs": [_run(one) for one in found.runs],
    }


def foreseen_as_json(found: Iterable[Foreseen], left_out: Sequence[str]) -> dict[str, Any]:
    """Return `lapbell explain --next --json`; `left_out` is what a calendar holds unread."""
    return {"expected": [_foreseen(one) for one in found], "left_out": list(left_out)}


def _foreseen(one: Foreseen) -> dict[str, Any]:
    return {
        **asdict(one.run),
        "verdicts": [_verdict(verdict) for verdict in one.verdicts],
        "nudges": [_nudge(nudge) for nudge in one.nudges],
    }


def _run(one: Explained) -> dict[str, Any]:
    facts = one.decision.facts
    return {
        **_recorded(one.run),
        "facts": {
            name: None if isinstance(value, Unknown) else value for name, value in facts.items()
        },
        "missing": {name: value.why for name, value in facts.items() if isinstance(value, Unknown)},
        "verdicts": [_verdict(verdict) for verdict in one.decision.verdicts],
        "nudges": [_nudge(nudge) for nudge in one.decision.nudges],
    }


def _recorded(run: Run) -> dict[str, Any]:
    device = run.device
    return {
        "id": run.id,
        "sport": run.sport,
        "sub_sport": run.sub_sport,
        "started_at": run.started_at.isoformat(),
        "utc_offset_s": _seconds(run.utc_offset),
        "elapsed_s": _seconds(run.elapsed),
        "moving_s": _seconds(run.moving),
        "distance_m": run.distance_m,
        "ascent_m": run.ascent_m,
        "descent_m": run.descent_m,
        "avg_hr_bpm": run.avg_hr_bpm,
        "avg_cadence_spm": run.avg_cadence_spm,
        "indoor": run.indoor,
        "device": {
            "manufacturer": device.manufacturer,
            "product": device.product,
            "serial": device.serial,
        },
        "whole": run.whole,
    }


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "trigger": verdict.trigger,
        "routine": verdict.routine,
        "fired": verdict.fired,
        "reason": verdict.reason,
        "held_back_by": verdict.held_back_by or None,
        "facts": dict(verdict.facts),
        "missing": dict(verdict.missing),
        "parts": [{"text": part.text, "holds": part.holds} for part in verdict.parts],
    }


def _nudge(nudge: Nudge) -> dict[str, Any]:
    return {
        "key": nudge.key,
        "routines": [
            {"routine": asked.routine, "variant": asked.variant} for asked in nudge.routines
        ],
        "due_at": nudge.due_at.isoformat(),
        "expires_at": nudge.expires_at.isoformat(),
        "channels": list(nudge.channels),
        "priority": int(nudge.priority),
        "title": nudge.title,
        "body": nudge.body,
    }
