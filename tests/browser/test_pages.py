"""The other pages, as a person with a browser meets them."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.screenshots import SCHEMES, VIEWS, tab
from browser.stage import Stage
from browser.two import BENS_KEY, asking_for_keys, with_ben
from lapbell.web.access import Access
from lapbell.web.safety import Doors
from life import SECRET
from web.test_access import KEY, Stopwatch

AXE = Axe()
NARROW = 320
SMALL = """
() => [...document.querySelectorAll("a, button, summary, label:has(input), input:not(label input)")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip, p:not(.follow, .brand), td"))
  .map((one) => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 44 || box.height < 43.9))
  .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)
"""
BROKEN = """
(where) => [...document.querySelectorAll(where)].flatMap((one) => {
  const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), broken = [];
  for (let text; (text = texts.nextNode()); )
    for (const word of text.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  return broken;
})
"""
"""The words that go on in another line."""


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_light_or_dark(page: Page, library: str, view: str) -> None:
    path, prepare = VIEWS[view]
    page.goto(library + path)
    prepare(page)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = AXE.run(page)

        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("view", VIEWS)
def test_at_320_px_nothing_is_cut_off_and_every_target_has_44(
    page: Page, library: str, view: str
) -> None:
    path, prepare = VIEWS[view]
    page.set_viewport_size({"width": NARROW, "height": 640})
    page.goto(library + path)
    prepare(page)

    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
    assert page.evaluate(SMALL) == []


def test_with_the_keyboard_alone_one_gets_from_today_to_the_status(
    page: Page, library: str
) -> None:
    page.goto(library)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the page")).to_be_focused()
    page.locator(".more summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Status").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Status")


def test_the_page_follows_what_happens_and_keeps_what_is_unfolded(
    page: Page, address: str, stage: Stage
) -> None:
    page.goto(address)
    page.locator(".earlier summary").first.click()
    unfolded = page.locator(".earlier details[open]").get_attribute("id")
    done = page.locator("button", has_text="Done").first.get_attribute("value")
    assert stage.house.answer(done or "")
    page.clock.run_for(6000)

    expect(page.locator("#newest")).to_have_text("Nothing to do now")
    expect(page.locator("#news")).to_have_text("New: Nothing to do now")
    expect(page.locator(f"[id='{unfolded}']")).to_have_attribute("open", "")


def test_a_service_that_is_gone_is_said_and_the_page_stays(browser: Browser, stage: Stage) -> None:
    with tab(browser, "phone", "light") as page:
        with stage.pages() as address:
            page.goto(address)
        page.clock.run_for(6000)

        expect(page.locator("#lost")).to_be_visible()
        expect(page.locator("#newest")).to_have_text("Calf pump: 20 heel lifts")


def test_times_are_written_as_the_reader_is_used_to(browser: Browser, library: str) -> None:
    context = browser.new_context(locale="de-DE", timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(f"{library}/runs")

    expect(page.locator(".list time").first).to_have_text("So., 4. Okt., 17:18")
    expect(page.locator(".list data").first).to_have_text("8,2 km")
    context.close()


def test_the_key_is_asked_for_once_and_may_come_behind_the_address(
    page: Page, stage: Stage
) -> None:
    access = Access(KEY, SECRET, Stopwatch())
    with stage.pages(Doors(access=lambda: access)) as address:
        page.goto(f"{address}/runs#{KEY}")
        expect(page.get_by_label("Access key")).to_have_value(KEY)
        assert KEY not in page.url
        page.get_by_role("button", name="Open").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Runs")

        page.goto(address)
        expect(page.locator("#newest")).to_have_text("Calf pump: 20 heel lifts")


def test_a_dropped_file_that_is_too_large_is_told_before_it_is_sent(
    page: Page, library: str
) -> None:
    page.goto(f"{library}/add")
    page.evaluate("document.getElementById('trouble').dataset.most = 0")
    page.set_input_files("#file", {"name": "a.fit", "mimeType": "", "buffer": b"x" * 10})

    expect(page.locator("#trouble")).to_contain_text("The file is larger than")


def test_two_athletes_each_with_a_key_see_of_each_other_what_both_share(
    page: Page, stage: Stage, tmp_path: Path
) -> None:
    with with_ben(stage, tmp_path).pages(asking_for_keys()) as address:
        page.goto(f"{address}/weeks")
        check_look(page)
        expect(page.locator("main")).to_contain_text("These are the pages of me")
        page.get_by_label("Access key").fill(BENS_KEY)
        page.get_by_role("button", name="Open").click()
        page.wait_for_url("**/athletes/ben/")
        page.get_by_role("link", name="Weeks").click()
        rows = page.locator(".household tbody tr")

        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text("ben")
        expect(rows.first).to_contain_text("3 runs, 28 km")
        expect(rows.first).to_contain_text("2 of 3 done")
        expect(rows.last).to_contain_text("4 of 6 done")
        page.locator(".more summary").click()
        expect(page.locator(".more ul")).not_to_contain_text("Pages of")
        page.keyboard.press("Escape")
        check_look(page)
        page.goto(address)
        page.wait_for_url("**/athletes/ben/")


def test_a_long_name_breaks_and_no_word_of_the_counts_beside_it(
    page: Page, stage: Stage, tmp_path: Path
) -> None:
    both = with_ben(stage, tmp_path, shown_as="x" * 80)
    page.set_viewport_size({"width": NARROW, "height": 640})
    with both.pages() as address:
        page.goto(f"{address}/weeks")

        assert page.locator(".household tbody th").all_inner_texts() == ["me", "x" * 80]
        assert page.evaluate(BROKEN, ".household td, .household thead th") == []
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW


def check_look(page: Page) -> None:
    """Let axe look at both schemes, and see that nothing is cut off on the narrowest phone."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = AXE.run(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": NARROW, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
    assert page.evaluate(SMALL) == []
