import pytest
from flask.testing import FlaskClient

from lapbell.web.access import AT_ONCE, Access, own_pass
from lapbell.web.safety import COOKIE, Doors
from web.samples import NUDGE, Listed, client_of
from web.test_access import KEY, SECRET, Stopwatch

CLOSED = ("/", "/live", "/runs", "/weeks", "/planned", "/status", "/add", "/routines",
          "/routines/calf-pump/play", "/status.json", "/athletes/me/", "/nowhere")  # fmt: skip


def guarded(watch: Stopwatch | None = None) -> FlaskClient:
    access = Access(KEY, SECRET, watch or Stopwatch())
    return client_of(Listed([NUDGE]), Doors(any_address=True, access=lambda: access))


@pytest.mark.parametrize("path", CLOSED)
def test_without_the_key_a_browser_is_asked_for_it_and_sees_nothing(path: str) -> None:
    answer = guarded().get(path, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/key")
    assert "Calf pump" not in answer.text


@pytest.mark.parametrize("path", CLOSED)
def test_without_the_key_a_program_is_refused(path: str) -> None:
    answer = guarded().get(path, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.text) == (401, "lapbell asks for its key.\n")


@pytest.mark.parametrize("path", ["/answer", "/add", "/athletes/me/answer"])
def test_without_the_key_nothing_is_taken(path: str) -> None:
    assert guarded().post(path, data={"answer": "v1.done.post-a.s"}).status_code == 401


@pytest.mark.parametrize("path", ["/health", "/static/page.css", "/key", "/n/post-a.s"])
def test_a_monitor_a_style_and_a_nudges_own_link_need_no_key(path: str) -> None:
    assert guarded().get(path).status_code == 200


def test_the_right_key_leads_to_the_page_that_was_asked_for_and_is_asked_for_once() -> None:
    client = guarded()
    asked = client.get("/runs?before=2026-10-04", headers={"Accept": "text/html"})

    opened = client.post(asked.headers["Location"], data={"key": KEY.upper()})

    assert (opened.status_code, opened.headers["Location"]) == (303, "/runs?before=2026-10-04")
    assert client.get("/").status_code == 200


def test_the_cookie_is_for_this_server_alone() -> None:
    cookie = guarded().post("/key", data={"key": KEY}).headers["Set-Cookie"]

    assert cookie.startswith(f"{COOKIE}=")
    assert KEY not in cookie
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="):
        assert part in cookie


def test_over_https_the_cookie_stays_there() -> None:
    opened = guarded().post("/key", data={"key": KEY}, base_url="https://localhost")

    assert "Secure" in opened.headers["Set-Cookie"]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "/a\r\nb"])
def test_the_door_leads_nowhere_else(target: str) -> None:
    opened = guarded().post("/key", query_string={"next": target}, data={"key": KEY})

    assert opened.headers["Location"] == "/"


def test_a_wrong_key_says_so_and_gives_no_cookie() -> None:
    refused = guarded().post("/key", data={"key": "wrong"})

    assert refused.status_code == 403
    assert "That is not the key." in refused.text
    assert "Set-Cookie" not in refused.headers


def test_after_many_wrong_keys_even_the_right_one_has_to_wait() -> None:
    watch = Stopwatch()
    client = guarded(watch)
    for _ in range(AT_ONCE):
        client.post("/key", data={"key": "wrong"})

    early = client.post("/key", data={"key": KEY})
    watch.s += 6
    later = client.post("/key", data={"key": KEY})

    assert (early.status_code, early.headers["Retry-After"]) == (429, "6")
    assert "Wait 6 s and try again." in early.text
    assert later.status_code == 303


@pytest.mark.parametrize("cookie", ["", KEY, "a" * 32])
def test_a_forged_cookie_opens_nothing(cookie: str) -> None:
    client = guarded()
    client.set_cookie(COOKIE, cookie)

    assert client.get("/", headers={"Accept": "text/html"}).status_code == 303


def test_a_command_of_this_machine_shows_its_own_pass() -> None:
    headers = {"Authorization": f"Bearer {own_pass(SECRET)}"}

    assert guarded().get("/status.json", headers=headers).status_code == 200


def test_where_nobody_is_asked_for_a_key_there_is_no_such_page() -> None:
    assert client_of(Listed()).get("/key").status_code == 404
