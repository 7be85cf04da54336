"""`only_if`: a condition over facts, checked when the config is read, three-valued when asked.

The expression library parses; which parts of its language are allowed, the types and every
error text are ours. A fact that is not known makes its comparison unknown, and Kleene's rules
go on from there: unknown or true is true, unknown and false is false, not unknown is unknown.
(S. C. Kleene, Introduction to Metamathematics, 1952, section 64.)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context as DecimalContext
from decimal import DecimalException
from difflib import get_close_matches

import rule_engine
from rule_engine import ast

from lapbell.core.fact_table import FACTS
from lapbell.core.facts import Fact, Facts, Unknown

LONGEST = 1000
"""Characters; far above what a person writes, far below what makes the parser slow."""

_COMPARE = {"eq": "==", "ne": "!=", "ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
_CALCULATE = {
    "add": "+", "sub": "-", "mul": "*", "tdiv": "/", "fdiv": "//", "mod": "%", "pow": "**",
}  # fmt: skip
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
    """A condition that cannot be used. `at` is the offset of the trouble, where it is known."""

    def __init__(self, message: str, at: int | None = None) -> None:
        super().__init__(message)
        self.at = at


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
        self.facts = tuple(dict.fromkeys(_symbols(root)))
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
        raise ConditionError("the condition is empty; leave `only_if` out to fire every time")
    if len(text) > LONGEST:
        raise ConditionError(f"the condition is longer than {LONGEST} characters")
    root = _syntax_tree(text)
    _Check(text, known).condition(root)
    condition = Condition(text, root)
    if not condition.facts:
        raise ConditionError("this asks for no fact, so it is the same for every run")
    return condition


def _syntax_tree(text: str) -> ast.ExpressionBase:
    context = rule_engine.Context(default_timezone="utc", decimal_context=DecimalContext(prec=28))
    try:
        return rule_engine.Rule(text, context).statement.expression
    except rule_engine.errors.RuleSyntaxError as error:
        raise _syntax_error(text, error) from None
    except rule_engine.errors.EngineError as error:
        said = error.message
        raise ConditionError(_MISFIT if "mismatch" in said else f"cannot be read: {said}") from None
    except (DecimalException, RecursionError, TypeError, ValueError):
        raise ConditionError("this cannot be calculated") from None


def _syntax_error(text: str, error: rule_engine.errors.RuleSyntaxError) -> ConditionError:
    token = getattr(error, "token", None)
    if token is None:
        return ConditionError("the condition stops too early", at=len(text.rstrip()))
    at = int(token.lexpos)
    if text[at] in "&|" and text[at - 1 : at] == text[at]:
        at -= 1
    word = next(iter(text[at:].split(maxsplit=1)), repr(text[at]))
    advice = _SPELLING.get(text[at]) or (word in _SHOUTED and f"write {word.lower()}")
    message = f"`{word}` cannot stand here"
    return ConditionError(f"{message}; {advice}" if advice else message, at=at)


def _symbols(node: ast.ExpressionBase) -> Iterator[str]:
    if isinstance(node, ast.SymbolExpression):
        yield str(node.name)
    for child in _children(node):
        yield from _symbols(child)


def _children(node: ast.ExpressionBase) -> tuple[ast.ExpressionBase, ...]:
    names = ("left", "member", "container", "right")
    inside = (getattr(node, name, None) for name in names)
    return tuple(child for child in inside if isinstance(child, ast.ExpressionBase))


class _Check:
    """The types of a condition. Each method returns a type or raises ConditionError."""

    def __init__(self, text: str, known: Mapping[str, Fact]) -> None:
        self._text = text
        self._known = known

    def condition(self, root: ast.ExpressionBase) -> None:
        if (kind := self._type(root)) != "truth":
            raise ConditionError(
                f"this is a {kind}, not a condition; compare it with something: {show(root)} >= 1"
                if kind == "number"
                else f"this is a {kind}, not a condition"
            )

    def _type(self, node: ast.ExpressionBase) -> str:  # noqa: PLR0911 - one line a kind of node
        match node:
            case ast.SymbolExpression():
                return self._symbol(node)
            case ast.BooleanExpression():
                return "truth"
            case ast.FloatExpression():
                return "number"
            case ast.StringExpression():
                return "text"
            case ast.LogicExpression():
                return self._both(node, "truth", "truth", f"`{node.type}` joins two conditions")
            case ast.UnaryExpression():
                return self._unary(node)
            case ast.ContainsExpression():
                return self._contains(node)
            case _:
                return self._two_sided(node)

    def _two_sided(self, node: ast.ExpressionBase) -> str:
        sign = _COMPARE.get(getattr(node, "type", ""))
        if sign and isinstance(node, ast.ArithmeticComparisonExpression):
            return self._both(node, "number", "truth", f"`{sign}` compares two numbers")
        if sign and isinstance(node, ast.ComparisonExpression):
            return self._equality(node, sign)
        if (sign := _CALCULATE.get(getattr(node, "type", ""))) is not None:
            return self._both(node, "number", "number", f"`{sign}` calculates with two numbers")
        raise ConditionError(
            f"{_kind(node)} cannot be used here; a condition holds facts, numbers, text, "
            "comparisons, and, or, not, in"
        )

    def _both(self, node: ast.ExpressionBase, inner: str, outer: str, rule: str) -> str:
        for side in (node.left, node.right):
            if (kind := self._type(side)) != inner:
                raise ConditionError(f"{rule}, but {show(side)} is a {kind}", self._at(side))
        return outer

    def _unary(self, node: ast.UnaryExpression) -> str:
        wanted = "truth" if node.type == "not" else "number"
        kind = self._type(node.right)
        if kind != wanted:
            word = "`not` turns a condition round" if node.type == "not" else "`-` needs a number"
            raise ConditionError(
                f"{word}, but {show(node.right)} is a {kind}", self._at(node.right)
            )
        return wanted

    def _equality(self, node: ast.ComparisonExpression, sign: str) -> str:
        left, right = self._type(node.left), self._type(node.right)
        if left != right:
            raise ConditionError(
                f"`{sign}` compares two of one kind, but {show(node.left)} is a {left} and "
                f"{show(node.right)} is a {right}",
                self._at(node.right),
            )
        self._known_value(node.left, node.right)
        self._known_value(node.right, node.left)
        return "truth"

    def _contains(self, node: ast.ContainsExpression) -> str:
        members = getattr(node.container, "value", None)
        if not isinstance(members, list | set | tuple) or not members:
            raise ConditionError("`in` needs a list on its right: [1, 2]", self._at(node.container))
        kind = self._type(node.member)
        for member in members:
            if (other := self._type(member)) != kind:
                raise ConditionError(
                    f"{show(node.member)} is a {kind}, but {show(member)} in the list is a {other}",
                    self._at(member),
                )
            self._known_value(node.member, member)
        return "truth"

    def _symbol(self, node: ast.SymbolExpression) -> str:
        if node.scope is not None:
            raise ConditionError(f"${node.name} cannot be used here; `facts` lists what can")
        fact = self._known.get(node.name)
        if fact is None:
            raise ConditionError(self._no_such_fact(node.name), self._at(node))
        return fact.type

    def _no_such_fact(self, name: str) -> str:
        if name.lower() in ("and", "or", "not", "in", "true", "false"):
            return f"write {name.lower()} in small letters"
        if name in FACTS:
            when = " or ".join(f"{phase} a run" for phase in sorted(FACTS[name].phases))
            return (
                f"`{name}` is known only {when}; here there are: {', '.join(sorted(self._known))}"
            )
        close = get_close_matches(name.lower(), self._known, n=1, cutoff=0.6)
        if close:
            return f"`{name}` is no fact of a run; did you mean `{close[0]}`?"
        return f"`{name}` is no fact of a run; there are: {', '.join(sorted(self._known))}"

    def _known_value(self, symbol: ast.ExpressionBase, literal: ast.ExpressionBase) -> None:
        if not isinstance(symbol, ast.SymbolExpression):
            return
        if not isinstance(literal, ast.StringExpression):
            return
        values = self._known[symbol.name].values
        if values and literal.value not in values:
            close = get_close_matches(literal.value.lower(), values, n=1, cutoff=0.4)
            did_you_mean = f'; did you mean "{close[0]}"?' if close else ""
            raise ConditionError(
                f'{symbol.name} is never "{literal.value}"; it is one of {", ".join(values)}'
                + did_you_mean,
                self._at(literal),
            )

    def _at(self, node: ast.ExpressionBase) -> int | None:
        """Find a symbol or a literal in the text; the library does not keep positions."""
        word = show(node).strip('"')
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self._text)
        return found.start() if found else None


def _judge(node: ast.ExpressionBase, facts: Facts, parts: list[Part]) -> bool | None:
    left: bool | None
    right: bool | None
    if isinstance(node, ast.LogicExpression):
        left, right = _judge(node.left, facts, parts), _judge(node.right, facts, parts)
        decisive: bool = node.type == "or"
        if decisive in (left, right):
            return decisive
        return None if None in (left, right) else not decisive
    if isinstance(node, ast.UnaryExpression) and node.type == "not":
        right = _judge(node.right, facts, parts)
        return None if right is None else not right
    names = tuple(dict.fromkeys(_symbols(node)))
    holds = _evaluate(node, facts, names)
    parts.append(Part(text=show(node), holds=holds, facts=names))
    return holds


def _evaluate(node: ast.ExpressionBase, facts: Facts, names: tuple[str, ...]) -> bool | None:
    if any(isinstance(facts[name], Unknown) for name in names):
        return None
    try:
        return bool(node.evaluate(facts))
    except (rule_engine.errors.EngineError, ArithmeticError):
        return None


def show(node: ast.ExpressionBase) -> str:  # noqa: PLR0911 - one line a kind of node
    """Write a part of the syntax tree as a person would."""
    match node:
        case ast.SymbolExpression():
            return str(node.name)
        case ast.StringExpression():
            return f'"{node.value}"'
        case ast.BooleanExpression():
            return str(node.value).lower()
        case ast.FloatExpression():
            return str(node.value)
        case ast.UnaryExpression():
            return f"{'not ' if node.type == 'not' else '-'}{show(node.right)}"
        case ast.ContainsExpression():
            return f"{show(node.member)} in {show(node.container)}"
        case ast.ArrayExpression() | ast.SetExpression():
            return f"[{', '.join(show(member) for member in node.value)}]"
        case _:
            return _show_two_sided(node)


def _show_two_sided(node: ast.ExpressionBase) -> str:
    kind = getattr(node, "type", "")
    sign = _COMPARE.get(kind) or _CALCULATE.get(kind) or kind
    left, right = getattr(node, "left", None), getattr(node, "right", None)
    if not left or not right:
        return _kind(node)
    in_sum = kind in _CALCULATE
    return f"{_show_inside(left, in_sum)} {sign} {_show_inside(right, in_sum)}"


def _show_inside(node: ast.ExpressionBase, in_sum: bool) -> str:
    """Show a side of an operator, in parentheses where it is a calculation in another one."""
    nested = in_sum and getattr(node, "type", "") in _CALCULATE
    return f"({show(node)})" if nested else show(node)


def _kind(node: ast.ExpressionBase) -> str:
    """Name a kind of expression, for an error: `NullExpression` is "null"."""
    words = re.findall("[A-Z][a-z]+", type(node).__name__)[:-1]
    return "`" + " ".join(words).lower() + "`"
