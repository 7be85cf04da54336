"""`lapbell init`: what it asks, what it writes, and the first push."""

import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lapbell.cli import lapbell as command_line
from lapbell.cli.watches import LATER, WATCHES
from lapbell.config import load
from making import a_run
from ntfy_double import Fault, NtfyDouble
from running import Said, lapbell


@dataclass
class Person:
    """Somebody at a terminal, with a home folder and an ntfy server of their own."""

    home: Path
    ntfy: NtfyDouble

    @property
    def server(self) -> str:
        return self.ntfy.address("").rstrip("/")

    @property
    def config(self) -> Path:
        return self.home / ".config" / "lapbell" / "lapbell.toml"

    def types(self, *words: str, answers: str) -> Result:
        env = {"HOME": str(self.home), "TZ": "Europe/Berlin", "COLUMNS": "80"}
        env |= {"XDG_CONFIG_HOME": str(self.home / ".config")}
        asked = ["init", "--server", self.server, *words]
        return CliRunner().invoke(
            command_line, asked, input=answers, env=env, standalone_mode=False
        )

    def says_yes(self, *words: object) -> Said:
        env = {"TZ": "Europe/Berlin"}
        return lapbell("init", "--yes", "--server", self.server, *words, cwd=self.home, env=env)

    @property
    def pushes(self) -> list[dict[str, object]]:
        topic = load(self.config).athletes[0].channels["phone"].topic  # type: ignore[attr-defined]
        return self.ntfy.messages(topic)


def too_wide(person: Person, text: str) -> list[str]:
    """Lines of more than 80 columns, but for those with a path of the test's own."""
    return [line for line in text.splitlines() if len(line) > 80 and str(person.home) not in line]


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    with NtfyDouble() as ntfy:
        yield Person(tmp_path, ntfy)


def test_with_yes_nothing_is_asked_and_the_phone_buzzes(person: Person) -> None:
    said = person.says_yes()
    assert said.code == 0, said.err
    (push,) = person.pushes
    assert push["title"] == "The bell works"
    assert push["message"] == (
        "Your routine will appear here after a run. 0 run files there already, none rung."
    )
    assert (person.home / "runs").is_dir()
    assert "The first push is out" in said.out
    assert too_wide(person, said.out) == []


def test_the_config_is_the_sample_with_ones_own_answers(person: Person) -> None:
    person.says_yes("--folder", "my runs")
    text = person.config.read_text()
    table = tomllib.loads(text)
    (me,) = load(person.config).athletes
    assert table["runs"]["folders"] == [str(person.home / "my runs")]
    assert table["timezone"] == me.plan.timezone.key == "Europe/Berlin"
    assert [one.name for one in me.plan.triggers][-1] == "Wake the glutes"
    assert (me.plan.times, table["planned"]) == ((), {"habit": True})
    assert "CHANGE-ME" not in text
    assert stat.S_IMODE(person.config.stat().st_mode) == 0o600
    (schema,) = re.findall("^#:schema file://(.*)\n", text)
    assert Path(schema).name == "lapbell.schema.json"
    assert Path(schema).exists()


def test_what_it_wrote_passes_the_check(person: Person) -> None:
    person.says_yes()
    said = lapbell("check", "--state", "state", cwd=person.home)
    assert said.code == 0, said.out


def test_the_topic_is_another_each_time_and_cannot_be_guessed(person: Person) -> None:
    for name in ("a.toml", "b.toml"):
        assert person.says_yes("--config", name).code == 0
    topics = [
        tomllib.loads((person.home / name).read_text())["channels"]["phone"]["ntfy"]
        for name in ("a.toml", "b.toml")
    ]
    assert topics[0] != topics[1]
    for topic in topics:
        assert re.fullmatch(r"run-[a-z2-7]{20}", topic.rpartition("/")[2])


def test_a_config_that_is_there_stays_as_it_is(person: Person) -> None:
    person.config.parent.mkdir(parents=True)
    person.config.write_text("mine")
    said = person.says_yes()
    assert said.code == 2
    assert f"{person.config} is there already, and stays as it is" in said.err
    assert person.config.read_text() == "mine"
    assert person.ntfy.asked == []


def test_a_person_is_asked_five_things_and_told_how_files_come(person: Person) -> None:
    (person.home / "Downloads").mkdir()
    (person.home / "Downloads" / "a.fit").write_bytes(a_run())
    said = person.types(answers="1\n1\ny\n2\n\n")  # Garmin, Downloads, the clock, iPhone, Enter
    assert said.exit_code == 0, said.output
    words = " ".join(said.output.split())
    assert WATCHES["garmin"].way in words
    assert LATER in words
    assert f"1 {person.home}/Downloads (downloads: 1 run file)" in words
    assert "In the app, tap + and add the topic" in words
    assert tomllib.loads(person.config.read_text())["runs"]["folders"] == [
        str(person.home / "Downloads")
    ]
    assert "1 run file there already" in str(person.pushes[0]["message"])
    assert too_wide(person, said.output) == []


def test_a_wrong_answer_is_asked_again(person: Person) -> None:
    answers = "99\n9\n~/wherever\ny\nn\nBerln\nEurope/Paris\n1\n\n"
    said = person.types(answers=answers)
    assert said.exit_code == 0, said.output
    assert "99 is not in the range" in said.output
    assert "Berln" in said.output
    table = tomllib.loads(person.config.read_text())
    assert table["timezone"] == "Europe/Paris"
    assert table["runs"]["folders"] == [str(person.home / "wherever")]
    assert (person.home / "wherever").is_dir()


def test_what_is_given_is_not_asked(person: Person) -> None:
    words = ("--watch", "coros", "--phone", "android", "--folder", str(person.home))
    said = person.types(*words, answers="y\n\n")
    assert said.exit_code == 0, said.output
    assert "Which" not in said.output


def test_interrupted_before_the_end_nothing_is_written(person: Person) -> None:
    said = person.types(answers="1\n")  # and then the input ends, as with Ctrl-D
    assert said.exit_code == 1
    assert not person.config.exists()
    assert person.ntfy.asked == []


def test_a_push_that_cannot_go_out_is_told_and_the_config_is_kept(person: Person) -> None:
    person.ntfy.fault_for = lambda asked: Fault.DROP
    said = person.says_yes()
    assert said.code == 0
    assert "The first push did not go out: " in said.out
    assert "`lapbell check --send`" in said.out
    assert person.config.exists()


def test_a_server_in_the_clear_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    said = lapbell("init", "--yes", "--server", "http://ntfy.sh", cwd=tmp_path)
    assert said.code == 2
    assert "--server http://ntfy.sh: http would send everything in the clear" in said.err


def test_a_mount_is_waited_for_and_never_made(person: Person) -> None:
    said = person.says_yes("--folder", "/media/nobody/GARMIN/Activity")
    assert said.code == 0, said.err
    assert "/media/nobody/GARMIN/Activity is not there now; lapbell waits for it." in said.words
    assert not Path("/media/nobody").exists()


def test_a_place_that_cannot_be_written_is_named(person: Person) -> None:
    (person.home / "file").write_text("")
    said = person.says_yes("--config", "file/lapbell.toml")
    assert said.code == 2
    assert "file/lapbell.toml cannot be written" in said.err
