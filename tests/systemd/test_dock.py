"""The dock: what is copied from a watch, and that udev and systemd take its files."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from making import a_run
from systemd.analyse import analyses, analyze
from systemd.notes import ACTIVITY, DOCK


def copy(watch: Path, runs: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DOCK / "lapbell-dock", watch],
        env={**os.environ, "LAPBELL_RUNS": str(runs)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    activity = tmp_path / "watch" / ACTIVITY
    activity.mkdir(parents=True)
    (activity / "2026-09-18-05-47-03.fit").write_bytes(a_run())
    (activity / "OLD RUN.FIT").write_bytes(b"old")
    (activity / "notes.txt").write_text("no run")
    (activity.parent / "Courses").mkdir()
    (activity.parent / "Courses" / "loop.fit").write_bytes(b"a course")
    (tmp_path / "runs").mkdir()
    return tmp_path / "watch"


def test_the_runs_are_copied_and_nothing_else(watch: Path, tmp_path: Path) -> None:
    done = copy(watch, tmp_path / "runs")
    assert done.returncode == 0, done.stderr
    there = {path.name: path.read_bytes() for path in (tmp_path / "runs").iterdir()}
    assert there == {"2026-09-18-05-47-03.fit": a_run(), "OLD RUN.FIT": b"old"}
    assert done.stdout == "2026-09-18-05-47-03.fit\nOLD RUN.FIT\n"


def test_a_run_that_is_there_already_is_left_alone(watch: Path, tmp_path: Path) -> None:
    ours = tmp_path / "runs" / "OLD RUN.FIT"
    ours.write_bytes(b"ours")
    assert copy(watch, tmp_path / "runs").stdout == "2026-09-18-05-47-03.fit\n"
    assert ours.read_bytes() == b"ours"


def test_a_copy_that_was_cut_is_made_again(watch: Path, tmp_path: Path) -> None:
    (tmp_path / "runs" / ".OLD RUN.FIT.part").write_bytes(b"o")
    copy(watch, tmp_path / "runs")
    assert (tmp_path / "runs" / "OLD RUN.FIT").read_bytes() == b"old"
    assert not (tmp_path / "runs" / ".OLD RUN.FIT.part").exists()


def test_a_stick_that_is_no_watch_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    done = copy(tmp_path, tmp_path)
    assert (done.returncode, "no folder GARMIN/Activity" in done.stderr) == (1, True)


def test_a_full_folder_fails_aloud(watch: Path, tmp_path: Path) -> None:
    assert copy(watch, tmp_path / "not there").returncode != 0


@analyses
def test_the_service_is_one_that_systemd_knows(tmp_path: Path) -> None:
    text = (DOCK / "lapbell-dock@.service").read_text()
    ours = tmp_path / "lapbell-dock@sdb1.service"
    ours.write_text(text.replace("/usr/local/lib/lapbell/lapbell-dock", "/bin/true"))
    assert analyze("verify", "--man=no", "--recursive-errors=yes", ours) == (0, "")


def test_rules_service_and_notes_name_each_other() -> None:
    rules = (DOCK / "70-lapbell-dock.rules").read_text()
    notes = (DOCK / "README.md").read_text()
    service = (DOCK / "lapbell-dock@.service").read_text()
    assert rules.count('ENV{SYSTEMD_WANTS}+="lapbell-dock@') == 2
    assert "ExecStart=/usr/local/lib/lapbell/lapbell-dock %I\n" in service
    assert " /usr/local/lib/lapbell/lapbell-dock\n" in notes
    for file in DOCK.iterdir():
        assert file.name == "README.md" or f"systemd/dock/{file.name} " in notes


def knows_verify() -> bool:
    if not shutil.which("udevadm"):
        return False
    asked = subprocess.run(["udevadm", "verify", "--help"], capture_output=True, check=False)  # noqa: S607
    return asked.returncode == 0


@pytest.mark.skipif(not knows_verify(), reason="udevadm here is older than 254: no `verify`")
def test_udev_takes_the_rules() -> None:
    done = subprocess.run(
        ["udevadm", "verify", "--resolve-names=never", DOCK / "70-lapbell-dock.rules"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
