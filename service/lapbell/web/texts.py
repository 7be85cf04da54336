"""Every text of the pages, in one file for each language: `texts/en.toml` and those to follow."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGE = "en"


@cache
def texts(language: str = LANGUAGE) -> Mapping[str, Any]:
    """Return the texts of a language: tables of tables, as they stand in its file."""
    file = files("lapbell.web") / "texts" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
