"""Which routine an occasion asks for. `run`, `explain` and the pages all ask here.

Every trigger of the occasion's phase gets a verdict; those that fire share one nudge.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from lapbell.core.decision import Decision, Nudge, Priority, Verdict, push_of
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import facts_of
from lapbell.core.keys import key_of
from lapbell.core.occasion import AfterRun, BeforeRun, DuringRun, History, Occasion, zone_of
from lapbell.core.plan import Plan, Trigger
from lapbell.core.quiet import too_many
from lapbell.core.routine import LONGEST_S, Kind
from lapbell.core.run import Run, has_wrong_clock
from lapbell.core.silence import Held, easing, fading, gentler, not_wanted, resting
from lapbell.core.texts import after_run_text, expected_run_text, run_line
from lapbell.core.verdict import judge
from lapbell.core.words import day_and_time, length

FRESH = timedelta(minutes=60)
"""A nudge about a run that ended longer ago makes no sound, and quiet hours hold it."""


def decide(occasion: Occasion, history: History, plan: Plan, now: datetime) -> Decision:
    """Judge one occasion at the moment `now` (aware).

    Looks at this occasion and at what was before it; what comes later, and the order in which
    files arrive, change no verdict. (Limits count what was pushed, and so may.)
    """
    facts = facts_of(FACTS, occasion, history, plan.timezone)
    triggers = [gentler(one, history) for one in plan.triggers_of(occasion.phase)]
    verdicts = [judge(trigger, facts) for trigger in triggers]
    nothing = _too_late(occasion, history, plan, now) or not_wanted(occasion, history, plan, now)
    if nothing is not None:
        return Decision(facts=facts, verdicts=tuple(_held(one, nothing) for one in verdicts))
    verdicts = _with_room(triggers, _rested(triggers, verdicts, occasion, history, plan, now))
    fired = [one for one, verdict in zip(triggers, verdicts, strict=True) if verdict.fired]
    if not fired:
        return Decision(facts=facts, verdicts=tuple(verdicts))
    nudge, in_the_way = _quietly(_nudge(occasion, fired, plan, now), occasion, history, plan, now)
    if in_the_way is None:
        return Decision(facts=facts, verdicts=tuple(verdicts), nudges=(nudge,))
    held = tuple(_held(one, in_the_way) if one.fired else one for one in verdicts)
    return Decision(facts=facts, verdicts=held)


def _held(verdict: Verdict, held: Held) -> Verdict:
    rule, reason = held
    return replace(verdict, fired=False, reason=reason, held_back_by=rule)


def _too_late(occasion: Occasion, history: History, plan: Plan, now: datetime) -> Held | None:
    """Return why no nudge can follow any more, or None."""
    match occasion:
        case AfterRun(run=run):
            return _run_too_old(run, plan, now)
        case DuringRun(expected=expected):
            done = history.run_of(expected)
            return None if done is None else ("over", f"the run is over: {_known(done, plan)}")
        case BeforeRun(expected=expected) if expected.starts_at <= now:
            return "begun", f"the run should have begun at {_clock(expected.starts_at, plan)}"
        case BeforeRun(expected=expected):
            done = history.run_of(expected)
            return None if done is None else ("ran already", f"you ran: {_known(done, plan)}")


def _run_too_old(run: Run, plan: Plan, now: datetime) -> Held | None:
    if has_wrong_clock(run, now):
        return "clock", f"the watch's clock was wrong: it says {run.started_at:%Y-%m-%d}"
    if run.ended_at is None:
        return "length", "the file does not say how long the run took"
    age = now - run.ended_at
    if age > plan.nudge_within:
        late, within = length(age), length(plan.nudge_within)
        return (
            "nudge_within",
            f"the run ended {late} before its file came; nudge_within is {within}",
        )
    return None


def _known(run: Run, plan: Plan) -> str:
    return f"{run_line(run)}, {day_and_time(run.started_at.astimezone(plan.timezone))}"


def _clock(moment: datetime, plan: Plan) -> str:
    return f"{moment.astimezone(plan.timezone):%H:%M}"


def _rested(
    triggers: list[Trigger],
    verdicts: list[Verdict],
    occasion: Occasion,
    history: History,
    plan: Plan,
    now: datetime,
) -> list[Verdict]:
    """Hold back the routines that are done for today, or hurt, or need no bell any more."""
    rests = [
        resting(one, history, now, plan.timezone) or fading(one, occasion, history)
        for one in triggers
    ]
    return [
        _held(verdict, rest) if verdict.fired and rest else verdict
        for verdict, rest in zip(verdicts, rests, strict=True)
    ]


def _with_room(triggers: list[Trigger], verdicts: list[Verdict]) -> list[Verdict]:
    """Keep to five minutes: routines in file order, each once, the rest is held back."""
    kept: dict[str, float] = {}
    fitted = []
    for trigger, verdict in zip(triggers, verdicts, strict=True):
        held = _no_room(trigger, kept) if verdict.fired else None
        if verdict.fired and held is None:
            kept[trigger.routine.id] = trigger.form.seconds
        fitted.append(_held(verdict, held) if held else verdict)
    return fitted


def _no_room(trigger: Trigger, kept: dict[str, float]) -> Held | None:
    if trigger.routine.id in kept:
        return "once", f"{trigger.routine.id} is in this nudge already"
    if sum(kept.values()) + trigger.form.seconds >= LONGEST_S:
        others = " and ".join(kept)
        return "five minutes", f"no room: with {others} it would take five minutes or more"
    return None


def _nudge(occasion: Occasion, fired: list[Trigger], plan: Plan, now: datetime) -> Nudge:
    due_at, expires_at = _times(occasion, fired, now)
    zone = zone_of(occasion, plan.timezone)
    routines = [(trigger.routine.name, trigger.form) for trigger in fired]
    starts = occasion.starts_at.astimezone(zone)
    if isinstance(occasion, AfterRun):
        until = expires_at.astimezone(zone)
        title, body = after_run_text(occasion.run, routines, started=starts, keeps_until=until)
    else:
        title, body = expected_run_text(occasion.phase, routines, starts=starts)
    return Nudge(
        key=key_of(occasion, plan.athlete, plan.timezone),
        athlete=plan.athlete,
        kind=Kind(occasion.phase),
        run_id=occasion.run.id if isinstance(occasion, AfterRun) else None,
        about=occasion.starts_at,
        routines=tuple(trigger.asked for trigger in fired),
        due_at=due_at,
        expires_at=expires_at,
        channels=_channels(fired, plan),
        title=title,
        body=body,
        priority=Priority.NORMAL if _is_fresh(occasion, now) else Priority.LOW,
    )


def _times(occasion: Occasion, fired: list[Trigger], now: datetime) -> tuple[datetime, datetime]:
    """Return when the nudge is due, by its earliest trigger, and when it is good no more."""
    dues = {due_time(trigger, occasion, now): trigger for trigger in reversed(fired)}
    due_at = min(dues)
    if isinstance(occasion, AfterRun):
        due_at, expires_at = max(now, due_at), max(now, due_at) + dues[due_at].expires
    elif isinstance(occasion, DuringRun):
        expires_at = due_at + dues[due_at].expires
    else:
        due_at, expires_at = max(now, due_at), occasion.starts_at
    return due_at, expires_at


def due_time(trigger: Trigger, occasion: Occasion, now: datetime) -> datetime:
    """Return when a trigger is due by its own offset (aware UTC)."""
    match occasion:
        case AfterRun(run=run) if run.form == "tap":
            return now  # whoever taps has come in, and holds the phone
        case AfterRun(run=run):
            # The file is here, so the run has ended: an end ahead is the fault of a clock.
            return min(run.ended_at or now, now) + trigger.offset
        case DuringRun(expected=expected):
            return expected.starts_at + trigger.offset
        case BeforeRun(expected=expected):
            return expected.starts_at - trigger.offset


def is_ripe(decision: Decision, occasion: Occasion, plan: Plan, now: datetime) -> bool:
    """Tell whether a decision about an expected run may be kept.

    Nothing is queued ahead: a nudge is ripe when it is due, a silence when no trigger is left
    that could still speak. Until then a run may come, or the plan may change.
    """
    if decision.nudges:
        return decision.nudges[0].due_at <= now
    return all(due_time(one, occasion, now) <= now for one in plan.triggers_of(occasion.phase))


def _is_fresh(occasion: Occasion, now: datetime) -> bool:
    """Tell whether the runner caused it just now: a run, a fixed time, a timed event."""
    if not isinstance(occasion, AfterRun):
        source, sure = occasion.expected.source, occasion.expected.confidence == 1
        return source == "times" or (source == "calendar" and sure)
    return now - (occasion.run.ended_at or now) <= FRESH


def _quietly(
    nudge: Nudge, occasion: Occasion, history: History, plan: Plan, now: datetime
) -> tuple[Nudge, Held | None]:
    """Keep the athlete's quiet: let the nudge wait, or say what holds it back.

    A fresh run and a fixed time ring through the quiet hours, since the runner caused them.
    """
    eased = easing(history, occasion.starts_at, now)
    if eased is not None:
        return nudge, eased
    zone = zone_of(occasion, plan.timezone)
    if not _is_fresh(occasion, now):
        due_at = plan.quiet.over_at(nudge.due_at, zone)
        if due_at >= nudge.expires_at:
            over, good = (f"{one.astimezone(zone):%H:%M}" for one in (due_at, nudge.expires_at))
            return nudge, ("hours", f"quiet until {over}, and good only until {good}")
        nudge = replace(nudge, due_at=due_at)
    others = [push for push in history.pushes if push.key != nudge.key]
    limit = too_many(others, plan.quiet, push_of(nudge), plan.timezone)
    if limit is None:
        return nudge, None
    return nudge, (limit, f"{limit} is {getattr(plan.quiet, limit)}, and so many went out already")


def _channels(fired: list[Trigger], plan: Plan) -> tuple[str, ...]:
    """Return the channels of all triggers that fired, in the order of the config."""
    wanted = {name for trigger in fired for name in trigger.channels or plan.channels}
    return tuple(name for name in plan.channels if name in wanted)
