"""Where the pages are opened from, as the config says, over the wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from browser.stage import set_up
from config.samples import SMALLEST, write
from lapbell.channels.secret import Secret
from lapbell.config import Web, load
from lapbell.errors import LapbellError
from lapbell.jobs.health import Health
from lapbell.store.secret import the_web_key
from lapbell.web.pages import key_of, needs_key, open_page
from lapbell.web.server import PageServer
from life import SECRET

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is tested


@contextmanager
def opened(place: Path, web: Web) -> Iterator[PageServer]:
    stage = set_up(place)
    server = open_page(stage.store, Health(), SECRET, lambda: stage.config, web)
    try:
        yield server
    finally:
        server.close()
        stage.store.close()


@pytest.mark.parametrize(
    ("host", "url", "asks"),
    [
        ("127.0.0.1", "", False),
        ("::1", "", False),
        ("localhost", "", False),
        (EVERYWHERE, "", True),
        ("192.168.1.7", "", True),
        ("127.0.0.1", "https://pi.tailnet.example", True),
    ],
)
def test_whoever_else_can_reach_the_pages_is_asked_for_a_key(
    tmp_path: Path, host: str, url: str, asks: bool
) -> None:
    config = load(write(tmp_path, SMALLEST))

    assert needs_key(Web(host=host, port=8377, url=url), config) is asks


def test_on_this_machine_alone_the_pages_are_open(tmp_path: Path) -> None:
    with opened(tmp_path, Web(host="127.0.0.1", port=0)) as server:
        answer = requests.get(server.address, timeout=5)

    assert answer.status_code == 200
    assert not (tmp_path / "state" / "web-key").exists()


def test_on_the_network_a_key_is_made_and_asked_for(tmp_path: Path) -> None:
    with opened(tmp_path, Web(host=EVERYWHERE, port=0)) as server:
        refused = requests.get(f"{server.address}runs", allow_redirects=False, timeout=5)
        browser = requests.Session()
        key = the_web_key(tmp_path / "state")
        let_in = browser.post(f"{server.address}key?next=/runs", data={"key": key}, timeout=5)

    assert (refused.status_code, refused.headers["Location"]) == (303, "/key?next=/runs")
    assert (let_in.status_code, let_in.url) == (200, f"{server.address}runs")


def test_a_made_key_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    web = Web(host=EVERYWHERE, port=8377)

    assert key_of(web, tmp_path) == key_of(web, tmp_path)
    assert (tmp_path / "web-key").stat().st_mode & 0o777 == 0o600


def test_a_key_of_ones_own_counts_instead(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("Nobody-Will-Guess-This\n", encoding="utf-8")
    secret = Secret(kind="file", where=str(tmp_path / "key"))

    web = Web(host=EVERYWHERE, port=8377, key=secret)

    assert key_of(web, tmp_path) == "Nobody-Will-Guess-This"
    assert not (tmp_path / "web-key").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [("password", "is too short: 16 letters and digits at least"), ("", "is empty or not set")],
)
def test_a_key_that_can_be_guessed_opens_no_pages(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "key").write_text(text, encoding="utf-8")
    secret = Secret(kind="file", where=str(tmp_path / "key"))

    with pytest.raises(LapbellError, match=says) as caught:
        key_of(Web(host=EVERYWHERE, port=8377, key=secret), tmp_path)

    assert not text or text not in str(caught.value)
