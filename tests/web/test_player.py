import gzip
import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from lapbell.catalogue import built_in
from lapbell.core.routine import LONGEST_S, Form, Routine
from web.samples import CALF_PUMP, NUDGE, Listed, browser, client_of

CATALOGUE = built_in()
FORMS = [
    (routine.id, variant) for routine in CATALOGUE.values() for variant in (None, *routine.variants)
]
LARGEST_BYTES = 60_000


def path_of(routine: str, variant: str | None) -> str:
    return f"/routines/{routine}/play" + (f"?variant={variant}" if variant else "")


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="routine">(.*?)</script>', html)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize(("routine", "variant"), FORMS)
def test_every_form_of_every_routine_weighs_less_than_60_kb(
    routine: str, variant: str | None
) -> None:
    answer = client_of(Listed(catalogue=tuple(CATALOGUE.values()))).get(path_of(routine, variant))

    assert answer.status_code == 200
    assert len(answer.data) < LARGEST_BYTES


def pairs() -> list[tuple[tuple[Routine, Form], ...]]:
    """Return every two routines that can share a nudge."""
    forms = [(CATALOGUE[routine], CATALOGUE[routine].in_form(name)) for routine, name in FORMS]
    return [
        (one, other)
        for one, other in combinations(forms, 2)
        if one[0] is not other[0] and one[1].seconds + other[1].seconds < LONGEST_S
    ]


def test_any_two_routines_of_one_nudge_come_packed_in_less_than_60_kb() -> None:
    for pair in pairs():
        client = browser(replace(NUDGE, routines=pair))
        answer = client.get("/n/post-a.s", headers={"Accept-Encoding": "gzip"})

        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.data) < LARGEST_BYTES
        told = data_of(gzip.decompress(answer.data).decode())["steps"]
        assert {step["routine"] for step in told} == {routine.name for routine, _ in pair}


def test_the_page_holds_all_it_needs_and_its_policy_allows_that_alone() -> None:
    answer = browser(NUDGE).get("/n/post-a.s")
    policy = answer.headers["Content-Security-Policy"]
    parts = re.findall(r"<(style|script)>(.*?)</\1>", answer.text, flags=re.DOTALL)

    assert [name for name, _ in parts] == ["style", "script"]
    for name, text in parts:
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert " src=" not in answer.text
    assert "<link" not in answer.text


def test_each_step_has_its_figure_and_a_figure_is_drawn_once() -> None:
    answer = client_of(Listed(catalogue=tuple(CATALOGUE.values()))).get("/routines/calf-pump/play")
    data = data_of(answer.text)
    drawn = answer.text.count('<template id="figure-')

    used = {step["figure"] for step in data["steps"]} - {None}
    assert used == set(range(drawn))
    assert drawn <= len(data["steps"])


def test_the_first_sentence_of_a_step_is_its_cue() -> None:
    step = replace(CALF_PUMP.form.steps[0], text="Sit back. Stand, and squeeze. Again!")
    form = replace(CALF_PUMP.form, steps=(step,))

    html = browser(replace(NUDGE, routines=((CALF_PUMP, form),))).get("/n/post-a.s").text

    told = data_of(html)["steps"][0]
    assert (told["cue"], told["more"]) == ("Sit back.", "Stand, and squeeze. Again!")


def test_a_routine_followed_by_itself_has_no_answers() -> None:
    html = browser(NUDGE).get("/routines/calf-pump/play").text

    assert 'name="answer"' not in html
    assert data_of(html)["key"] == ""


@pytest.mark.parametrize(
    "path", ["/routines/nothing/play", "/routines/calf-pump/play?variant=nothing"]
)
def test_what_the_catalogue_does_not_have_cannot_be_followed(path: str) -> None:
    assert browser().get(path).status_code == 404


def test_the_script_has_no_build_step_and_loads_nothing() -> None:
    static = Path(__file__).parents[2] / "service" / "lapbell" / "web" / "static"
    for name in ("player.js", "timeline.js", "live.js", "page.js"):
        text = (static / name).read_text(encoding="utf-8")
        assert "import" not in text
        assert "http" not in text
