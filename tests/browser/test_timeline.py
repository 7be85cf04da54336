"""What a routine comes to at each moment: the player's own logic, with no clock and no page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

SCRIPT = Path(__file__).parents[2] / "service/lapbell/web/static/timeline.js"
STEPS = "[{seconds: 10}, {seconds: 20, reps: 10}, {seconds: 10, breaths: 2}]"


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    yield page
    page.close()


def at(index: int, elapsed: float, *, over: bool = False) -> dict[str, Any]:
    return {"index": index, "elapsed": elapsed, "over": over}


@pytest.mark.parametrize(
    ("before", "seconds", "hands_free", "after"),
    [
        (at(0, 0), 1, True, at(0, 1)),
        (at(0, 9.5), 1, True, at(1, 0.5)),
        (at(0, 9.5), 1, False, at(0, 10)),
        (at(0, 3), 600, True, at(0, 4.5)),
        (at(2, 9.5), 1, True, at(2, 10, over=True)),
        (at(2, 9.5), 1, False, at(2, 10)),
    ],
    ids=["on", "into the next", "waits", "a phone that slept", "the end", "the end waits"],
)
def test_time_goes_on(
    script: Page, before: dict[str, Any], seconds: float, hands_free: bool, after: dict[str, Any]
) -> None:
    call = f"([at, seconds, free]) => advance({STEPS}, at, seconds, free)"

    assert script.evaluate(call, [before, seconds, hands_free]) == after


@pytest.mark.parametrize(
    ("step", "elapsed", "number", "of"),
    [
        (0, 0, 10, None),
        (0, 9.2, 1, None),
        (1, 0, 1, 10),
        (1, 19.9, 10, 10),
        (1, 20, 10, 10),
        (2, 5.1, 2, 2),
    ],
)
def test_seconds_count_down_and_strokes_and_breaths_count_up(
    script: Page, step: int, elapsed: float, number: int, of: int | None
) -> None:
    found = script.evaluate(f"([step, elapsed]) => count({STEPS}[step], elapsed)", [step, elapsed])

    assert (found["number"], found["of"]) == (number, of)


@pytest.mark.parametrize(
    ("before", "after"), [(at(1, 5), at(1, 0)), (at(1, 1), at(0, 0)), (at(0, 1), at(0, 0))]
)
def test_back_is_to_the_beginning_and_from_there_to_the_step_before(
    script: Page, before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert script.evaluate("back", before) == after


def test_a_breath_swells_and_sinks(script: Page) -> None:
    assert script.evaluate("[0, 0.25, 0.5, 1].map(swell)") == pytest.approx([0, 0.5, 1, 0])


def test_what_is_left_counts_all_steps(script: Page) -> None:
    assert script.evaluate(f"clock(left({STEPS}, {{index: 0, elapsed: 2.5}}))") == "0:38"
