"""Nothing of the machine's own environment may stand between `fetch` and the shelf."""

from collections.abc import Iterator

import pytest

from calendars.shelf import Shelf

PROXIES = ("http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A server of calendars."""
    with Shelf() as server:
        yield server
