import json
from dataclasses import replace

import pytest

from lapbell.core.offers import Verb
from lapbell.core.routine import Kind
from lapbell.web.app import create_app
from lapbell.web.source import Button
from web.samples import CALF_PUMP, DONE, HURTS, NUDGE, SUNDAY, Home, Listed, browser

LINK = "/n/post-a.s"


def test_a_link_opens_the_player_of_its_nudge() -> None:
    html = browser(NUDGE).get(LINK).text

    assert "<title>Calf pump: 20 heel lifts · lapbell</title>" in html
    assert "8.2 km done, Sun 17:12." in html
    assert 'value="v1.done.post-a.s"' in html


@pytest.mark.parametrize("link", ["/n/post-a", "/n/post-a.x", "/n/.", "/n/%00", "/n/" + "x" * 500])
def test_another_link_opens_nothing(link: str) -> None:
    assert browser(NUDGE).get(link).status_code == 404


def test_a_link_takes_the_answers_of_its_own_nudge() -> None:
    house = Home({"me": Listed([NUDGE])})

    taken = create_app(house).test_client().post(LINK, data={"answer": HURTS.text})

    assert taken.status_code == 303
    assert taken.headers["Location"].endswith(LINK)
    assert house.answered == [HURTS.text]


@pytest.mark.parametrize("text", ["v1.done.post-b.s", "v1.done.post-a.x", "v1.back.me.s", ""])
def test_a_link_takes_no_answer_of_another_nudge(text: str) -> None:
    other = replace(NUDGE, key="post-b", capability="post-b.s", buttons=())
    house = Home({"me": Listed([NUDGE, other])})

    refused = create_app(house).test_client().post(LINK, data={"answer": text})

    assert refused.status_code == 400
    assert house.answered == []


def test_the_player_is_told_what_its_answer_came_to_and_how_to_take_it_back() -> None:
    undo = Button(verb=Verb.UNDO, label="Undo", text="v1.undo.post-a.s")
    hurt = replace(NUDGE, answer=Verb.HURTS, rests_until=SUNDAY.date(), buttons=(undo,))
    headers = {"Accept": "application/json"}

    told = browser(hurt).post(LINK, data={"answer": undo.text}, headers=headers).json

    assert told == {
        "said": "It hurt: rests until Sun 4 Oct",
        "buttons": [{"text": "v1.undo.post-a.s", "label": "Undo"}],
    }


def test_a_nudge_without_a_routine_shows_its_words_and_buttons() -> None:
    week = replace(NUDGE, kind=Kind.WEEK, title="2 runs last week", routines=(), buttons=(DONE,))

    answer = browser(week).get(LINK)

    assert "<h1>2 runs last week</h1>" in answer.text
    assert 'value="v1.done.post-a.s"' in answer.text
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]


def test_hostile_words_cannot_end_the_players_data() -> None:
    hostile = "</script><script>alert(1)</script>"
    step = replace(CALF_PUMP.form.steps[0], text=hostile)
    form = replace(CALF_PUMP.form, steps=(step,))

    html = browser(replace(NUDGE, title=hostile, routines=((CALF_PUMP, form),))).get(LINK).text

    assert hostile not in html
    data = html.split('id="routine">')[1].split("</script>")[0]
    assert json.loads(data)["steps"][0]["cue"] == hostile
