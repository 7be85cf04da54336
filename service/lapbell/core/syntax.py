"""A condition's text into a checked syntax tree, and a syntax tree asked by the facts.

The only module that calls the expression library, which builds its tables whenever it is
imported: 0.3 s and 3 MB. `condition` imports this one where there is a condition.
"""

from collections.abc import Mapping
from decimal import Context as DecimalContext
from decimal import DecimalException

import rule_engine
from rule_engine import ast

from lapbell.core.expression import is_not, show, show_not, symbols
from lapbell.core.facts import Fact, Facts, Unknown
from lapbell.core.judgement import Answer, ConditionError, Part, Trouble
from lapbell.core.misfit import misfits

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


def read(text: str, known: Mapping[str, Fact]) -> ast.ExpressionBase:
    """Return the syntax tree of a condition over the `known` facts; raise ConditionError."""
    root = _syntax_tree(text)
    if troubles := misfits(text, root, known):
        raise ConditionError(*troubles)
    return root


def facts_in(root: ast.ExpressionBase) -> tuple[str, ...]:
    """Return the names of all facts that a condition asks for, in the order of the text."""
    return tuple(dict.fromkeys(symbols(root)))


def ask(root: ast.ExpressionBase, facts: Facts) -> Answer:
    """Judge a condition by these facts."""
    parts: list[Part] = []
    return Answer(holds=_judge(root, facts, parts), parts=tuple(parts))


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
    names = facts_in(node)
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
