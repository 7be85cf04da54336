from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from cli.test_pause import CONFIG
from lapbell.core.decision import Decision, Nudge
from lapbell.core.expected import FixedTime
from lapbell.core.offers import Verb
from lapbell.core.questions import Topic
from lapbell.core.routine import Kind
from lapbell.store import answers, decisions, planned, questions
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store
from running import Said, lapbell

NOW = datetime(2026, 10, 5, 7, 30, tzinfo=UTC)
CALVES = "Calf pump after every run"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An athlete who agreed to a time, and to less of a trigger."""
    (tmp_path / "lapbell.toml").write_text(CONFIG)
    store = Store(tmp_path / "state")
    told = Nudge(
        key="week-a", athlete="me", kind=Kind.WEEK, about=NOW, routines=(), due_at=NOW,
        expires_at=NOW, channels=("page",), title="3 runs", body="", verbs=(Verb.YES, Verb.KEEP),
    )  # fmt: skip
    made = decisions.Made(
        key=told.key, athlete="me", kind=told.kind, subject="2026-W40", about=NOW,
        decision=Decision(facts={}, verdicts=(), nudges=(told,)),
    )  # fmt: skip
    with store.write() as db:
        decisions.commit(db, made, NOW)
        questions.ask(db, told.key, Topic.TRIGGER, CALVES)
        said = AnswerRow(athlete="me", id="1", key=told.key, verb=Verb.YES, at=NOW, via="page")
        assert answers.add(db, said)
        planned.set_time(db, "me", FixedTime(1, time(18, 30)), NOW, agreed=True)
    store.close()
    return tmp_path


def call(home: Path, *words: str) -> Said:
    return lapbell("planned", "--state", "state", *words, cwd=home)


def test_it_lists_the_runs_to_come_and_what_was_agreed_to(home: Path) -> None:
    said = call(home).words
    assert ", 18:30 every Tue 18:30" in said
    assert 'Tue 18:30, since you agreed; --remove "Tue 18:30" forgets it' in said
    assert f"{CALVES}: after long runs only, since you agreed; " in said


def test_for_programs_it_says_the_same(home: Path) -> None:
    said = call(home, "--json").json
    assert said["agreed"] == ["Tue 18:30"]
    assert said["after_long_runs_only"] == [CALVES]
    assert {run["id"] for run in said["expected"]} == {"Tue 18:30"}


def test_a_time_and_a_trigger_can_be_taken_back(home: Path) -> None:
    assert call(home, "--remove", "Tue 18:30").words == "Tue 18:30 is forgotten."
    assert call(home, "--remove", CALVES).words == (
        f'"{CALVES}" rings after every run again, as the config says.'
    )
    said = call(home, "--json").json
    assert (said["expected"], said["agreed"], said["after_long_runs_only"]) == ([], [], [])


@pytest.mark.parametrize(
    ("what", "code", "advice"),
    [
        ("Wed 18:30", 1, "Wed 18:30 is not among the times you agreed to"),
        ("Calf pump", 2, f'or name a trigger that rings less: "{CALVES}"'),
    ],
)
def test_what_was_not_agreed_to_cannot_be_taken_back(
    home: Path, what: str, code: int, advice: str
) -> None:
    said = call(home, "--remove", what)
    assert said.code == code
    assert advice in said.err
