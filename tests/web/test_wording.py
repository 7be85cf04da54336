from dataclasses import replace
from datetime import timedelta

import pytest

from lapbell.core.routine import Phase, Step, StepKind
from lapbell.web import wording
from web.samples import CALF_PUMP, NUDGE, SUNDAY


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("queued", "Due Sun 4 Oct, 18:08"),
        ("sending", "Ringing since Sun 4 Oct, 18:05"),
        ("sent", "Rang Sun 4 Oct, 18:05"),
        ("refused", "Could not ring, Sun 4 Oct, 18:05"),
        ("superseded", "Made way for a newer run, Sun 4 Oct, 18:05"),
        ("expired", "Expired Sun 4 Oct, 18:05"),
        ("cancelled", "Called off Sun 4 Oct, 18:05"),
        ("unknown", "May have rung Sun 4 Oct, 18:05"),
    ],
)
def test_a_state_is_a_sentence_with_its_time(state: str, sentence: str) -> None:
    nudge = replace(NUDGE, state=state, due_at=SUNDAY + timedelta(minutes=3))

    assert wording.state_in_words(nudge) == sentence


@pytest.mark.parametrize(
    ("reps", "breaths", "words"),
    [(20, None, "20 times"), (1, None, "1 time"), (None, 6, "6 breaths"), (None, None, "")],
)
def test_a_step_counts_what_it_counts(reps: int | None, breaths: int | None, words: str) -> None:
    step = Step(kind=StepKind.HOLD, seconds=30, text="Hold.", reps=reps, breaths=breaths)

    assert wording.count(step) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(8, "8 s"), (59, "59 s"), (59.6, "1:00 min"), (220, "3:40 min")]
)
def test_a_length_is_seconds_below_a_minute_and_a_watch_above(seconds: float, words: str) -> None:
    assert wording.span(seconds) == words


def test_phases_read_as_one_phrase() -> None:
    assert wording.phases([Phase.AFTER]) == "after a run"
    assert wording.phases([Phase.BEFORE, Phase.AFTER]) == "before or after a run"
    assert wording.phases(list(Phase)) == "after, before or during a run"


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        ("A", "A: tested in trials"),
        ("B-", "B-: exercises of this kind were tested in trials"),
        ("E", "E: not graded"),
    ],
)
def test_a_grade_says_what_it_stands_for(grade: str, words: str) -> None:
    assert wording.evidence(grade) == words


def test_other_forms_are_headed_by_what_they_are() -> None:
    assert wording.variant("before", CALF_PUMP) == "Before a run"
    assert wording.variant("wall", CALF_PUMP) == "Gentler: wall"
    assert wording.variant("seated", CALF_PUMP) == "Seated"
