"""`only_if`: a condition over facts, checked when the config is read, three-valued when asked.

The expression library parses; the errors are in our own words, in `syntax` those of what cannot
be read and in `misfit` the others. A fact that is not known makes its comparison unknown, and
Kleene's rules go on from there: unknown or true is true, unknown and false is false, not unknown
is unknown. (S. C. Kleene, Introduction to Metamathematics, 1952, section 64.)
"""

from collections.abc import Callable, Mapping
from functools import partial

from lapbell.core.facts import Fact, Facts
from lapbell.core.judgement import Answer, ConditionError, Part, Trouble

__all__ = ["Answer", "Condition", "ConditionError", "Part", "parse"]

LONGEST = 1000
"""Characters; far above what a person writes, far below what makes the parser slow."""


class Condition:
    """A checked condition. Make one with `parse`."""

    __slots__ = ("_ask", "facts", "text")

    def __init__(self, text: str, facts: tuple[str, ...], ask: Callable[[Facts], Answer]) -> None:
        self.text = text
        self._ask = ask
        self.facts = facts
        """The names of all facts it asks for, in the order of the text."""

    def __repr__(self) -> str:
        return f"Condition({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def ask(self, facts: Facts) -> Answer:
        """Judge the condition by these facts. A division by zero leaves its part unknown."""
        return self._ask(facts)


def parse(text: str, known: Mapping[str, Fact]) -> Condition:
    """Parse and check a condition over the `known` facts; raise ConditionError with advice."""
    if not text.strip():
        raise ConditionError(
            Trouble("the condition is empty; leave `only_if` out to fire every time")
        )
    if len(text) > LONGEST:
        raise ConditionError(Trouble(f"the condition is longer than {LONGEST} characters"))
    from lapbell.core import syntax  # noqa: PLC0415 - 0.3 s, for those who have a condition

    root = syntax.read(text, known)
    facts = syntax.facts_in(root)
    if not facts:
        raise ConditionError(Trouble("this asks for no fact, so it is the same for every run"))
    return Condition(text, facts, partial(syntax.ask, root))
