"""A week as programs read it: plain values, with their units in the names."""

from collections.abc import Iterable
from typing import Any

from lapbell.core.summary import OneRun, Tally, Totals, WeekSummary
from lapbell.core.weeks import week_name


def as_json(week: WeekSummary, title: str, body: str) -> dict[str, Any]:
    """Return what `lapbell week --json` prints; `title` and `body` are the push's."""
    return {
        "week": week_name(week.monday),
        "monday": week.monday,
        **_totals(week.own),
        "usual": week.usual and _totals(week.usual),
        "routines": _tally(week.offered),
        "routines_by_phase": _tallies(week.by_phase.items()),
        "routines_by_imbalance": _tallies(week.by_imbalance.items()),
        "runs_with_a_routine_after": week.followed,
        "score": week.score,
        "score_change": week.score_change,
        "streak": {"weeks": week.streak.weeks, "graces": week.streak.graces},
        "unanswered_in_a_row": week.ignored,
        "longest": week.longest and _run(week.longest),
        "late": [_run(one) for one in week.late],
        "wrong_clocks": [{"file": one.file, "day": one.day} for one in week.wrong_clocks],
        "paused": week.pause is not None,
        "paused_until": week.pause and week.pause.until,
        "next_run": _next(week),
        "weeks": [
            {
                "week": week_name(one.monday),
                "run_days": one.run_days,
                "with_routine": one.with_routine,
                "paused": one.paused,
            }
            for one in week.columns
        ],
        "title": title,
        "body": body,
    }


def _totals(one: Totals) -> dict[str, Any]:
    return {
        "runs": one.runs,
        "run_days": one.run_days,
        "distance_m": one.distance_m,
        "time_s": one.time.total_seconds(),
    }


def _tally(one: Tally) -> dict[str, int]:
    return {"done": one.done, "delivered": one.of}


def _tallies(by: Iterable[tuple[str, Tally]]) -> dict[str, dict[str, int]]:
    return {str(name): _tally(one) for name, one in by}


def _run(one: OneRun) -> dict[str, Any]:
    ratio = {} if one.ratio is None else {"longest_ratio": round(one.ratio, 3)}
    return {"day": one.day, "distance_m": one.distance_m, **ratio}


def _next(week: WeekSummary) -> dict[str, Any] | None:
    run = week.next_run
    if run is None:
        return None
    return {
        "starts_at": run.starts_at,
        "source": run.source,
        "confidence": round(run.confidence, 2),
        "routines": list(week.next_routines),
    }
