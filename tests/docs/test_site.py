"""The pages as a site: what leads where, and that pages, commands and code say the same.

Building it (`make site`) also finds every broken link; it takes a program the tests do without.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.pages import DOCS
from lapbell.cli import COMMANDS
from lapbell.cli.watches import LATER, WATCHES
from lapbell.store.database import FILE_NAME
from lapbell.store.schema import SCHEMA

SITE = yaml.safe_load((DOCS.parent / "mkdocs.yml").read_text("utf-8"))
OF_WATCHES = sorted(DOCS.glob("watches/*.md"))
OURS = sorted([*DOCS.glob("*.md"), *OF_WATCHES])


def pages_in(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for each in nav.values() if isinstance(nav, dict) else nav:
            yield from pages_in(each)


def words(page: Path) -> str:
    return " ".join(page.read_text("utf-8").split())


def test_every_page_is_in_the_navigation_once() -> None:
    named = sorted(pages_in(SITE["nav"]))
    assert named == sorted(str(page.relative_to(DOCS)) for page in OURS), "see nav in mkdocs.yml"


def test_the_site_loads_nothing_from_elsewhere() -> None:
    assert SITE["theme"]["font"] is False
    assert "extra_javascript" not in SITE


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_a_link_to_a_page_or_a_picture_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", OF_WATCHES, ids=lambda page: page.name)
def test_a_command_that_a_page_names_is_one(page: Path) -> None:
    named = re.findall(r"`(?:sudo )?lapbell ([a-z][a-z-]*)", page.read_text("utf-8"))
    assert set(named) <= COMMANDS.keys()


def test_every_page_of_a_watch_is_one_that_init_knows() -> None:
    assert {page.stem for page in OF_WATCHES} == {watch.page for watch in WATCHES.values()}


@pytest.mark.parametrize("key", [key for key in WATCHES if key != "other"])
def test_a_watch_has_a_page_that_says_what_init_says(key: str) -> None:
    watch = WATCHES[key]
    text = words(DOCS / "watches" / f"{watch.page}.md")
    assert watch.way in text
    assert re.search(f"[Ff]iles come {re.escape(watch.late.partition(':')[0])}", text)


def test_the_page_on_lateness_says_what_init_says() -> None:
    assert LATER in words(DOCS / "watches" / "index.md")


@pytest.mark.parametrize(
    "page", [page for page in OF_WATCHES if page.name != "index.md"], ids=lambda page: page.name
)
def test_every_way_says_how_it_was_checked(page: Path) -> None:
    _, _, *rows = re.findall(r"^\|.*\|$", page.read_text("utf-8"), re.MULTILINE)
    assert rows
    for row in rows:
        assert re.search("documented|seen|not checked", row.rsplit("|", 2)[1]), row


def test_every_released_schema_has_a_way_to_the_newest() -> None:
    assert set(SCHEMA.migrations) == set(range(2, SCHEMA.version + 1))
    assert f"`{FILE_NAME}.before-N`" in words(DOCS / "upgrades.md")
