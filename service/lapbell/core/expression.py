"""A condition's syntax tree: walking it, and writing a part of it as a person would.

What its parts may be is for `misfit`; how they come out is for `syntax`.
"""

import re
from collections.abc import Iterator

from rule_engine import ast

COMPARE = {"eq": "==", "ne": "!=", "ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
CALCULATE = {
    "add": "+", "sub": "-", "mul": "*", "tdiv": "/", "fdiv": "//", "mod": "%", "pow": "**",
}  # fmt: skip


def symbols(node: ast.ExpressionBase) -> Iterator[str]:
    """Yield the names of the facts in it, in the order of the text."""
    for leaf in leaves(node):
        if isinstance(leaf, ast.SymbolExpression):
            yield str(leaf.name)


def leaves(node: ast.ExpressionBase) -> Iterator[ast.ExpressionBase]:
    """Yield its facts and values, in the order of the text."""
    inner = _children(node)
    if not inner:
        yield node
    for child in inner:
        yield from leaves(child)


def _children(node: ast.ExpressionBase) -> list[ast.ExpressionBase]:
    if is_list(node):
        return [*node.value]
    names = ("left", "member", "container", "right")
    inside = (getattr(node, name, None) for name in names)
    return [child for child in inside if isinstance(child, ast.ExpressionBase)]


def is_list(node: ast.ExpressionBase) -> bool:
    """Tell whether it is a list as it was written, in brackets or braces."""
    return isinstance(node, ast.ArrayExpression | ast.SetExpression)


def is_not(node: ast.ExpressionBase) -> bool:
    """Tell whether it is a `not` before something."""
    return isinstance(node, ast.UnaryExpression) and node.type == "not"


def show(node: ast.ExpressionBase) -> str:  # noqa: PLR0911 - one line a kind of node
    """Write a part of the syntax tree as a person would."""
    match node:
        case ast.SymbolExpression():
            return f"${node.name}" if node.scope else str(node.name)
        case ast.StringExpression():
            return f'"{node.value}"'
        case ast.BooleanExpression():
            return str(node.value).lower()
        case ast.FloatExpression():
            return str(node.value)
        case ast.UnaryExpression():
            return show_not(node.right) if is_not(node) else f"-{_show_side(node.right)}"
        case ast.ContainsExpression():
            return f"{_show_side(node.member)} in {show(node.container)}"
        case ast.ArrayExpression() | ast.SetExpression():
            return f"[{', '.join(show(member) for member in node.value)}]"
        case _:
            return _show_two_sided(node)


def show_not(node: ast.ExpressionBase) -> str:
    """Write the opposite of a part."""
    if isinstance(node, ast.ContainsExpression):
        return f"{_show_side(node.member)} not in {show(node.container)}"
    return f"not {_show_side(node)}"


def kind_of(node: ast.ExpressionBase) -> str:
    """Name a kind of expression, for an error: `NullExpression` is "null"."""
    words = re.findall("[A-Z][a-z]+", type(node).__name__)[:-1]
    return "`" + " ".join(words).lower() + "`"


def _show_two_sided(node: ast.ExpressionBase) -> str:
    kind = getattr(node, "type", "")
    sign = COMPARE.get(kind) or CALCULATE.get(kind) or kind
    left, right = getattr(node, "left", None), getattr(node, "right", None)
    if not left or not right:
        return kind_of(node)
    bare = kind in COMPARE
    return f"{_show_side(left, bare_sums=bare)} {sign} {_show_side(right, bare_sums=bare)}"


def _show_side(node: ast.ExpressionBase, *, bare_sums: bool = False) -> str:
    """Show a side of an operator, in parentheses where it has an operator of its own.

    With `bare_sums` a calculation needs none: it binds tighter than what it stands in.
    """
    kind = getattr(node, "type", "")
    bare = not _children(node) or is_list(node) or kind == "uminus"
    return show(node) if bare or (bare_sums and kind in CALCULATE) else f"({show(node)})"
