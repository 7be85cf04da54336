"""Pages over twelve lived weeks, and a browser to look at them, where there is one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.chromium import chromium, path_of_chromium
from browser.screenshots import tab
from browser.stage import Stage, copied, lived
from running import PATIENCE_S


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if path_of_chromium() is None:
        pytest.skip("no Chromium: apt-get install chromium")
    expect.set_options(timeout=PATIENCE_S * 1000)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def past(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = lived(tmp_path_factory.mktemp("past"))
    stage.store.close()
    return stage


@pytest.fixture
def stage(past: Stage, tmp_path: Path) -> Iterator[Stage]:
    with copied(past, tmp_path) as stage:
        yield stage


@pytest.fixture(scope="package")
def library(past: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of pages that are only looked at."""
    with copied(past, tmp_path_factory.mktemp("library")) as stage, stage.pages() as address:
        yield address


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    with stage.pages() as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's tab; whatever its console complains of fails the test."""
    with tab(browser, "phone", "light") as page:
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if is_bad(said.text) else None)
        yield page
        assert complaints == []


def is_bad(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text
