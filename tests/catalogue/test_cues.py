"""Three cues for each form: other words for the same instruction."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from lapbell import catalogue
from lapbell.catalogue import RoutineTable, built_in
from lapbell.catalogue.models import LONGEST_WORDS
from lapbell.core.routine import Form

FORMS: dict[str, Form] = {
    f"{routine.id} {name}".strip(): form
    for routine in built_in().values()
    for name, form in {"": routine.form, **routine.variants}.items()
}


def numbers(cue: str) -> set[str]:
    """The counts that a cue tells: of reps, breaths, seconds."""
    return set(re.findall(r"\d+", re.sub(r"\bten\b", "10", cue)))


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_three_that_fit_a_lock_screen(name: str) -> None:
    form = FORMS[name]
    cues = (form.cue, *form.other_cues)
    assert len(set(cues)) == 3
    assert all(len(f"{form.title}{cue}".encode()) <= LONGEST_WORDS for cue in cues)
    assert all(cue.endswith(".") for cue in cues)


@pytest.mark.parametrize("name", FORMS)
def test_they_count_the_same(name: str) -> None:
    form = FORMS[name]
    told = set(re.findall(r"\d+", form.title))  # what the title says need not be said again
    for cue in form.other_cues:
        assert numbers(cue) - told == numbers(form.cue) - told


def test_an_other_cue_that_is_too_long_is_refused() -> None:
    file = Path(catalogue.__file__).parent / "routines" / "legs-up.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    RoutineTable.model_validate(table, context={"known_good": True})
    with pytest.raises(ValidationError, match="a lock screen has room for"):
        RoutineTable.model_validate(
            {**table, "other_cues": ["x" * LONGEST_WORDS]}, context={"known_good": True}
        )
