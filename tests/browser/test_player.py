"""The player, step by step, on a clock that is turned by hand.

It goes on by itself as well, so what is counted is looked at in the middle of a stroke.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect


def steps_of(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("steps")
    return found


def counts(page: Page, address: str) -> str:
    """Return "3 of 4" of the week that runs."""
    page.goto(f"{address}/weeks")
    return page.locator("tbody tr").first.locator("td").nth(2).inner_text()


def follow(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Follow it").click()
    page.get_by_role("button", name="Start").click()


def test_from_today_through_all_steps_to_done_and_the_counts_move(page: Page, address: str) -> None:
    assert counts(page, address) == "4 of 6"
    follow(page, address)

    for number, step in enumerate(steps_of(page), start=1):
        expect(page.locator("#bars .now")).to_have_count(1)
        expect(page.locator("#say")).to_contain_text(f"Step {number} of 5.")
        assert step["cue"] == page.locator("#cue").inner_text()
        page.clock.run_for(int(step["seconds"] * 1000))
    expect(page.locator("#end-title")).to_be_focused()
    page.get_by_role("button", name="Done").click()

    expect(page.locator("#answer-state")).to_have_text("Done")
    assert counts(page, address) == "5 of 6"


def test_repetitions_are_counted_and_the_ring_goes_round(page: Page, library: str) -> None:
    page.goto(f"{library}/routines/calf-pump/play")
    page.click("#start")
    page.click("#next")
    page.clock.run_for(500)
    for number in range(2, 6):
        page.clock.run_for(2000)
        expect(page.locator("#count")).to_have_text(str(number))
        assert ring(page) == pytest.approx((number - 0.75) / 20, abs=0.03)
    expect(page.locator("#of")).to_have_text("of 20")


def ring(page: Page) -> float:
    offset = page.locator("#arc").evaluate("arc => parseFloat(arc.style.strokeDashoffset)")
    return 1 - float(offset) / 917.35


def test_a_breath_is_a_swell_of_five_seconds(page: Page, library: str) -> None:
    page.goto(f"{library}/routines/chair-pose/play")
    page.click("#start")
    page.click("#next")
    page.clock.run_for(500)
    expect(page.locator("#of")).to_have_text("of 6 · breathe in")
    page.clock.run_for(2500)
    expect(page.locator("#of")).to_have_text("of 6 · breathe out")
    page.clock.run_for(3000)

    expect(page.locator("#count")).to_have_text("2")


def test_the_figure_moves_in_step_with_the_count(page: Page, library: str) -> None:
    page.goto(f"{library}/routines/calf-pump/play")
    page.click("#start")
    page.click("#next")
    page.clock.run_for(3000)
    page.click("#pause")
    shown, counted = page.evaluate(
        "[document.querySelector('#figure svg').getCurrentTime(), at.elapsed % 2]"
    )

    assert shown == pytest.approx(counted, abs=0.05)
    assert counted == pytest.approx(1, abs=0.5)


def test_pause_holds_next_skips_and_back_begins_again(page: Page, library: str) -> None:
    page.goto(f"{library}/routines/calf-pump/play")
    page.click("#start")
    page.clock.run_for(3000)
    page.click("#pause")
    left = page.locator("#left").inner_text()
    page.clock.run_for(60_000)
    expect(page.locator("#left")).to_have_text(left)
    expect(page.locator("#pause")).to_have_text("Go on")

    page.click("#next")
    expect(page.locator("#say")).to_contain_text("Step 2 of 5.")
    page.click("#back")
    expect(page.locator("#say")).to_contain_text("Step 1 of 5.")


def test_without_hands_free_a_step_waits_for_a_tap(page: Page, library: str) -> None:
    page.goto(f"{library}/routines/calf-pump/play")
    page.uncheck("#hands-free")
    page.click("#start")
    page.clock.run_for(120_000)

    expect(page.locator("#say")).to_contain_text("Step 1 of 5.")
    expect(page.locator("#count")).to_have_text("0")


def test_it_hurts_rests_the_routine_and_can_be_taken_back(page: Page, address: str) -> None:
    follow(page, address)
    page.click("#hurts")
    expect(page.locator("#hurts-title")).to_be_focused()
    expect(page.get_by_text("Get urgent help today")).to_be_visible()

    page.get_by_role("button", name="Let it rest for 7 days").click()
    expect(page.locator("#answer-state")).to_have_text("It hurt: rests until Sun 11 Oct")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#answer-state")).to_have_text("Taken back")
    page.goto(address)
    expect(page.locator("#newest")).to_have_text("Calf pump: 20 heel lifts")


def test_once_loaded_it_goes_on_without_a_network_and_the_answer_goes_out_later(
    page: Page, address: str
) -> None:
    follow(page, address)
    page.context.set_offline(True)
    for step in steps_of(page):
        page.clock.run_for(int(step["seconds"] * 1000))
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("No network. Your answer is kept")).to_be_visible()

    page.context.set_offline(False)

    expect(page.locator("#answer-state")).to_have_text("Done")
    assert counts(page, address) == "5 of 6"


def test_the_player_loads_nothing_but_itself(page: Page, library: str) -> None:
    page.goto(library, wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Follow it").click()
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(20_000)

    loaded = [url for url in asked if not url.startswith("data:")]
    assert len(loaded) == 1
    assert re.search(r"/n/post-[a-z2-7]{26}\.[a-z2-7]{26}$", loaded[0])


def test_less_motion_means_two_stills(page: Page, library: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{library}/routines/calf-pump/play")
    page.click("#start")
    page.click("#next")
    expect(page.locator("#figure svg")).to_have_count(2)
    page.clock.run_for(1000)

    assert page.locator("#breath").evaluate("one => one.style.transform") == "scale(0)"


def test_with_the_keyboard_alone(page: Page, library: str) -> None:
    page.goto(f"{library}/routines/calf-pump/play")
    page.locator("#start").press("Enter")
    expect(page.locator("#pause")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#say")).to_contain_text("Step 2 of 5.")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#say")).to_contain_text("Step 1 of 5.")
    page.keyboard.press(" ")
    expect(page.locator("#pause")).to_have_text("Go on")
    page.keyboard.press("Escape")
    expect(page.locator("#hurts-title")).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.locator("#go-on")).to_be_focused()
