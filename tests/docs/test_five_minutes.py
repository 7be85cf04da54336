"""docs/first-five-minutes.md is what a new user sees today.

After a change of words: `LAPBELL_REWRITE=1 pytest tests/docs/test_five_minutes.py`, and read it
as a new user would.
"""

import os
import re

import pytest

from docs.five_minutes import MISTAKES, TOPIC, five_minutes_page
from docs.pages import DOCS


@pytest.mark.slow
def test_the_page_is_what_a_new_user_sees() -> None:
    page = DOCS / "first-five-minutes.md"
    text = five_minutes_page()
    if os.environ.get("LAPBELL_REWRITE"):
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text
    assert TOPIC in text
    assert len(re.findall(r"^/.*lapbell\.toml:\d", text, re.MULTILINE)) == len(MISTAKES)
