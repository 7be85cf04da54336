"""Which routine an occasion asks for. `run`, `explain` and the pages all ask here.

Every trigger of the occasion's phase gets a verdict; those that fire share one nudge.
"""

from datetime import datetime, timedelta

from lapbell.core.condition import Answer
from lapbell.core.decision import Asked, Decision, Nudge, Priority, Verdict
from lapbell.core.facts import Facts, Unknown, Value, facts_of
from lapbell.core.keys import after_run_key
from lapbell.core.occasion import AfterRun, History, Occasion, run_zone
from lapbell.core.plan import Plan, Trigger
from lapbell.core.routine import LONGEST_S
from lapbell.core.run import Run, has_wrong_clock
from lapbell.core.texts import after_run_text
from lapbell.core.words import length

QUIET_AFTER = timedelta(minutes=60)
"""A nudge about a run that ended longer ago than this comes without a sound."""


def decide(occasion: Occasion, history: History, plan: Plan, now: datetime) -> Decision:
    """Judge one occasion at the moment `now` (aware).

    Looks at this occasion and at what was before it; what comes later, and the order in which
    files arrive, change nothing.
    """
    facts = facts_of(occasion, history, plan.timezone)
    triggers = [trigger for trigger in plan.triggers if trigger.phase is occasion.phase]
    too_late = _not_now(occasion.run, plan, now)
    if too_late is not None:
        return Decision(facts=facts, verdicts=tuple(_held(one, too_late) for one in triggers))
    verdicts = _with_room(triggers, [_verdict(trigger, facts) for trigger in triggers])
    fired = [one for one, verdict in zip(triggers, verdicts, strict=True) if verdict.fired]
    nudges = (_nudge(occasion, fired, plan, now),) if fired else ()
    return Decision(facts=facts, verdicts=tuple(verdicts), nudges=nudges)


def _not_now(run: Run, plan: Plan, now: datetime) -> str | None:
    """Return why no nudge can follow this run any more, or None."""
    if has_wrong_clock(run, now):
        return f"the watch's clock was wrong: it says {run.started_at:%Y-%m-%d}"
    if run.ended_at is None:
        return "the file does not say how long the run took"
    age = now - run.ended_at
    if age > plan.nudge_within:
        return (
            f"the run ended {length(age)} before its file came; "
            f"nudge_within is {length(plan.nudge_within)}"
        )
    return None


def _held(trigger: Trigger, reason: str) -> Verdict:
    return Verdict(trigger=trigger.name, routine=trigger.routine.id, fired=False, reason=reason)


def _verdict(trigger: Trigger, facts: Facts) -> Verdict:
    if trigger.only_if is None:
        return Verdict(
            trigger=trigger.name, routine=trigger.routine.id, fired=True, reason="every run"
        )
    answer = trigger.only_if.ask(facts)
    asked = {name: facts[name] for name in trigger.only_if.facts}
    return Verdict(
        trigger=trigger.name,
        routine=trigger.routine.id,
        fired=answer.holds is True,
        reason=_reason(answer, facts),
        facts={name: value for name, value in asked.items() if not isinstance(value, Unknown)},
        missing={name: value.why for name, value in asked.items() if isinstance(value, Unknown)},
        parts=answer.parts,
    )


def _reason(answer: Answer, facts: Facts) -> str:
    """Name the parts that made the answer what it is, with the facts they saw."""
    telling = [part for part in answer.parts if part.holds is answer.holds] or list(answer.parts)
    said = {True: "", False: " does not hold", None: " is not known"}[answer.holds]
    return "; ".join(f"{part.text}{said} ({_seen(part.facts, facts)})" for part in telling)


def _seen(names: tuple[str, ...], facts: Facts) -> str:
    return ", ".join(_one_fact(name, facts[name]) for name in names) or "always so"


def _one_fact(name: str, value: Value | Unknown) -> str:
    match value:
        case Unknown(why):
            return why
        case bool():
            return f"{name} is {str(value).lower()}"
        case float():
            return f"{name} is {value:g}"
        case _:
            return f"{name} is {value}"


def _with_room(triggers: list[Trigger], verdicts: list[Verdict]) -> list[Verdict]:
    """Keep to five minutes: routines in file order, each once, the rest is held back."""
    kept: dict[str, float] = {}
    fitted = []
    for trigger, verdict in zip(triggers, verdicts, strict=True):
        refusal = _no_room(trigger, kept) if verdict.fired else None
        if verdict.fired and refusal is None:
            kept[trigger.routine.id] = trigger.form.seconds
        fitted.append(_held(trigger, refusal) if refusal else verdict)
    return fitted


def _no_room(trigger: Trigger, kept: dict[str, float]) -> str | None:
    if trigger.routine.id in kept:
        return f"{trigger.routine.id} is in this nudge already"
    if sum(kept.values()) + trigger.form.seconds >= LONGEST_S:
        return f"no room: with {' and '.join(kept)} it would take five minutes or more"
    return None


def _nudge(occasion: AfterRun, fired: list[Trigger], plan: Plan, now: datetime) -> Nudge:
    run = occasion.run
    ended_at = min(run.ended_at or now, now)  # its file is here: an end ahead is a clock's fault
    first = min(fired, key=lambda trigger: trigger.offset)
    due_at = max(now, ended_at + first.offset)
    expires_at = due_at + first.expires
    title, body = after_run_text(
        run,
        [(trigger.routine.name, trigger.form) for trigger in fired],
        started=run.started_at.astimezone(run_zone(run, plan.timezone)),
        keeps_until=expires_at.astimezone(run_zone(run, plan.timezone)),
    )
    return Nudge(
        key=after_run_key(run.athlete, run.id),
        athlete=run.athlete,
        phase=occasion.phase,
        run_id=run.id,
        routines=tuple(Asked(routine=one.routine.id, variant=one.variant) for one in fired),
        due_at=due_at,
        expires_at=expires_at,
        channels=_channels(fired, plan),
        title=title,
        body=body,
        priority=Priority.LOW if now - ended_at > QUIET_AFTER else Priority.NORMAL,
    )


def _channels(fired: list[Trigger], plan: Plan) -> tuple[str, ...]:
    """Return the channels of all triggers that fired, in the order of the config."""
    wanted = {name for trigger in fired for name in trigger.channels or plan.channels}
    return tuple(name for name in plan.channels if name in wanted)
