import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from making import a_run
from running import Running, lapbell, wait_until

CONFIG = """\
[runs]
folders = ["watched"]
watches = ["Forerunner 255"]

[channels.page]
inbox = true

[[trigger]]
after_run = "0 s"
routine = "calf-pump"

[summary]
at = "off"

[web]
listen = "off"
"""
WORDS = ("import", "old", "--config", "lapbell.toml", "--state", "state")
DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("watched", "old"):
        (tmp_path / name).mkdir()
    (tmp_path / "lapbell.toml").write_text(CONFIG)
    return tmp_path


def old_runs(folder: Path, count: int) -> None:
    for day in range(count):
        start = datetime.now(UTC) - (day + 1) * DAY
        (folder / f"{day:03}.fit").write_bytes(a_run(started_at=start, every=timedelta(minutes=1)))


def test_it_says_what_was_read_and_what_was_not(home: Path) -> None:
    old_runs(home / "old", 3)
    (home / "old" / "ride.fit").write_bytes(a_run(sport="cycling"))
    (home / "old" / "other.fit").write_bytes(a_run(product="fenix7"))
    (home / "old" / "empty.fit").write_bytes(b"")
    said = lapbell(*WORDS, cwd=home)
    assert said.code == 0
    assert "2 not a run, 3 run, 1 unreadable" in said.words
    assert "3 runs known in all" in said.out
    assert "1  a ride (cycling)" in said.out
    assert "of another watch: Garmin Fenix 7 (3456789012)" in said.words
    assert "empty.fit: empty" in said.out


def test_a_second_time_changes_nothing(home: Path) -> None:
    old_runs(home / "old", 5)
    first = lapbell(*WORDS, "--json", cwd=home).json
    second = lapbell(*WORDS, "--json", cwd=home).json
    assert first == second
    assert first["runs_known"] == 5


def test_interrupted_it_goes_on_where_it_was(home: Path) -> None:
    old_runs(home / "old", 400)
    with Running(*WORDS, "--json", cwd=home) as importing:
        wait_until((home / "state" / "lapbell.sqlite3-wal").exists)
        code, _ = importing.end(signal.SIGINT)
    assert code == 130
    assert "Traceback" not in importing.text
    said = lapbell(*WORDS, "--json", cwd=home).json
    assert (said["runs_known"], said["files"]) == (400, {"run": 400})


def test_beside_a_running_service_nothing_rings(home: Path) -> None:
    (home / "old" / "fresh.fit").write_bytes(a_run(started_at=datetime.now(UTC) - DAY / 24))
    with Running("run", "--config", "lapbell.toml", "--state", "state", cwd=home) as service:
        service.wait_for("run files there already")
        said = lapbell(*WORDS, cwd=home)
        (home / "old" / "fresh.fit").rename(home / "watched" / "fresh.fit")
        service.end()
    assert said.code == 0
    assert "sent over" not in service.text


def test_what_is_new_in_a_watched_folder_is_left_to_the_service(home: Path) -> None:
    words = ("import", "watched", *WORDS[2:], "--json")
    assert lapbell(*words, cwd=home).json["files"] == {}
    (home / "watched" / "fresh.fit").write_bytes(a_run())
    assert lapbell(*words, cwd=home).json["files"] == {}


def test_a_folder_that_is_not_there_is_named(home: Path) -> None:
    said = lapbell("import", "missing", *WORDS[2:], cwd=home)
    assert said.code == 1
    assert "missing: it is not there" in said.err
