"""The pages of `docs/` that are made from the code, as Markdown."""

from collections.abc import Sequence
from pathlib import Path

from docs.config_page import config_page
from docs.markdown import MADE, table
from lapbell.core.fact_table import facts_by_phases
from lapbell.core.facts import Fact

DOCS = Path(__file__).parents[2] / "docs"
ABOUT_FACTS = """\
# Facts

What `only_if` can ask for. The same list in a terminal: `lapbell facts`, for programs with
`--json`; the facts of one run, with its triggers: `lapbell explain FILE`.

A condition joins comparisons with `and`, `or`, `not`; it compares with `==`, `!=`, `<`, `<=`, `>`,
`>=` and `in`, and calculates with `+`, `-`, `*`, `/`, `//` (the whole part), `%` (what is left
over) and `**` (to the power of):

```toml
only_if = "distance_km >= 10 and weekday in ['sat', 'sun']"
```

A fact that a run does not have leaves its comparison open, neither true nor false: open or true is
true, open and false is false, not open is open. What is open in the end does not fire, and
`lapbell explain` says which fact was missing, and why.
"""


def facts_page() -> str:
    """Return docs/facts.md."""
    parts = [MADE, ABOUT_FACTS]
    for heading, facts in facts_by_phases():
        parts += [f"## {heading}\n", _fact_rows(facts)]
    return "\n".join(parts)


def _fact_rows(facts: Sequence[Fact]) -> str:
    rows = [(f"`{fact.name}`", fact.unit or fact.type, _values(fact), fact.needs) for fact in facts]
    return table(("fact", "unit", "", "needs"), rows)


def _values(fact: Fact) -> str:
    values = ", ".join(f"`{value}`" for value in fact.values)
    return f"{fact.help} One of {values}." if values else fact.help


PAGES = {"facts.md": facts_page, "config.md": config_page}
