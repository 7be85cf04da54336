"""The pages over a service that has lived for twelve weeks."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from browser.stage import NOW, Stage, copied, lived
from lapbell.config import Config, load
from lapbell.core.answers import capability, sign
from lapbell.core.offers import Verb
from lapbell.store import answers, runs
from lapbell.web.app import create_app
from life import SECRET, a_run

PAGES = ("/", "/live", "/runs", "/weeks", "/planned", "/status", "/add", "/routines", "/hurts")
OTHER_CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["runs"]

[channels.mail_of_mine]
inbox = true

[[trigger]]
name = "Another one"
after_run = "5 min"
routine = "foot-core"
"""


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = lived(tmp_path_factory.mktemp("past"))
    stage.store.close()
    return stage


@pytest.fixture
def stage(past: Stage, tmp_path: Path) -> Iterator[Stage]:
    """A copy of the past, to write into."""
    with copied(past, tmp_path) as stage:
        yield stage


def client_of(stage: Stage) -> FlaskClient:
    return create_app(stage.house).test_client()


def other_config(place: Path) -> Config:
    (place / "lapbell.toml").write_text(OTHER_CONFIG, encoding="utf-8")
    return load(place / "lapbell.toml")


def links(html: str, start: str) -> list[str]:
    return re.findall(rf'href="({start}[^"]+)"', html)


def buttons(html: str) -> dict[str, str]:
    """Return the texts of the first form's buttons by their labels."""
    form = html.split('<form class="buttons"')[1].split("</form>", maxsplit=1)[0]
    return {label: text for text, label in re.findall(r'value="([^"]+)"[^>]*>([^<]+)<', form)}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_lived_in_service_answers(stage: Stage, path: str) -> None:
    assert client_of(stage).get(path).status_code == 200


def test_every_run_and_every_nudge_has_its_page(stage: Stage) -> None:
    client = client_of(stage)
    runs = links(client.get("/runs").text, "/runs/")
    desk = stage.house.source("me")
    assert desk is not None
    nudges = [f"/n/{one.capability}" for one in desk.nudges(100)]

    assert len(runs) == 29
    assert len(nudges) > len(runs)
    for path in (*runs, *nudges):
        assert client.get(path).status_code == 200, path


def test_nothing_fails_when_the_triggers_routines_and_channels_that_rang_are_gone(
    stage: Stage, tmp_path: Path
) -> None:
    desk = stage.house.source("me")
    assert desk is not None
    paths = [f"/n/{one.capability}" for one in desk.nudges(100)]
    paths += links(client_of(stage).get("/runs").text, "/runs/")
    config = other_config(tmp_path)
    plan = config.athletes[0].plan
    kept = {"foot-core": plan.routines["foot-core"]}
    alone = replace(config.athletes[0], plan=replace(plan, routines=kept))

    client = client_of(replace(stage, config=replace(config, athletes=(alone,))))

    for path in (*PAGES, *paths):
        assert client.get(path).status_code == 200, path


def test_the_last_run_is_to_be_followed_and_done_moves_the_counts(stage: Stage) -> None:
    client = client_of(stage)
    before = client.get("/").text
    week = counts(client)

    client.post("/answer", data={"answer": buttons(before)["Done"]})

    assert '<h2 id="newest">Calf pump' in before
    assert "Nothing to do now" in client.get("/").text
    assert counts(client) == (week[0] + 1, week[1])


def counts(client: FlaskClient) -> tuple[int, int]:
    """Return how many routines were done this week, and of how many."""
    found = re.search(r"<td>(\d+) of (\d+)</td>", client.get("/weeks").text)
    assert found is not None
    return int(found[1]), int(found[2])


def test_what_hurt_rests_and_can_be_taken_back(stage: Stage) -> None:
    client = client_of(stage)

    client.post("/answer", data={"answer": buttons(client.get("/").text)["It hurts"]})
    rests = client.get("/").text
    undo = re.search(r'value="(v1\.undo[^"]+)"[^>]*>Undo<', rests)
    assert undo is not None
    client.post("/answer", data={"answer": undo[1]})

    assert "It hurt: rests until Sun 11 Oct" in rests
    assert '<h2 id="newest">Calf pump' in client.get("/").text


def test_an_answer_given_twice_counts_once(stage: Stage) -> None:
    client = client_of(stage)
    done = buttons(client.get("/").text)["Done"]

    for _ in range(2):
        client.post("/answer", data={"answer": done})

    first = counts(client)
    client.post("/answer", data={"answer": done})
    assert counts(client) == first


def test_answers_and_links_of_another_service_mean_nothing(stage: Stage) -> None:
    client = client_of(stage)
    desk = stage.house.source("me")
    assert desk is not None
    key = desk.nudges(1)[0].key

    forged = client.post("/answer", data={"answer": sign(b"t" * 32, Verb.DONE, key)})

    assert forged.status_code == 400
    assert client.get(f"/n/{capability(b't' * 32, key)}").status_code == 404
    assert client.get(f"/n/{sign(SECRET, Verb.DONE, key)}").status_code == 404
    assert client.get(f"/n/{capability(SECRET, 'post-nothing')}").status_code == 404


def test_an_open_nudge_is_over_on_the_next_day(stage: Stage) -> None:
    tomorrow = replace(stage, now=lambda: NOW + timedelta(hours=8))

    assert "Nothing to do now" in client_of(tomorrow).get("/").text


def test_a_run_tells_its_facts_and_every_triggers_verdict(stage: Stage) -> None:
    client = client_of(stage)
    newest = links(client.get("/runs").text, "/runs/")[0]

    html = client.get(newest).text

    assert "8.2 km</data> in 44:00" in html
    assert '<b>Calf pump after every real run</b> <span class="fired">fired</span>' in html
    assert '<b>Open the chest after a long one</b> <span class="facts">did not fire' in html
    assert "<dt>distance_km</dt>" in html


def test_older_runs_follow_newer_ones_without_a_gap(stage: Stage) -> None:
    client = client_of(stage)
    desk = stage.house.source("me")
    assert desk is not None
    middle = desk.runs(None, 40)[12].run.started_at

    newest = links(client.get("/runs").text, "/runs/")
    older = client.get("/runs", query_string={"before": middle.isoformat()}).text

    assert links(older, "/runs/") == newest[13:]
    assert "Older runs" not in older


@pytest.mark.parametrize("before", ["never", "9999-99-99", "0001-01-01T00:00:00+23:59", "\0"])
def test_an_odd_moment_is_no_error(stage: Stage, before: str) -> None:
    assert client_of(stage).get("/runs", query_string={"before": before}).status_code == 200


def test_the_weeks_show_the_picture_and_a_line_for_each(stage: Stage) -> None:
    html = client_of(stage).get("/weeks").text

    assert html.count('<th scope="row">') == 12
    assert html.count("<svg") >= 2


def test_expected_runs_say_what_will_ring(stage: Stage) -> None:
    html = client_of(stage).get("/planned").text

    assert "Tue 6 Oct, 18:30" in html
    assert "Chair pose, <time" in html


def test_the_status_is_the_command_lines(stage: Stage) -> None:
    html = client_of(stage).get("/status").text

    assert "All is well" in html
    assert "<dt>Last sent</dt><dd>Calf pump: 20 heel lifts, Sun 18:05, 4 Oct</dd>" in html


def test_an_athlete_that_there_is_not_has_no_pages(stage: Stage) -> None:
    assert client_of(stage).get("/athletes/nobody/").status_code == 404
    assert client_of(stage).get("/athletes/me/runs").status_code == 200


def test_im_back_that_no_trigger_can_judge_says_why(stage: Stage) -> None:
    evening = NOW + timedelta(hours=3)
    client = client_of(replace(stage, now=lambda: evening))
    client.post("/answer", data={"answer": buttons(client.get("/").text)["Done"]})

    for _ in range(2):
        client.post("/back")
    html = client.get("/").text

    assert "Nothing rang for the last run" in html
    assert "distance_km &gt;= 3 is not known (the file has no distance)" in html
    assert client.get("/runs").text.count('<li><a href="/runs/') == 30


def test_im_back_rings_for_a_trigger_that_asks_nothing(stage: Stage, tmp_path: Path) -> None:
    evening = NOW + timedelta(hours=3)
    asking_nothing = replace(stage, config=other_config(tmp_path), now=lambda: evening)
    client = client_of(asking_nothing)
    client.post("/answer", data={"answer": buttons(client.get("/").text)["Done"]})

    client.post("/back")

    html = client.get("/").text
    assert '<h2 id="newest">Foot core' in html
    assert "Due <time" in html


def test_a_pause_is_told_and_ends_with_a_tap(stage: Stage) -> None:
    client = client_of(stage)
    with stage.store.write() as db:
        answers.begin_pause(db, "me", NOW, NOW + timedelta(days=3))

    during = client.get("/").text, client.get("/status").text
    tapped = client.post("/resume", follow_redirects=True)
    after = tapped.text

    assert "Paused until Wed 7 Oct: nothing rings meanwhile." in during[0]
    assert "<dt>Paused</dt><dd>until Wed 7 Oct</dd>" in during[1]
    assert tapped.status_code == 200
    assert "Paused until" not in after


def test_nothing_rings_so_the_pause_stands_with_what_comes_next(stage: Stage) -> None:
    later = client_of(replace(stage, now=lambda: NOW + timedelta(hours=8)))
    with stage.store.write() as db:
        answers.begin_pause(db, "me", NOW, None)

    html = later.get("/").text

    assert "Nothing to do now" in html
    assert html.count("Paused until you run") == 1


def test_a_run_of_another_year_shows_it_and_whose_clock_was_wrong(stage: Stage) -> None:
    client = client_of(stage)
    ahead = a_run(datetime(2031, 10, 26, 21, tzinfo=UTC), 8.2, 44)
    with stage.store.write() as db:
        runs.add(db, ahead, NOW, is_history=False, wrong_clock=True)

    line, other = client.get("/runs").text.split('<li><a href="/runs/')[1:3]
    own = client.get(f"/runs/{ahead.id}").text

    assert "Sun 26 Oct 2031, 22:00</time>, the watch&#39;s clock was wrong" in line
    assert 'data-as="dated"' in line
    assert "Sun 26 Oct 2031, 22:00</time>, the watch&#39;s clock was wrong" in own
    assert "Sun 4 Oct, 17:18</time>" in other
    assert "clock was wrong" not in other
