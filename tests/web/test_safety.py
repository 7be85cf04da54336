import pytest

from lapbell.errors import LapbellError
from lapbell.web.app import create_app
from web.samples import NUDGE, Broken, Listed, browser

PATHS = ("/", "/live", "/routines", "/health", "/static/page.css", "/nowhere")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_allows_nothing_from_outside_and_nothing_inline(path: str) -> None:
    headers = browser(NUDGE).get(path).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/routines", "/nowhere"])
def test_pages_keep_to_their_own_policy(path: str) -> None:
    html = browser(NUDGE).get(path).text

    assert "style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count('<script src="/static/')
    assert "http://" not in html
    assert "https://" not in html


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
    client = create_app(Listed(), hosts=["Pi.tailnet.example", "[fd00::2]"]).test_client()

    def status(host: str) -> int:
        return client.get("/", headers={"Host": host}).status_code

    assert status("pi.tailnet.example") == 200
    assert status("[fd00::2]:8377") == 200
    assert status("127.0.0.1") == 403


def test_with_no_names_nobody_is_answered() -> None:
    assert create_app(Listed(), hosts=()).test_client().get("/").status_code == 403


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
    assert '<a href="/">Today</a>' in answer.text


def test_a_failure_one_can_mend_is_told_in_its_own_words() -> None:
    source = Broken(LapbellError("lapbell.db is locked; stop the other <lapbell>"))

    answer = create_app(source).test_client().get("/")

    assert answer.status_code == 503
    assert "lapbell.db is locked; stop the other &lt;lapbell&gt;" in answer.text


def test_a_bug_is_not_spelled_out_on_the_page() -> None:
    answer = create_app(Broken(ValueError("secret"))).test_client().get("/")

    assert answer.status_code == 500
    assert "A bug in lapbell" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
def test_a_form_on_another_site_is_refused(origin: str) -> None:
    source = Listed()
    client = create_app(source).test_client()
    refused = client.post("/answer", data={"answer": "v1.x"}, headers={"Origin": origin})
    assert refused.status_code == 403
    assert source.answered == []


def test_a_form_of_our_own_page_is_taken() -> None:
    client = create_app(Listed()).test_client()
    taken = client.post("/answer", data={"answer": "v1.x"}, headers={"Origin": "http://localhost"})
    assert taken.status_code == 303
