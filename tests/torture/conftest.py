"""What every torture needs: how hard it is meant to be, and a place for its figures."""

import os
from collections.abc import Callable

import pytest

FIGURES = pytest.StashKey[list[str]]()
HARD = bool(os.environ.get("LAPBELL_TORTURE"))
"""`make torture` sets it; the ordinary tests do the same with smaller numbers."""

Tell = Callable[[str], None]


@pytest.fixture
def hard() -> bool:
    return HARD


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Tell:
    """Take a line of figures, to be shown when all tests are through."""
    return request.config.stash.setdefault(FIGURES, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if lines := config.stash.get(FIGURES, []):
        terminalreporter.section("torture" if HARD else "torture, the short one")
        for line in lines:
            terminalreporter.write_line(line)
