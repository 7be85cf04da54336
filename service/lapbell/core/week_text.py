"""The words of a week's push, and its buttons: plain counts, and never a reproach.

About two lines show on a locked phone. Score, streak and graces are for who asks.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lapbell.core.decision import Nudge
from lapbell.core.expected import on
from lapbell.core.keys import week_key
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.core.questions import Question
from lapbell.core.routine import Kind
from lapbell.core.summary import OneRun, Tally, Totals, WeekSummary
from lapbell.core.weeks import WEEK, when
from lapbell.core.words import count, day_and_date, day_and_time, kilometres, length

LITTLE, MUCH = 0.05, 0.25
"""Shares of the usual within which a week is "about" it, or only a little off it."""

IMBALANCES = {"lower_legs": "lower legs", "forward_flop": "chest"}
"""Names where they are not the code itself."""

NAMED = 3
"""So many runs or files are named; more are a number."""


def week_nudge(
    week: WeekSummary, plan: Plan, due_at: datetime, question: Question | None = None
) -> Nudge:
    """Return the push that tells of a week: held by quiet hours, good until the next is due.

    A `question` is asked where the week itself asks for nothing (`has_room`).
    """
    hours, home = plan.quiet.hours, plan.timezone
    title, body = week_text(week, home, due_at.astimezone(home).date(), question)
    return Nudge(
        key=week_key(plan.athlete, week.monday),
        athlete=plan.athlete,
        kind=Kind.WEEK,
        about=on(week.monday, time(0), home),
        routines=(),
        due_at=hours.over_at(due_at, home) if hours else due_at,
        expires_at=due_at + WEEK,
        channels=plan.channels,
        title=title,
        body=body,
        verbs=question.verbs if question else week_verbs(week),
    )


def week_verbs(week: WeekSummary) -> tuple[Verb, ...]:
    """Return the answers that the push of a week offers; none where it asks nothing."""
    if not week.own.runs:
        return () if week.pause else (Verb.WEEK_OFF, Verb.UNTIL_RUN)
    if not week.asks:
        return ()
    if week.went_quiet:
        return (Verb.MORE, Verb.DID)
    return (Verb.DID, Verb.NO) if week.rings_less else (Verb.DID, Verb.NO, Verb.LESS)


def has_room(week: WeekSummary) -> bool:
    """Tell whether a question may go with a week: it has runs, and asks for nothing itself."""
    return bool(week.own.runs) and week.pause is None and not week_verbs(week)


def week_text(
    week: WeekSummary, home: ZoneInfo, today: date, question: Question | None = None
) -> tuple[str, str]:
    """Return title and body of a week's push, as seen from `today`."""
    asked = question.text if question else ""
    lines = [*_first(week), asked, *_notes(week), _last(week, home)]
    return _title(week, when(week.monday, today)), "\n".join(line for line in lines if line)


def picture_title(week: WeekSummary) -> str:
    """Return the line over the picture: "4 run days, 3 with a routine"."""
    if not week.own.runs:
        return "A week without a run"
    days, done = count(int(week.own.run_days), "run day"), week.columns[-1].with_routine
    return f"{days}, {done} with a routine" if done else days


def facts_in_words(week: WeekSummary) -> Iterator[tuple[str, str]]:
    """Yield what a push leaves out, as (name, value); what is not known is left out."""
    usual = week.usual
    if week.own.runs:
        often = usual and f", usually {usual.run_days:.1f}".removesuffix(".0")
        yield "run days", f"{week.own.run_days}{often or ''}"
    if week.own.time:
        long = usual and usual.time and f", usually {length(usual.time)}"
        yield "time", f"{length(week.own.time)}{long or ''}"
    if week.offered.of and not week.offered.done:
        yield "routines", f"{week.offered.of} rang, none noted"
    elif week.offered.of:
        yield "routines", f"{_of(week.offered)} done"
        yield "when", ", ".join(f"{name} {_of(one)}" for name, one in week.by_phase.items())
        imbalances = [(IMBALANCES.get(name, name), one) for name, one in week.by_imbalance.items()]
        yield "for", ", ".join(f"{name} {_of(one)}" for name, one in imbalances)
    if week.score is not None:
        change = week.score_change
        yield "score", f"{week.score}{'' if change is None else f', {change:+} in four weeks'}"
    if week.streak.weeks:
        graces = week.streak.graces and f", {count(week.streak.graces, 'grace')} held"
        yield "streak", f"{count(week.streak.weeks, 'good week')}{graces or ''}"


def _of(tally: Tally) -> str:
    return f"{tally.done} of {tally.of}"


def _title(week: WeekSummary, told: str) -> str:
    if not week.own.runs:
        return "A week without a run"
    runs = count(int(week.own.runs), "run")
    if week.followed == week.own.runs:
        return f"{runs}, a routine after {'it' if week.followed == 1 else 'each'}"
    if week.offered.done:
        return f"{runs}, {week.offered.done} of {count(week.offered.of, 'routine')} done"
    return f"{runs} {told}"


def _first(week: WeekSummary) -> Iterator[str]:
    if not week.own.runs:
        yield "Nothing lost; your weeks stand."
    elif week.asks and not week.went_quiet:
        yield f"{_amount(week)} No routine noted; did you do one anyway?".lstrip()
    else:
        yield _amount(week)
        if week.went_quiet:
            yield f"{week.ignored} pushes in a row had no answer: only this comes. Ring again?"


def _amount(week: WeekSummary) -> str:
    """Hold the week's distance against the usual one, or its time where no file has a distance.

    A week with a pause in it is not held against anything.
    """
    was_paused = any(one.paused for one in week.columns[-1:])
    own, usual = week.own, Totals() if was_paused else week.usual or Totals()
    if own.distance_m:
        against = _against(own.distance_m, usual.distance_m)
        return f"{_km(own.distance_m)} km{against and f', {against} {_km(usual.distance_m)}'}."
    if own.time:
        against = _against(own.time.total_seconds(), usual.time.total_seconds())
        return f"{length(own.time)}{against and f', {against} {length(usual.time)}'}."
    return ""


def _km(metres: float) -> str:
    return f"{metres / 1000:.0f}"


def _against(own: float, usual: float) -> str:
    """Say how a week is to the usual one: "a little over your usual"; empty without one."""
    if not usual:
        return ""
    off = own / usual - 1
    if abs(off) <= LITTLE:
        return "about your usual"
    little = "a little " if abs(off) <= MUCH else ""
    return f"{little}{'over' if off > 0 else 'under'} your usual"


def _notes(week: WeekSummary) -> Iterator[str]:
    """Yield what is seldom so, and then worth a line."""
    if week.longest:
        day, far = day_and_date(week.longest.day), kilometres(week.longest.distance_m or 0)
        yield f"{day}, {far}: your longest in 30 days. Keep the next ones easy."
    if week.late:
        yield f"Came late, now counted: {_listed([_named(run) for run in week.late], 'run')}."
    if week.wrong_clocks:
        files = [f"{one.file} ({one.day.day} {one.day:%b %Y})" for one in week.wrong_clocks]
        yield f"Left out for a wrong clock: {_listed(files, 'file')}. Syncing the watch sets it."


def _named(run: OneRun) -> str:
    far = "" if run.distance_m is None else f", {kilometres(run.distance_m)}"
    return f"{day_and_date(run.day)}{far}"


def _listed(names: Sequence[str], noun: str) -> str:
    return "; ".join(names) if len(names) <= NAMED else count(len(names), noun)


def _last(week: WeekSummary, home: ZoneInfo) -> str:
    """Return what comes next: the end of a pause, the offer of one, or the next run."""
    if week.pause is not None:
        until = week.pause.until
        return f"Paused until {_day(until, home) if until else 'you run'}."
    if not week.own.runs:
        return "Resting, ill, away? I can wait."
    if week.next_run is None:
        return ""
    first = " and ".join(name.lower() for name in week.next_routines)
    if_so = " if habit holds" if week.next_run.source == "habit" else ""
    starts = day_and_time(week.next_run.starts_at.astimezone(home))
    return f"Next: {starts}{if_so}{first and f', {first} first'}."


def _day(until: datetime, home: ZoneInfo) -> str:
    return day_and_date(until.astimezone(home).date())
