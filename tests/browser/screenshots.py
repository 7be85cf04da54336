"""Take a picture of every page, on a phone and on a desktop, light and dark.

Usage: python tests/browser/screenshots.py FOLDER [README_FOLDER]
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.chromium import chromium
from browser.stage import NOW, lived

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 800},
}


def as_it_is(page: Page) -> None:
    """Change nothing."""


def first_run(page: Page) -> None:
    page.locator(".list a").first.click()
    page.wait_for_url("**/runs/*")


def player(page: Page) -> None:
    page.locator(".newest .follow a").click()
    page.wait_for_url("**/n/*")


def playing(page: Page) -> None:
    page.goto(f"{page.url}routines/calf-pump/play")
    page.click("#start")
    page.clock.run_for(30_000)


def breathing(page: Page) -> None:
    page.goto(f"{page.url}routines/chair-pose/play")
    page.click("#start")
    page.click("#next")
    page.clock.run_for(12_500)


def hurting(page: Page) -> None:
    player(page)
    page.click("#start")
    page.click("#hurts")


def ended(page: Page) -> None:
    player(page)
    page.click("#start")
    for _ in page.locator("#bars li").all():
        page.click("#next")


def unfolded(page: Page) -> None:
    page.locator("summary:has(.pose)").nth(1).click()


VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "today": ("/", as_it_is),
    "runs": ("/runs", as_it_is),
    "run": ("/runs", first_run),
    "weeks": ("/weeks", as_it_is),
    "routines": ("/routines", as_it_is),
    "routine": ("/routines", unfolded),
    "planned": ("/planned", as_it_is),
    "add": ("/add", as_it_is),
    "status": ("/status", as_it_is),
    "hurts": ("/hurts", as_it_is),
    "player": ("/", player),
    "playing": ("/", playing),
    "breathing": ("/", breathing),
    "player-hurts": ("/", hurting),
    "player-ended": ("/", ended),
    "nowhere": ("/nowhere", as_it_is),
}


BEST = {
    "today-phone-light": "today-light",
    "playing-phone-light": "player-light",
    "breathing-phone-dark": "player-dark",
    "weeks-phone-dark": "weeks-dark",
}
"""The pictures of the README."""


@contextmanager
def tab(browser: Browser, size: str, scheme: Scheme) -> Iterator[Page]:
    """Open a tab at the stage's moment; its clock goes on by itself and can be turned on."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.clock.install(time=NOW)
    yield page
    context.close()


def take_all(address: str, browser: Browser, folder: Path) -> None:
    for size in SIZES:
        for scheme in SCHEMES:
            for name, (path, prepare) in VIEWS.items():
                with tab(browser, size, scheme) as page:
                    page.goto(address + path)
                    prepare(page)
                    page.evaluate("document.fonts.ready")
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")


def main(folder: Path, best: Path | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, chromium() as browser:
        stage = lived(Path(place))
        with stage.pages() as address:
            take_all(address, browser, folder)
        stage.store.close()
    if best:
        for taken, name in BEST.items():
            shutil.copyfile(folder / f"{taken}.png", best / f"{name}.png")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
