"""Several athletes in one house: whose key opens what, and what of one another they see."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapbell.cli import week
from lapbell.web.access import MOST, own_pass
from lapbell.web.safety import COOKIE, lets_in
from life import SECRET
from web.sharing import NAMES, PAGES, TAKEN, Shared, Wishes, given_away, home_of, told_of

HTML = {"Accept": "text/html"}
MUTUAL: Wishes = {"me": ["ben"], "ben": ["me"]}
WISHES = st.fixed_dictionaries(
    {name: st.sets(st.sampled_from([one for one in NAMES if one != name])) for name in NAMES}
)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    found = Shared(tmp_path)
    yield found
    found.store.close()


def whom(viewer: str, wishes: Wishes) -> set[str]:
    """Return whose counts somebody may see, themselves included."""
    return {
        name
        for name in NAMES
        if name == viewer or (name in wishes[viewer] and viewer in wishes[name])
    }


def household(shared: Shared, viewer: str, *more: str) -> str:
    words = ["--household", "--athlete", viewer, "--state", str(shared.state), *more]
    config = str(shared.place / "lapbell.toml")
    done = CliRunner().invoke(week.command, [*words, "--config", config], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=WISHES)
def test_nothing_of_another_is_seen_unless_both_say_so(shared: Shared, wishes: Wishes) -> None:
    shared.share(wishes)
    for viewer in NAMES:
        own = shared.all_of(shared.browser(viewer), viewer)

        assert given_away(own) == whom(viewer, wishes)
        assert told_of(own) == {viewer}
        seen = whom(viewer, wishes) if len(whom(viewer, wishes)) > 1 else set()
        for more in ((), ("--json",)):
            told = household(shared, viewer, *more)
            assert given_away(told) == seen
            assert told_of(told) == set()


def test_consent_that_is_withdrawn_shows_nothing_any_more(shared: Shared) -> None:
    ben = shared.browser("ben")
    shared.share(MUTUAL)
    before = ben.get("/athletes/ben/weeks").text
    shared.share({"me": [], "ben": ["me"]})
    after = ben.get("/athletes/ben/weeks").text

    assert "The household" in before
    assert given_away(before) == {"me", "ben"}
    assert "The household" not in after
    assert given_away(after) == {"ben"}


def test_the_viewer_comes_first_and_each_week_has_its_counts(shared: Shared) -> None:
    shared.share({"me": ["ben", "cleo"], "ben": ["me"], "cleo": ["me"]})

    html = shared.browser("me").get("/weeks").text.partition('id="household"')[2]
    rows = html.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]

    assert [name for row in rows for name in NAMES if f">{name}<" in row] == ["me", "ben", "cleo"]
    assert all("1 run, <data" in row and "0 runs" in row for row in rows)


@pytest.mark.parametrize("viewer", NAMES)
@pytest.mark.parametrize("other", NAMES)
def test_a_pass_opens_the_pages_of_one_athlete(shared: Shared, viewer: str, other: str) -> None:
    browser = shared.browser(viewer)
    pages = [f"{home_of(other)}{page}" for page in PAGES[1:]]
    refused = [path for path in pages if browser.get(path, headers=HTML).status_code == 303]
    posted = [browser.post(f"{home_of(other)}{page}").status_code for page in TAKEN]

    assert refused == ([] if viewer == other else pages)
    assert posted == ([400, 303, 303, 400] if viewer == other else [401] * len(TAKEN))


def test_what_is_sent_without_a_pass_is_refused_and_led_nowhere(shared: Shared) -> None:
    posted = [shared.browser("me").post(f"/athletes/ben/{to}", headers=HTML) for to in TAKEN]

    assert [answer.status_code for answer in posted] == [401] * len(TAKEN)


def test_the_pages_of_all_have_their_looks_from_one_place(shared: Shared) -> None:
    assert 'static/page.css"' in shared.browser("ben").get("/athletes/ben/").text


def test_whoever_has_one_key_and_wants_another_page_is_told_whose_key_it_takes(
    shared: Shared,
) -> None:
    asked = shared.browser("ben").get("/athletes/cleo/weeks", headers=HTML)
    html = shared.app.test_client().get(asked.headers["Location"]).text

    assert asked.headers["Location"] == "/key?next=/athletes/cleo/weeks"
    assert "These are the pages of cleo, and cleo has an access key of their own." in html
    assert "<code>lapbell web-key --athlete cleo</code>" in html


@pytest.mark.parametrize(
    ("target", "says", "command"),
    [
        ("/", "Each athlete has an access key of their own", "lapbell web-key --athlete NAME"),
        ("/runs", "These are the pages of me,", "lapbell web-key"),
        ("/athletes/me/", "These are the pages of me,", "lapbell web-key"),
        ("/athletes/nobody/", "These are the pages of nobody,", "lapbell web-key --athlete nobody"),
        ("/athletes/ben", "These are the pages of ben,", "lapbell web-key --athlete ben"),
        ("/athletes/ben?a=1", "These are the pages of ben,", "lapbell web-key --athlete ben"),
        ("/athletes/ben.toml", "These are the pages of me,", "lapbell web-key"),
        ('/athletes/"><b>/', "These are the pages of me,", "lapbell web-key"),
    ],
)
def test_the_door_says_whose_key_it_asks_for(
    shared: Shared, target: str, says: str, command: str
) -> None:
    html = shared.app.test_client().get("/key", query_string={"next": target}).text

    assert says in html
    assert f"<code>{command}</code>" in html


@pytest.mark.parametrize(
    ("target", "name", "leads_to"),
    [
        ("/", "me", "/"),
        ("/", "ben", "/athletes/ben/"),
        ("/athletes/ben/runs?before=2026", "ben", "/athletes/ben/runs?before=2026"),
        ("/athletes/ben/runs", "cleo", "/athletes/cleo/"),
        ("/athletes/ben/runs", "me", "/"),
        ("/weeks", "ben", "/athletes/ben/"),
    ],
)
def test_a_key_leads_to_the_page_it_opens(
    shared: Shared, target: str, name: str, leads_to: str
) -> None:
    answer = shared.app.test_client().post(
        "/key", query_string={"next": target}, data={"key": shared.keys[name]}
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)


def test_the_first_page_leads_to_the_pages_that_the_pass_opens(shared: Shared) -> None:
    nobodys, bens, both = shared.browser(), shared.browser("ben"), shared.browser("ben", "me")

    assert nobodys.get("/", headers=HTML).headers["Location"] == "/key?next=/"
    assert bens.get("/", headers=HTML).headers["Location"] == "/athletes/ben/"
    assert both.get("/", headers=HTML).status_code == 200


def test_a_browser_may_hold_several_passes_and_lists_only_the_pages_they_open(
    shared: Shared,
) -> None:
    browser = shared.browser("cleo", "ben")
    html = browser.get("/athletes/ben/").text

    assert '<a href="/athletes/cleo/">Pages of cleo</a>' in html
    assert "Pages of me" not in html
    assert "Pages of" not in shared.browser("ben").get("/athletes/ben/").text
    assert browser.get("/athletes/cleo/").status_code == 200
    assert browser.get("/runs", headers=HTML).status_code == 303


def test_the_same_key_given_again_adds_no_second_pass(shared: Shared) -> None:
    cookies = [shared.browser(*names).get_cookie(COOKIE) for names in (["ben"], ["ben", "ben"])]

    assert cookies[0] is not None
    assert cookies[1] is not None
    assert cookies[0].value == cookies[1].value


@pytest.mark.parametrize(
    "cookie", ["", ".", "a" * 32, "." * 9000, "a." * 90_000, "%7f", "\xe4.\xf6", "me"]
)
def test_a_cookie_of_nonsense_opens_nothing_and_is_replaced_by_the_first_key(
    shared: Shared, cookie: str
) -> None:
    browser = shared.app.test_client(use_cookies=False)
    headers = {**HTML, "Cookie": f"{COOKIE}={cookie}"}

    closed = browser.get("/athletes/ben/", headers=headers)
    opened = browser.post("/key", data={"key": shared.keys["ben"]}, headers=headers)

    assert closed.status_code == 303
    assert re.match(rf"{COOKIE}=[a-z2-7]{{32}};", opened.headers["Set-Cookie"])


def test_a_pass_behind_a_hundred_others_is_not_looked_for(shared: Shared) -> None:
    cookie = shared.browser("ben").get_cookie(COOKIE)
    assert cookie is not None
    behind = ".".join(["a" * 32] * MOST + [cookie.value])

    answer = shared.browser().get("/status.json", headers={"Authorization": f"Bearer {behind}"})

    assert answer.status_code == 401


def test_an_athlete_there_is_not_has_no_pages_and_without_a_key_nobody_learns_that(
    shared: Shared,
) -> None:
    paths = ("/athletes/nobody/", "/athletes/ben/")
    strangers = [shared.browser().get(path, headers=HTML) for path in paths]

    assert shared.browser("ben").get("/athletes/nobody/").status_code == 404
    assert [answer.status_code for answer in strangers] == [303, 303]
    assert shared.browser().post("/athletes/nobody/answer").status_code == 401
    assert shared.browser().get("/athletes/nobody/", headers={"Host": "x.y"}).status_code == 403


def test_a_new_athlete_brings_the_key_and_the_last_one_to_leave_takes_it_along(
    shared: Shared,
) -> None:
    nobodys, bens = shared.browser(), shared.browser("ben")
    shared.share({}, ["me"])
    alone = nobodys.get("/").status_code, nobodys.get("/key").status_code
    gone = bens.get("/athletes/ben/", headers=HTML).status_code
    shared.share({}, ["me", "ben"])

    assert (alone, gone) == ((200, 404), 404)
    assert nobodys.get("/", headers=HTML).status_code == 303
    assert bens.get("/athletes/ben/").status_code == 200


def test_the_pass_of_an_athlete_who_is_gone_opens_nothing(shared: Shared) -> None:
    bens = shared.browser("ben")
    shared.share({}, ["me", "cleo"])

    for path in ("/", "/weeks", "/athletes/ben/", "/athletes/cleo/", "/status.json"):
        assert bens.get(path, headers={"Accept": "application/json"}).status_code == 401
    assert bens.post("/key", data={"key": shared.keys["ben"]}).status_code == 403


def test_nobody_gets_in_by_breaking_a_file_of_their_own(shared: Shared) -> None:
    shared.share({}, ["me", "ben"])
    (shared.place / "athletes/ben.toml").write_text("[runs\n", encoding="utf-8")
    shared.reload()

    assert [one.name for one in shared.config.athletes] == ["me"]
    assert shared.browser().get("/", headers=HTML).status_code == 303
    assert shared.browser("me").get("/").status_code == 200
    assert shared.browser("ben").get("/athletes/ben/").status_code == 404


def test_what_is_wrong_in_a_broken_file_is_for_whose_it_is(shared: Shared) -> None:
    (shared.place / "athletes/ben.toml").write_text("[runs\n", encoding="utf-8")
    shared.reload()
    shared.health.trouble = {"athlete ben": str(shared.config.broken[0])}
    own = shared.app.test_client(), {"Authorization": f"Bearer {own_pass(SECRET)}"}

    told = [shared.browser(name).get("/status.json").text for name in ("me", "ben")]
    told.append(own[0].get("/status.json", headers=own[1]).text)

    assert ["is not closed" in text for text in told] == [False, True, True]


def test_where_the_key_cannot_be_had_the_pages_say_so_and_show_nothing(tmp_path: Path) -> None:
    shared = Shared(tmp_path, ["me"])
    (shared.state / "web-key").write_text("half a key", encoding="utf-8")
    shared.share({})

    answer = shared.browser().get("/", headers=HTML)
    shared.store.close()

    assert not lets_in(shared.doors, shared.house, "", "")
    assert answer.status_code == 503
    assert "web-key is damaged; remove it" in answer.text
    assert given_away(answer.text) == set()


@pytest.mark.parametrize("kind", ["Bearer", "bearer"])
def test_the_machines_own_commands_see_everything(shared: Shared, kind: str) -> None:
    headers = {"Authorization": f"{kind} {own_pass(SECRET)}"}
    client = shared.app.test_client()

    assert [client.get(home_of(name), headers=headers).status_code for name in NAMES] == [200] * 3


def test_a_name_and_password_that_a_proxy_asked_for_do_not_hide_the_pass(shared: Shared) -> None:
    headers = {"Authorization": "Basic YW5uYTpwdw=="}

    assert shared.browser("ben").get("/athletes/ben/", headers=headers).status_code == 200


def test_only_who_has_a_pass_may_send_a_file_at_all(shared: Shared) -> None:
    cookie = shared.browser("ben").get_cookie(COOKIE)
    assert cookie is not None

    assert lets_in(shared.doors, shared.house, f"{COOKIE}={cookie.value}", "")
    assert not lets_in(shared.doors, shared.house, f"{COOKIE}=a", "Bearer b")


def test_a_file_for_another_is_not_taken(shared: Shared) -> None:
    with (shared.place / "a.fit").open("w+b") as file:
        refused = shared.browser("ben").post("/athletes/cleo/add", data={"file": file})

    assert refused.status_code == 401
    assert not [*(shared.state / "added" / "cleo").iterdir()]


def test_what_is_wrong_with_another_is_told_without_what_it_is(shared: Shared) -> None:
    place = shared.place
    shared.health.trouble = {
        "scan": "scan failed: OSError; trying again",
        f"{place}/runs-of-ben": f"{place}/runs-of-ben cannot be read",
        "athlete cleo": "cleo gets nothing: run-of-cleo",
    }
    shared.health.refused = {"deliver ben phone-of-ben": "phone-of-ben: 403"}
    ben, me = shared.browser("ben"), shared.browser("me")

    mine, bens = (one.get("/status.json").json for one in (me, ben))
    page = me.get("/status").text

    assert mine is not None
    assert bens is not None
    assert {*mine["trouble"]} == {"scan", "athlete ben", "athlete cleo"}
    assert told_of(str(mine)) == told_of(page) - {"me"} == set()
    assert told_of(str(bens)) == {"ben"}
    assert f"{place}/runs-of-ben" in bens["trouble"]
    assert "Something keeps lapbell from its work for ben." in page
    assert "scan failed: OSError" in page


def test_the_link_of_a_nudge_stays_as_it_is(shared: Shared) -> None:
    desk = shared.house.source("ben")
    assert desk is not None
    (nudge,) = desk.nudges(1)

    assert shared.app.test_client().get(f"/n/{nudge.capability}").status_code == 200


def test_while_a_config_cannot_be_read_nobody_sees_anybody(shared: Shared) -> None:
    shared.share(MUTUAL)
    me = shared.browser("me")
    shared.health.trouble = {"config": "the config cannot be used"}
    during = me.get("/weeks").text
    shared.health.trouble = {}

    assert given_away(during) == {"me"}
    assert given_away(me.get("/weeks").text) == {"me", "ben"}


def trouble_as_told(shared: Shared, *names: str) -> dict[str, str]:
    answer = shared.browser(*names).get("/status.json").json
    assert answer is not None
    told: dict[str, str] = answer["trouble"]
    return told


def test_what_is_wrong_in_lapbell_toml_is_told_to_its_own_athlete_alone(shared: Shared) -> None:
    shared.health.trouble = {
        "config": "lapbell.toml:9 channels.phone-of-me: there is no key",
        "athlete athletes/me.toml": "athletes/me.toml is left out",
    }
    mine, bens = trouble_as_told(shared, "me"), trouble_as_told(shared, "ben")

    assert mine == shared.health.trouble
    assert {*bens} == {"config", "athlete me"}
    assert told_of(str(bens)) == set()
    assert "no file is read anew" in bens["config"]


@pytest.mark.parametrize("folder", ["runs-of-ben", "the cleo runs-of-ben"])
def test_the_trouble_of_an_athlete_who_is_gone_is_told_to_no_other(
    shared: Shared, folder: str
) -> None:
    shared.share({}, ["me", "cleo"])
    shared.health.trouble = {f"/{folder}": folder, "summarise ben": "run-of-ben"}
    shared.health.refused = {"deliver ben phone-of-ben": "phone-of-ben: 403"}

    assert trouble_as_told(shared, "me") == trouble_as_told(shared, "cleo") == {}
    assert trouble_as_told(shared, "me", "cleo") == shared.health.needs()


def test_what_is_the_whole_services_is_told_to_all_whatever_an_athlete_is_called(
    shared: Shared,
) -> None:
    shared.share(MUTUAL)
    (shared.place / "athletes/ben.toml").rename(shared.place / "athletes/back.toml")
    shared.reload()
    shared.health.trouble = dict.fromkeys(("call back", "heartbeat", "page", "scan"), "failed")

    assert trouble_as_told(shared, "me") == shared.health.trouble
