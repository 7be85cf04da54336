"""What docs/channels.md shows works, and it names every setting."""

import hmac
import re
import tomllib
from pathlib import Path

import pytest

from lapbell.channels.registry import KINDS

TEXT = Path(__file__).parents[2].joinpath("docs", "channels.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example_that_is_taken(kind: str) -> None:
    shown = [table for block in blocks("toml") for table in channels(block) if kind in table]
    assert shown
    for table in shown:
        assert KINDS[kind].settings.model_validate(with_token(table))


def channels(block: str) -> list[dict[str, object]]:
    return list(tomllib.loads(block)["channels"].values())


def with_token(table: dict[str, object]) -> dict[str, object]:
    """Telegram's tokens have a form that Apprise looks at."""
    found = {**table}
    if "apprise" in found:
        found["apprise"] = str(found["apprise"]).replace("BOT-TOKEN", "123456789:abcdefg_hijkl")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_is_named(kind: str) -> None:
    for name, field in KINDS[kind].settings.model_fields.items():
        key = field.alias or name
        what = re.sub("_(file|env|credential)$", "_file", key)
        assert re.search(rf"\b{what}\b", TEXT), key


def test_the_signature_is_checked_as_shown() -> None:
    (code,) = blocks("python")
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 - our own documentation
    check = names["is_from_lapbell"]
    assert callable(check)
    good = "sha256=" + hmac.digest(b"geheim", b"{}", "sha256").hex()
    assert check(b"geheim", b"{}", good)
    assert not check(b"geheim", b"{ }", good)
