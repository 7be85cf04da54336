"""How things stand, in words: the same for `lapbell status` and for the page."""

from collections.abc import Iterator
from datetime import date, datetime

from lapbell.core.plan import Plan
from lapbell.core.texts import run_line
from lapbell.core.words import day_and_time, length, pause_end
from lapbell.folder.opening import NOT_ALLOWED
from lapbell.jobs.diary import SHADOW, HabitRecord
from lapbell.jobs.status import Standing
from lapbell.store.decisions import SKEW

SHOWN = 10
"""Files that could not be read, listed one by one; the rest is a number."""


def problems(found: Standing, now: datetime) -> Iterator[str]:
    """Yield what needs a person, each with what to do."""
    shut = [file for file in found.unreadable if file.reason == NOT_ALLOWED]
    if shut:
        where = f"{shut[0].folder}/{shut[0].name}"
        more = f" and {len(shut) - 1} more" if len(shut) > 1 else ""
        yield f"{NOT_ALLOWED}: {where}{more}"
    if found.last_decided_at is not None and found.last_decided_at > now + SKEW:
        ahead = f"{found.last_decided_at:%-d %b %Y, %H:%M} UTC"
        yield (
            f"the clock of this machine says {now:%-d %b %Y, %H:%M} UTC, but lapbell was at work "
            f"on {ahead}: set it right; what was decided under a wrong clock does not count"
        )
    for late in found.overdue(now):
        age = length(now - late.at)
        why = late.reason or "nothing tried yet"
        yield f"{late.title}: due {age} ago over {late.channel}: {why}"


def rows(found: Standing, plan: Plan, scanned_at: datetime | None) -> Iterator[tuple[str, str]]:
    """Yield how things stand, as (name, value)."""

    def at(moment: datetime) -> str:
        local = moment.astimezone(plan.timezone)
        year = "" if local.year == found.today.year else f" {local.year}"
        return f"{day_and_time(local)}, {local.day} {local:%b}{year}"

    run, file, sent = found.last_run, found.last_file, found.last_sent
    newest = f", the last {run_line(run)}, {at(run.started_at)}" if run else ""
    coming = "; ".join(f"{what}, {at(when)}" for what, when in found.next_due)
    yield "last scan", at(scanned_at) if scanned_at else "not known"
    yield "last file", f"{file.name}: {file.state}, {at(file.noted_at)}" if file else "none yet"
    yield "runs", f"{found.runs}{newest}"
    yield "waiting", "; ".join(f"{w.title}, {at(w.at)}" for w in found.waiting) or "nothing"
    yield "last sent", f"{sent.title}, {at(sent.at)}" if sent else "nothing yet"
    if found.pause is not None:
        yield "paused", pause_end(found.pause.until, plan.timezone)
    yield "next", coming or "after a run"
    yield "not read", _not_read(found)
    if found.habit is not None:
        yield "habit", _habit(found.habit, found.today)


def _habit(record: HabitRecord, today: date) -> str:
    """Say how far habit can be trusted, by its own record."""
    if record.since is None:
        return "nothing predicted yet"
    if today - record.since < SHADOW:
        return f"it only predicts until {record.since + SHADOW:%-d %b}, and rings for nothing"
    told = f"{record.right} of {record.predicted} predictions were right"
    return told if record.rings(today) else f"{told}, too few to ring for"


def _not_read(found: Standing) -> str:
    lines = [f"{file.name}: {file.reason or file.state}" for file in found.unreadable[:SHOWN]]
    more = len(found.unreadable) - SHOWN
    return "\n".join([*lines, f"and {more} more"] if more > 0 else lines) or "nothing"
