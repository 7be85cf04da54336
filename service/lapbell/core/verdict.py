"""What one trigger says to the facts of an occasion, in words."""

from lapbell.core.condition import Answer
from lapbell.core.decision import Verdict
from lapbell.core.facts import Facts, Unknown, Value
from lapbell.core.plan import Trigger

EVERY_TIME = {"after": "every run", "before": "every expected run", "during": "every expected run"}


def judge(trigger: Trigger, facts: Facts) -> Verdict:
    """Ask the trigger's condition; without one it fires every time."""
    if trigger.only_if is None:
        return Verdict(
            trigger=trigger.name,
            routine=trigger.routine.id,
            fired=True,
            reason=EVERY_TIME[trigger.phase],
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
