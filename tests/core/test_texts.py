"""The words of a push that take turns."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from fakes import BERLIN, form, run
from lapbell.core.routine import Phase
from lapbell.core.texts import after_run_text, expected_run_text

MONDAY = datetime(2026, 9, 28, 18, 5, tzinfo=BERLIN)
THREE = replace(form("Calf pump", "One."), other_cues=("Two.", "Three."))
ONLY = form("Legs up", "Lie down.")


def first_line(at: datetime) -> str:
    _, body = after_run_text(run(), [("Calf pump", THREE)], started=at, keeps_until=at)
    return body.splitlines()[0]


def test_each_week_has_its_words_from_monday_to_sunday() -> None:
    weeks = [[first_line(MONDAY + timedelta(days=7 * week + day)) for day in range(7)]
             for week in range(4)]  # fmt: skip
    assert [len(set(week)) for week in weeks] == [1, 1, 1, 1]
    assert {week[0] for week in weeks[:3]} == {"One.", "Two.", "Three."}
    assert weeks[3] == weeks[0]


def test_the_turns_go_on_over_the_end_of_a_year() -> None:
    mondays = [date(2026, 12, 21) + timedelta(weeks=week) for week in range(3)]
    assert len({THREE.cue_on(monday) for monday in mondays}) == 3


def test_a_form_with_one_cue_always_says_it() -> None:
    assert {ONLY.cue_on(date(2026, 9, day)) for day in range(1, 30)} == {"Lie down."}


def test_two_routines_of_one_push_each_take_their_turn() -> None:
    both = [("Calf pump", THREE), ("Legs up", ONLY)]
    _, body = expected_run_text(Phase.BEFORE, both, starts=MONDAY)
    assert body.splitlines()[:2] == [f"1. {first_line(MONDAY)}", "2. Lie down."]


def test_in_the_middle_of_a_run_it_is_one_line_all_the_same() -> None:
    _, body = expected_run_text(Phase.DURING, [("Calf pump", THREE)], starts=MONDAY)
    assert body == first_line(MONDAY)
