from dataclasses import replace

import pytest

from lapbell.core.answers import LABELS
from lapbell.core.offers import Verb
from lapbell.core.routine import Phase, Step, StepKind
from lapbell.web import wording
from web.samples import CALF_PUMP, NUDGE, SUNDAY


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb in LABELS])
def test_every_answer_that_can_be_given_can_be_told(verb: Verb) -> None:
    told = wording.answered(replace(NUDGE, answer=verb, rests_until=SUNDAY.date()))

    assert told
    assert "{" not in told


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
