"""Nothing of the machine's own environment may stand between a channel and the double."""

from collections.abc import Iterator

import pytest

from ntfy_double import NtfyDouble

PROXIES = ("http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server() -> Iterator[NtfyDouble]:
    """An open ntfy 2.16."""
    with NtfyDouble() as double:
        yield double
