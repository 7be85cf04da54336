"""The pages that are made from the code are what the code says now.

After a change: `LAPBELL_REWRITE=1 pytest tests/docs/test_pages.py`, and read the diff.
"""

import os

import pytest

from docs.pages import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_the_code_says(name: str) -> None:
    page = DOCS / name
    text = PAGES[name]()
    if os.environ.get("LAPBELL_REWRITE"):
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text
