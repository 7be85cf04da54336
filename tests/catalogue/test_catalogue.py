"""The built-in routines keep the promises of the plan, and an athlete's own are checked alike."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from lapbell import catalogue
from lapbell.catalogue import CatalogueError, built_in, load_catalogue
from lapbell.core.routine import Form, Phase, Routine, StepKind

FOLDER = Path(catalogue.__file__).parent / "routines"
FORBIDDEN = re.compile(r"\b(detox|fix(es|ed)?|cures?|heals?|prevents?|injur\w+|lazy|must)\b", re.I)
OWN = """
id = "{id}"
name = "Toe lifts"
imbalance = "lower_legs"
phases = ["after"]
evidence = "D"
cautions = "Stop if it hurts."
title = "Toe lifts: 10 times"
cue = "Sit down, lift the toes 10 times."

[[step]]
kind = "reps"
seconds = 20
reps = 10
text = "Lift the toes 10 times."
"""


def forms() -> Iterator[tuple[str, Form]]:
    for routine in built_in().values():
        yield routine.id, routine.form
        for name, form in routine.variants.items():
            yield f"{routine.id} ({name})", form


ALL_FORMS = dict(forms())


def form_in(routine: Routine, phase: Phase) -> Form:
    return routine.in_form(routine.variant_for(phase))


def own(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name.replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_three_routines_of_the_mission_come_first() -> None:
    assert list(built_in())[:3] == ["chair-pose", "calf-pump", "chest-opener"]


def test_every_file_is_listed_and_no_other() -> None:
    assert set(built_in()) == {file.stem for file in FOLDER.iterdir()}
    assert len(built_in()) == 10


@pytest.mark.parametrize("name", ALL_FORMS)
def test_a_form_fits_a_lock_screen_and_five_minutes(name: str) -> None:
    form = ALL_FORMS[name]
    assert form.seconds < 300
    assert len(form.title) <= 60
    assert len((form.title + form.cue).encode()) <= 200
    assert form.note.endswith(".")
    assert form.cue.endswith(".")


@pytest.mark.parametrize("name", ALL_FORMS)
def test_a_form_claims_nothing_and_scolds_nobody(name: str) -> None:
    form = ALL_FORMS[name]
    cues = (form.cue, *form.other_cues)
    words = [form.title, *cues, form.note, *(step.text for step in form.steps)]
    assert not [text for text in words if FORBIDDEN.search(text)]


@pytest.mark.parametrize("name", ALL_FORMS)
def test_a_note_that_promises_a_time_keeps_it(name: str) -> None:
    form = ALL_FORMS[name]
    words = {"a": 1, "two": 2, "three": 3, "four": 4, "five": 5}
    asked = sum(step.seconds for step in form.steps if not step.optional)
    found = re.match(r"Under (\w+) minutes?\b", form.note)
    assert found is None or 60 * (words[found[1]] - 1) <= asked < 60 * words[found[1]]


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("calf-pump", 130),
        ("calf-pump (wall)", 105),
        ("chair-pose", 112),
        ("chest-opener", 74),
        ("chest-opener (before)", 38),
        ("chest-opener (during)", 25),
    ],
)
def test_the_lengths_are_those_of_the_plan(name: str, seconds: float) -> None:
    assert ALL_FORMS[name].seconds == seconds


def test_before_a_run_no_step_is_held_for_more_than_30_s() -> None:
    routines = [one for one in built_in().values() if Phase.BEFORE in one.phases]
    before = [form_in(one, Phase.BEFORE) for one in routines]
    held = [step.seconds for form in before for step in form.steps if step.kind is StepKind.HOLD]
    assert len(before) == 4
    assert max(held) == 30


def test_the_chest_opener_picks_its_form_by_the_phase() -> None:
    opener = built_in()["chest-opener"]
    assert form_in(opener, Phase.BEFORE).seconds == 38
    assert form_in(opener, Phase.DURING).title == "At a safe stop: open your chest"
    assert form_in(opener, Phase.AFTER).seconds == 74


def test_after_it_hurts_the_calf_pump_comes_back_at_the_wall() -> None:
    pump = built_in()["calf-pump"]
    assert pump.gentler == "wall"
    assert pump.in_form(pump.gentler).title == "Calf pump at a wall"


def test_the_second_rounds_are_optional_and_nothing_else_is() -> None:
    optional = [step.text for form in ALL_FORMS.values() for step in form.steps if step.optional]
    assert optional == ["Optional second round of 20."] * 2


def test_reps_say_how_many_and_breaths_take_five_seconds() -> None:
    steps = [step for form in ALL_FORMS.values() for step in form.steps]
    assert all(step.reps for step in steps if step.kind is StepKind.REPS)
    breaths = [(step.breaths * 5, step.seconds) for step in steps if step.breaths]
    assert len(breaths) > 10
    assert all(taken == seconds for taken, seconds in breaths)


def test_a_text_that_counts_breaths_agrees_with_its_step() -> None:
    for form in ALL_FORMS.values():
        for step in form.steps:
            found = re.search(r"(\d+) breaths", step.text)
            assert found is None or int(found[1]) == step.breaths


def test_without_a_folder_there_are_the_built_in_ones() -> None:
    assert load_catalogue(None) == built_in()


def test_a_folder_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path / "routines") == built_in()


def test_an_own_routine_comes_after_the_built_in_ones(tmp_path: Path) -> None:
    routines = load_catalogue(own(tmp_path, toe_lifts=OWN.format(id="toe-lifts")))
    assert list(routines) == [*built_in(), "toe-lifts"]
    assert routines["toe-lifts"].form.steps[0].reps == 10


def test_an_own_routine_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    routines = load_catalogue(own(tmp_path, calf_pump=OWN.format(id="calf-pump")))
    assert list(routines) == list(built_in())
    assert routines["calf-pump"].name == "Toe lifts"
    assert built_in()["calf-pump"].name == "Calf pump"


def test_hidden_and_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".#draft.toml").write_text("not yet", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a routine", encoding="utf-8")
    assert load_catalogue(tmp_path) == built_in()


def test_one_bad_file_hides_neither_the_other_bad_ones_nor_the_good(tmp_path: Path) -> None:
    own(tmp_path, a="id = ", b=OWN.format(id="not-b"), c=OWN.format(id="c"))
    (tmp_path / "d.toml").mkdir()
    (tmp_path / "e.toml").write_bytes(b'id = "\xff"')
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    kinds = {bad.file.stem: type(bad.cause) for bad in caught.value.bad}
    assert kinds == {
        "a": tomllib.TOMLDecodeError,
        "b": ValidationError,
        "d": IsADirectoryError,
        "e": UnicodeDecodeError,
    }
    assert isinstance(caught.value.fine["c"], Routine)
    assert "a.toml" in str(caught.value)
