"""What is wrong with a condition that can be read: its types, its names, its values.

Every trouble at once, each where it stands. What cannot be read at all is for `syntax`.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from itertools import islice

from rule_engine import ast

from lapbell.core.expression import CALCULATE, COMPARE, is_list, is_not, kind_of, leaves, show
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import Fact, Type
from lapbell.core.judgement import Trouble

_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_SMALL = ("and", "or", "not", "in", "true", "false")


def misfits(text: str, root: ast.ExpressionBase, known: Mapping[str, Fact]) -> list[Trouble]:
    """Return all that is wrong with a condition over the `known` facts, each message once."""
    check = _Check(text, root, known)
    check.condition(root)
    return check.troubles


class _Check:
    """The types of a condition. A type that cannot be told is None, and no further trouble."""

    def __init__(self, text: str, root: ast.ExpressionBase, known: Mapping[str, Fact]) -> None:
        self._places = dict(_places(text, root))
        self._known = known
        self.troubles: list[Trouble] = []

    def condition(self, root: ast.ExpressionBase) -> None:
        kind = self._type(root)
        if kind not in ("truth", None):
            advice = f"; compare it with something: {show(root)} >= 1" if kind == "number" else ""
            self._say(f"this is a {kind}, not a condition{advice}")

    def _say(self, message: str, node: ast.ExpressionBase | None = None) -> None:
        """Note a trouble at the first word of a node."""
        if message in {trouble.message for trouble in self.troubles}:
            return
        first = next(leaves(node)) if node else None
        self.troubles.append(Trouble(message, self._places.get(id(first))))

    def _type(self, node: ast.ExpressionBase) -> Type | None:  # noqa: PLR0911 - one line a kind
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
                rule = f"`{node.type}` joins two conditions"
                return self._all((node.left, node.right), "truth", "truth", rule)
            case ast.UnaryExpression():
                return self._unary(node)
            case ast.ContainsExpression():
                return self._contains(node)
            case _:
                return self._two_sided(node)

    def _two_sided(self, node: ast.ExpressionBase) -> Type | None:
        kind = getattr(node, "type", "")
        if isinstance(node, ast.ComparisonExpression) and kind in COMPARE:
            return self._compared(node, COMPARE[kind])
        if (sign := CALCULATE.get(kind)) is not None:
            rule = f"`{sign}` calculates with two numbers"
            return self._all((node.left, node.right), "number", "number", rule)
        self._say(
            f"{kind_of(node)} cannot be used here; a condition holds facts, numbers, text, "
            "comparisons, and, or, not, in",
            node,
        )
        return None

    def _unary(self, node: ast.UnaryExpression) -> Type:
        if is_not(node):
            return self._all((node.right,), "truth", "truth", "`not` turns a condition round")
        return self._all((node.right,), "number", "number", "`-` needs a number")

    def _all(
        self, sides: tuple[ast.ExpressionBase, ...], inner: Type, outer: Type, rule: str
    ) -> Type:
        kinds = [(side, self._type(side)) for side in sides]
        wrong = ((side, kind) for side, kind in kinds if kind not in (inner, None))
        for side, kind in islice(wrong, 1):
            self._say(f"{rule}, but {show(side)} is a {kind}", side)
        return outer

    def _compared(self, node: ast.ComparisonExpression, sign: str) -> Type:
        if sign in _MIRRORED:
            self._all((node.left, node.right), "number", "truth", f"`{sign}` compares two numbers")
        else:
            self._same_kind(node, sign)
        self._known_value(node.left, sign, node.right)
        self._known_value(node.right, _MIRRORED.get(sign, sign), node.left)
        return "truth"

    def _same_kind(self, node: ast.ComparisonExpression, sign: str) -> None:
        left, right = self._type(node.left), self._type(node.right)
        if left != right and None not in (left, right):
            self._say(
                f"`{sign}` compares two of one kind, but {show(node.left)} is a {left} and "
                f"{show(node.right)} is a {right}",
                node.right,
            )

    def _contains(self, node: ast.ContainsExpression) -> Type:
        kind = self._type(node.member)
        if not is_list(node.container) or not node.container.value:
            self._say("`in` needs a list on its right: [1, 2]", node.container)
            return "truth"
        for member in node.container.value:
            other = self._type(member)
            if other != kind and None not in (other, kind):
                self._say(
                    f"{show(node.member)} is a {kind}, but {show(member)} in the list is a {other}",
                    member,
                )
            self._known_value(node.member, "==", member)
        return "truth"

    def _symbol(self, node: ast.SymbolExpression) -> Type | None:
        fact = self._known.get(node.name)
        if node.scope is not None:
            self._say(f"${node.name} cannot be used here; `facts` lists what can", node)
        elif fact is None:
            self._say(self._no_such_fact(node.name), node)
        else:
            return fact.type
        return None

    def _no_such_fact(self, name: str) -> str:
        if name.lower() in _SMALL:
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

    def _known_value(self, side: ast.ExpressionBase, sign: str, value: ast.ExpressionBase) -> None:
        """Note a comparison of a fact with a value that the fact never has."""
        fact = self._known.get(side.name) if isinstance(side, ast.SymbolExpression) else None
        if fact is None:
            return
        if isinstance(value, ast.StringExpression) and fact.values:
            self._one_of(fact, value)
        if isinstance(value, ast.FloatExpression) and fact.limits:
            least, most = fact.limits
            if _is_out_of_reach(least, most, sign, value.value):
                never = f"{sign} {show(value)}" if sign in _MIRRORED else show(value)
                self._say(f"{fact.name} is never {never}; it is {least:g} to {most:g}", value)

    def _one_of(self, fact: Fact, value: ast.StringExpression) -> None:
        if value.value in fact.values:
            return
        close = get_close_matches(value.value.lower(), fact.values, n=1, cutoff=0.4)
        did_you_mean = f'; did you mean "{close[0]}"?' if close else ""
        self._say(
            f'{fact.name} is never "{value.value}"; it is one of {", ".join(fact.values)}'
            + did_you_mean,
            value,
        )


def _is_out_of_reach(least: float, most: float, sign: str, value: Decimal) -> bool:
    """Tell whether no number from `least` to `most` compares so; for !=, whether none is equal.

    What always holds, as `hour < 24`, is left alone: it is how people write a range.
    """
    match sign:
        case ">":
            return value >= most
        case ">=":
            return value > most
        case "<":
            return value <= least
        case "<=":
            return value < least
        case _:
            return not least <= value <= most


def _places(text: str, root: ast.ExpressionBase) -> Iterator[tuple[int, int]]:
    """Yield the id of each fact and value with its offset; the library does not keep them.

    One that is not there as it is shown (a sum that the library has done) has none.
    """
    begin = 0
    for leaf in leaves(root):
        word = show(leaf).strip('"`')
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(text, begin)
        if found:
            begin = found.end()
            yield id(leaf), found.start()
