import pytest

from lapbell.errors import LapbellError
from lapbell.web.app import create_app
from lapbell.web.safety import Doors
from web.samples import NUDGE, Broken, Home, Listed, browser, client_of

PATHS = ("/", "/live", "/routines", "/health", "/static/page.css", "/nowhere", "/status.json")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_allows_nothing_from_outside_and_nothing_inline(path: str) -> None:
    headers = browser(NUDGE).get(path).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/routines", "/nowhere"])
def test_pages_keep_to_their_own_policy(path: str) -> None:
    html = browser(NUDGE).get(path).text

    assert "style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count('<script src="/static/')
    assert "http" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8377",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "[::2]:8377",
        "::1",
        "127.0.0.1:x",
        "",
        '<script>alert("1")</script>',
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_host_is_refused_in_plain_words(path: str, host: str) -> None:
    answer = browser(NUDGE).get(path, headers={"Host": host})

    assert answer.status_code == 403
    assert answer.mimetype == "text/plain"
    assert f"lapbell does not answer to the name {host or '(none given)'}." in answer.text
    assert "the address that `lapbell run` logged" in answer.text
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8377", "localhost:8377", "LOCALHOST", "[::1]", "[::1]:8377"]
)
def test_this_machine_may_always_look(host: str) -> None:
    assert browser().get("/", headers={"Host": host}).status_code == 200


def test_only_the_names_given_are_answered() -> None:
    client = client_of(Listed(), Doors(names=["Pi.tailnet.example", "[fd00::2]"]))

    def status(host: str) -> int:
        return client.get("/", headers={"Host": host}).status_code

    assert status("pi.tailnet.example") == 200
    assert status("[fd00::2]:8377") == 200
    assert status("127.0.0.1") == 403


def test_with_no_names_nobody_is_answered() -> None:
    assert client_of(Listed(), Doors(names=())).get("/").status_code == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.168.1.7:8377", 200),
        ("[fd00::7]:8377", 200),
        ("fd00::7", 403),
        ("[192.168.1.7]", 403),
        ("evil.example", 403),
        ("192.168.1.7.evil.example", 403),
    ],
)
def test_where_the_network_reaches_an_address_will_do_but_no_strangers_name(
    host: str, status: int
) -> None:
    client = client_of(Listed(), Doors(any_address=True))

    assert client.get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_written(path: str, method: str) -> None:
    answer = browser(NUDGE).open(path, method=method)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert "This page can only be read" in answer.text


def test_a_head_has_the_headers_and_no_body() -> None:
    answer = browser(NUDGE).head("/")

    assert answer.status_code == 200
    assert answer.data == b""
    assert "ETag" in answer.headers


def test_files_outside_the_static_folder_stay_there() -> None:
    assert browser().get("/static/../app.py").status_code == 404
    assert browser().get("/static/%2e%2e/app.py").status_code == 404


def test_health_is_one_plain_answer() -> None:
    answer = browser().get("/health")

    assert (answer.status_code, answer.json) == (200, {"ok": True})


def test_an_unknown_page_shows_the_way_back() -> None:
    answer = browser().get("/nowhere")

    assert answer.status_code == 404
    assert "No page has this address" in answer.text
    assert 'href="/">Today</a>' in answer.text


def test_a_failure_one_can_mend_is_told_in_its_own_words() -> None:
    source = Broken(LapbellError("lapbell.db is locked; stop the other <lapbell>"))

    answer = client_of(source).get("/")

    assert answer.status_code == 503
    assert "lapbell.db is locked; stop the other &lt;lapbell&gt;" in answer.text


def test_a_bug_is_not_spelled_out_on_the_page() -> None:
    answer = client_of(Broken(ValueError("secret"))).get("/")

    assert answer.status_code == 500
    assert "A bug in lapbell" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Origin": "https://localhost"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/answer", "/back", "/add", "/n/post-a.s", "/athletes/me/answer"])
def test_a_form_on_another_site_is_refused(path: str, headers: dict[str, str]) -> None:
    house = Home({"me": Listed([NUDGE])})

    refused = create_app(house).test_client().post(path, data={"answer": "v1.x"}, headers=headers)

    assert refused.status_code == 403
    assert house.answered == []


def test_a_form_of_our_own_page_is_taken() -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}

    taken = browser().post("/answer", data={"answer": "v1.x"}, headers=headers)

    assert taken.status_code == 303


def test_the_status_for_programs_tells_of_the_service_alone() -> None:
    assert browser(NUDGE).get("/status.json").json == {"scanned_at": None, "trouble": {}}
