"""`only_if`: a condition over facts, checked when the config is read, three-valued when asked.

The expression library parses; the errors are in our own words, here those of the syntax and in
`misfit` the others. A fact that is not known makes its comparison unknown, and Kleene's rules
go on from there: unknown or true is true, unknown and false is false, not unknown is unknown.
(S. C. Kleene, Introduction to Metamathematics, 1952, section 64.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context as DecimalContext
from decimal import DecimalException

import rule_engine
from rule_engine import ast

from lapbell.core.expression import is_not, show, show_not, symbols
from lapbell.core.facts import Fact, Facts, Unknown
from lapbell.core.misfit import Trouble, misfits

LONGEST = 1000
"""Characters; far above what a person writes, far below what makes the parser slow."""

_SPELLING = {
    "=": "to compare, write ==",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, or != between two values",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write !=",
    "(": "a list is written in square brackets: [1, 2]",
    ",": "a list is written in square brackets: [1, 2]",
    "<": "two comparisons are joined with `and`: 3 <= x and x <= 5",
    ">": "two comparisons are joined with `and`: 3 <= x and x <= 5",
}
_MISFIT = (
    "values here do not fit together: numbers go with numbers, text with text, `in` with a list"
)
_SHOUTED = ("AND", "OR", "NOT", "IN", "And", "Or", "Not", "In")


class ConditionError(ValueError):
    """A condition that cannot be used, with all that is wrong with it."""

    def __init__(self, *troubles: Trouble) -> None:
        super().__init__("; ".join(trouble.message for trouble in troubles))
        self.troubles = troubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One comparison of a condition and how it came out; `None` is unknown."""

    text: str
    holds: bool | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a condition says: `None` where a missing fact leaves it open."""

    holds: bool | None
    parts: tuple[Part, ...]


class Condition:
    """A checked condition. Make one with `parse`."""

    __slots__ = ("_root", "facts", "text")

    def __init__(self, text: str, root: ast.ExpressionBase) -> None:
        self.text = text
        self._root = root
        self.facts = tuple(dict.fromkeys(symbols(root)))
        """The names of all facts it asks for, in the order of the text."""

    def __repr__(self) -> str:
        return f"Condition({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def ask(self, facts: Facts) -> Answer:
        """Judge the condition by these facts. A division by zero leaves its part unknown."""
        parts: list[Part] = []
        return Answer(holds=_judge(self._root, facts, parts), parts=tuple(parts))


def parse(text: str, known: Mapping[str, Fact]) -> Condition:
    """Parse and check a condition over the `known` facts; raise ConditionError with advice."""
    if not text.strip():
        raise ConditionError(
            Trouble("the condition is empty; leave `only_if` out to fire every time")
        )
    if len(text) > LONGEST:
        raise ConditionError(Trouble(f"the condition is longer than {LONGEST} characters"))
    root = _syntax_tree(text)
    if troubles := misfits(text, root, known):
        raise ConditionError(*troubles)
    condition = Condition(text, root)
    if not condition.facts:
        raise ConditionError(Trouble("this asks for no fact, so it is the same for every run"))
    return condition


def _syntax_tree(text: str) -> ast.ExpressionBase:
    context = rule_engine.Context(default_timezone="utc", decimal_context=DecimalContext(prec=28))
    try:
        return rule_engine.Rule(text, context).statement.expression
    except rule_engine.errors.RuleSyntaxError as error:
        raise _syntax_error(text, error) from None
    except rule_engine.errors.EngineError as error:
        said = error.message
        message = _MISFIT if "mismatch" in said else f"cannot be read: {said}"
        raise ConditionError(Trouble(message)) from None
    except (DecimalException, RecursionError, TypeError, ValueError):
        raise ConditionError(Trouble("this cannot be calculated")) from None


def _syntax_error(text: str, error: rule_engine.errors.RuleSyntaxError) -> ConditionError:
    token = getattr(error, "token", None)
    if token is None:
        return ConditionError(Trouble("the condition stops too early", len(text.rstrip())))
    at = int(token.lexpos)
    if text[at] in "&|" and text[at - 1 : at] == text[at]:
        at -= 1
    word = next(iter(text[at:].split(maxsplit=1)), repr(text[at]))
    advice = _SPELLING.get(text[at]) or (word in _SHOUTED and f"write {word.lower()}")
    message = f"`{word}` cannot stand here"
    return ConditionError(Trouble(f"{message}; {advice}" if advice else message, at))


def _judge(
    node: ast.ExpressionBase, facts: Facts, parts: list[Part], *, turned: bool = False
) -> bool | None:
    """Judge a node, or its opposite where it is `turned`, and note the parts.

    A `not` is handed down to the parts (De Morgan), so that what made the answer is told as it
    came out: `not (indoor == true)` holds.
    """
    if is_not(node):
        return _judge(node.right, facts, parts, turned=not turned)
    if isinstance(node, ast.LogicExpression):
        left = _judge(node.left, facts, parts, turned=turned)
        right = _judge(node.right, facts, parts, turned=turned)
        decisive = (node.type == "or") is not turned
        if decisive in (left, right):
            return decisive
        return None if None in (left, right) else not decisive
    names = tuple(dict.fromkeys(symbols(node)))
    holds = _evaluate(node, facts, names)
    if turned and holds is not None:
        holds = not holds
    parts.append(Part(text=show_not(node) if turned else show(node), holds=holds, facts=names))
    return holds


def _evaluate(node: ast.ExpressionBase, facts: Facts, names: tuple[str, ...]) -> bool | None:
    if any(isinstance(facts[name], Unknown) for name in names):
        return None
    try:
        return bool(node.evaluate(facts))
    except (rule_engine.errors.EngineError, ArithmeticError):
        return None
