import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from lapbell.web.access import Access
from lapbell.web.app import create_app
from lapbell.web.proxy import Outside
from lapbell.web.safety import Doors
from web.samples import NUDGE, Home, Listed
from web.test_access import KEY, SECRET, Stopwatch

URL = "https://pi.tailnet.example/bell"
THERE = {"Host": "pi.tailnet.example", "Accept": "text/html"}


def through(url: str = URL, *, with_key: bool = False) -> Client:
    access = Access(KEY, SECRET, Stopwatch()) if with_key else None
    doors = Doors(names=["127.0.0.1", "pi.tailnet.example"], access=lambda: access)
    return Client(Outside(create_app(Home({"me": Listed([NUDGE])}), doors), url))


@pytest.mark.parametrize("path", ["/bell/", "/"])
def test_the_prefix_may_be_cut_or_left_and_every_link_has_it(path: str) -> None:
    html = through().get(path, headers=THERE).text

    assert 'href="/bell/runs"' in html
    assert 'href="/bell/n/post-a.s"' in html
    assert 'action="/bell/answer"' in html
    assert 'src="/bell/static/live.js"' in html
    assert 'data-from="/bell/live"' in html
    assert 'href="/runs"' not in html


def test_a_path_that_only_begins_like_the_prefix_is_not_below_it() -> None:
    assert through().get("/bellows", headers=THERE).status_code == 404


def test_forms_come_from_the_outside_address() -> None:
    form = {"answer": "v1.x"}
    own = {**THERE, "Origin": "https://pi.tailnet.example"}
    plain = {**THERE, "Origin": "http://pi.tailnet.example"}

    taken = through().post("/bell/answer", data=form, headers=own)
    assert (taken.status_code, taken.headers["Location"]) == (303, "/bell/")
    assert through().post("/bell/answer", data=form, headers=plain).status_code == 403


def test_the_door_and_its_cookie_keep_to_the_prefix() -> None:
    client = through(with_key=True)

    asked = client.get("/bell/weeks", headers=THERE)
    opened = client.post("/bell/key?next=/weeks", data={"key": KEY}, headers=THERE)

    assert asked.headers["Location"].startswith("/bell/key?next=")
    assert opened.headers["Location"] == "/bell/weeks"
    assert "Path=/bell/;" in opened.headers["Set-Cookie"]
    assert "Secure" in opened.headers["Set-Cookie"]


def test_on_this_machine_the_pages_stand_at_the_root() -> None:
    html = through().get("/", headers={"Host": "127.0.0.1:8377"}).text

    assert 'href="/runs"' in html
    assert "/bell" not in html


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Script-Name"]
)
def test_no_header_can_move_the_pages(header: str) -> None:
    client: FlaskClient = create_app(Home({"me": Listed([NUDGE])})).test_client()

    assert client.get("/", headers={header: "/evil"}).text == client.get("/").text
