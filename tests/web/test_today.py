import gzip
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from lapbell.core.offers import Verb
from lapbell.core.routine import Step, StepKind
from lapbell.core.texts import NOT_ADVICE, STOP_RULE
from lapbell.web.app import create_app
from lapbell.web.source import Coming, Silence
from lapbell.web.today import SHOWN
from web.samples import (
    CALF_PUMP,
    CHEST_HELD,
    CHEST_OPENER,
    NUDGE,
    SUNDAY,
    Home,
    Listed,
    browser,
    client_of,
    page,
)

HOSTILE = '<script>alert("1")</script>'


def test_the_newest_nudge_shows_title_words_steps_and_the_stop_rule() -> None:
    html = page(NUDGE)

    assert '<h2 id="newest">Calf pump: 20 heel lifts</h2>' in html
    assert '<p class="cue">Feet wide, heels out, squat low.</p>' in html
    assert '<p class="facts">8.2 km done, Sun 17:12.</p>' in html
    assert html.count("<li class=") == 3
    assert "<b>20 times</b> 40 s, optional" in html
    assert html.count(STOP_RULE) == 1


def test_cautions_are_folded_away() -> None:
    html = page(NUDGE)

    fold = html.split('<details id="post-a-cautions">')[1].split("</details>")[0]
    assert "<summary>Cautions</summary>" in fold
    assert CALF_PUMP.cautions in fold


def test_two_routines_of_one_nudge_are_told_apart() -> None:
    both = ((CALF_PUMP, CALF_PUMP.form), (CHEST_OPENER, CHEST_OPENER.form))

    html = page(replace(NUDGE, routines=both))

    assert "<h3>Calf pump <small>1:35 min</small></h3>" in html
    assert "<h3>Chest opener <small>30 s</small></h3>" in html
    assert "<b>Chest opener.</b> Past shoulder dislocation" in html


def test_a_nudge_without_a_routine_has_no_steps_and_no_stop_rule() -> None:
    html = page(replace(NUDGE, title="4 runs, a routine after each", routines=(), run=""))

    assert "4 runs, a routine after each" in html
    assert "<ol" not in html
    assert STOP_RULE not in html


def test_earlier_nudges_unfold_to_their_steps() -> None:
    earlier = replace(NUDGE, key="post-b", title="Stand tall", run="6.1 km done, Thu 17:20")

    html = page(NUDGE, earlier)

    fold = html.split('<details id="post-b">')[1]
    assert "6.1 km done, Thu 17:20" in fold.split("</summary>")[0]
    assert "Raise both heels" in fold.split("</summary>")[1]


def test_what_was_held_back_says_why() -> None:
    html = page(replace(NUDGE, verdicts=(CHEST_HELD,)))

    held = html.split('<details id="held">')[1].split("</details>")[0]
    assert "<b>Open the chest</b>" in held
    assert "run_minutes &gt;= 60 does not hold (run_minutes is 44.2)." in held


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("queued", "Due Sun 4 Oct, 18:08"),
        ("sending", "Ringing since Sun 4 Oct, 18:05"),
        ("sent", "Rang Sun 4 Oct, 18:05"),
        ("refused", "Could not ring, Sun 4 Oct, 18:05"),
        ("expired", "Expired Sun 4 Oct, 18:05"),
        ("cancelled", "Called off Sun 4 Oct, 18:05"),
        ("superseded", "Made way for a newer run, Sun 4 Oct, 18:05"),
        ("unknown", "May have rung Sun 4 Oct, 18:05"),
    ],
)
def test_a_state_is_a_sentence_with_its_time(state: str, sentence: str) -> None:
    html = page(replace(NUDGE, state=state, due_at=SUNDAY + timedelta(minutes=3)))

    assert sentence in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("state", ["refused", "unknown"])
def test_a_state_that_needs_eyes_is_marked_and_explained(state: str) -> None:
    html = page(replace(NUDGE, state=state, reason="ntfy.sh answered 403"))

    assert 'class="trouble"' in html
    assert "</span>: ntfy.sh answered 403</span>" in html


def test_a_nudge_that_rang_is_not_marked() -> None:
    assert 'class="trouble"' not in page(NUDGE)


def test_names_from_files_and_configs_are_text_and_never_markup() -> None:
    hostile = replace(
        NUDGE,
        key="post-h",
        title=HOSTILE,
        body=f"{HOSTILE}\n{HOSTILE}",
        reason=HOSTILE,
        run=HOSTILE,
        verdicts=(replace(CHEST_HELD, trigger=HOSTILE, reason=HOSTILE),),
    )

    for path in ("/", "/live"):
        html = page(hostile, replace(hostile, key="post-i"), path=path)
        assert "<script>" not in html
        assert html.count("&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;") >= 12


def test_a_hostile_folder_name_is_text() -> None:
    client = client_of(Listed(folders=(f"/runs/{HOSTILE}",)))

    assert f"/runs/{HOSTILE}" not in client.get("/").text


def test_with_nothing_rung_the_page_says_what_will_happen_and_where_it_looks() -> None:
    html = page()

    assert "Nothing has rung yet" in html
    assert "/home/anna/runs, last looked at Sun 18:05" in html


def test_with_no_folder_the_page_says_what_to_write_into_the_config() -> None:
    html = client_of(Listed(folders=())).get("/").text

    assert "None. Name one under [runs] in lapbell.toml" in html


def test_every_page_says_once_that_this_is_not_advice() -> None:
    for path in ("/", "/routines", "/nowhere"):
        assert page(NUDGE, path=path).count(str(NOT_ADVICE).replace("'", "&#39;")) == 1


def test_years_of_nudges_are_not_all_sent() -> None:
    nudges = [replace(NUDGE, key=f"post-{number}") for number in range(SHOWN + 5)]

    html = page(*nudges)

    assert f'<details id="post-{SHOWN - 1}">' in html
    assert f"post-{SHOWN}" not in html


def test_the_page_starts_from_the_tag_of_its_live_part() -> None:
    client = browser(NUDGE)

    tag = client.get("/live").headers["ETag"]

    assert 'data-etag="' + tag.replace('"', "&#34;") + '"' in client.get("/").text


def test_asking_again_with_the_tag_gets_nothing_until_something_changed() -> None:
    source = Listed([NUDGE])
    client = client_of(source)
    tag = client.get("/live").headers["ETag"]

    unchanged = client.get("/live", headers={"If-None-Match": tag})
    source.shown = [replace(NUDGE, key="post-b"), NUDGE]
    changed = client.get("/live", headers={"If-None-Match": tag})

    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_a_browser_that_takes_pages_packed_gets_nothing_when_nothing_changed() -> None:
    packing = {"Accept-Encoding": "gzip"}
    client = browser(NUDGE)
    first = client.get("/live", headers=packing)

    again = client.get("/live", headers={**packing, "If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.data) == client.get("/live").data
    assert (again.status_code, again.data) == (304, b"")


def test_a_full_page_and_what_it_loads_weigh_less_than_60_kb() -> None:
    step = Step(kind=StepKind.REPS, seconds=30, reps=12, text="Lift and lower it slowly. " * 3)
    form = replace(CALF_PUMP.form, steps=(step,) * 8)
    routine = replace(CALF_PUMP, cautions="Back or wrist pain: shorten the lever. " * 6)
    full = replace(NUDGE, routines=((routine, form),))
    client = browser(*[replace(full, key=f"post-{number}") for number in range(SHOWN)])
    names = ("page.css", "live.js", "mark.svg", "title-bold.woff2")

    answers = [client.get("/"), *(client.get(f"/static/{name}") for name in names)]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert sum(len(answer.data) for answer in answers) < 60_000


def test_a_nudge_has_its_buttons_and_the_page_takes_them() -> None:
    house = Home({"me": Listed([NUDGE])})
    client = create_app(house).test_client()

    assert '<button name="answer" value="v1.done.post-a.s" class="go">Done</button>' in (
        client.get("/").text
    )
    answered = client.post("/answer", data={"answer": "v1.done.post-a.s"})

    assert (answered.status_code, answered.headers["Location"]) == (303, "/")
    assert house.answered == ["v1.done.post-a.s"]


@pytest.mark.parametrize("data", [{}, {"answer": "forged"}])
def test_an_answer_that_is_none_of_ours_is_refused_in_words(data: dict[str, str]) -> None:
    refused = browser().post("/answer", data=data)

    assert refused.status_code == 400
    assert "This button is not of this lapbell" in refused.text


def test_what_was_answered_is_said_and_is_no_longer_first() -> None:
    html = page(replace(NUDGE, answer=Verb.DONE, is_open=False))

    assert "Nothing to do now" in html
    assert '<span class="answer">Done</span>' in html


def test_what_hurt_says_how_long_it_rests_and_when_to_get_help() -> None:
    rests = replace(NUDGE, answer=Verb.HURTS, is_open=False, rests_until=SUNDAY.date())

    html = page(rests)

    assert "It hurt: rests until Sun 4 Oct" in html
    assert '<a href="/hurts">When to get help</a>' in html


def test_the_next_thing_to_do_leads_to_its_own_page() -> None:
    assert 'href="/n/post-a.s">Follow it</a>' in page(NUDGE)


def test_an_open_nudge_comes_before_a_newer_one_that_is_over() -> None:
    over = replace(NUDGE, key="post-z", title="Over", is_open=False)

    html = page(over, NUDGE)

    assert '<h2 id="newest">Calf pump: 20 heel lifts</h2>' in html
    assert '<details id="post-z">' in html


def test_with_nothing_to_do_the_next_run_and_its_routine_are_named() -> None:
    rings = ((CHEST_OPENER, CHEST_OPENER.form, SUNDAY),)
    coming = Coming(starts_at=SUNDAY, why="Sundays at 18:05", is_sure=True, rings=rings)

    html = client_of(Listed(expected=[coming])).get("/").text

    assert 'data-as="moment">Sun 4 Oct, 18:05</time>, chest opener first.' in html
    assert 'href="/routines/chest-opener/play">Do it now already</a>' in html


def test_a_run_that_nothing_rang_for_says_why() -> None:
    quiet = Silence(run="2.1 km in 13:00", run_id="r2", verdicts=(CHEST_HELD,))

    html = client_of(Listed([NUDGE], quiet=quiet)).get("/").text

    told = html.split('aria-labelledby="silent"')[1].split("</section>")[0]
    assert '<a href="/runs/r2">2.1 km in 13:00</a>' in told
    assert "run_minutes is 44.2" in told


def test_im_back_is_there_when_nothing_is_to_be_done() -> None:
    source = Listed()
    client = client_of(source)

    assert ">I&#39;m back</button>" in client.get("/").text
    assert "I&#39;m back" not in page(NUDGE)
    taken = client.post("/back")

    assert (taken.status_code, taken.headers["Location"]) == (303, "/")
    assert source.taps == 1
