"""The unit and its install notes, as the tests read them."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
UNIT = CHECKOUT / "systemd" / "lapbell.service"
README = CHECKOUT / "systemd" / "README.md"
DOCK = CHECKOUT / "systemd" / "dock"
ACTIVITY = "Internal Storage/GARMIN/Activity"
"""Where a watch that speaks MTP has its runs."""


def block(heading: str, language: str) -> str:
    """Return the first block of that language under a heading of the notes."""
    _, _, section = README.read_text("utf-8").partition(f"\n## {heading}\n")
    found = re.search(rf"^```{language}\n(.*?)^```", section.partition("\n## ")[0], re.M | re.S)
    assert found, f"{README.name} has no {language} block under {heading}"
    return found[1]


def directives(unit: str | None = None) -> dict[str, list[str]]:
    """Return a unit's directives (ours), each with its values in order."""
    found: dict[str, list[str]] = {}
    for line in (unit or UNIT.read_text("utf-8")).splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found
