"""What `check` says of channels is what the service would meet."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calendars.samples import calendar, event
from calendars.shelf import Reply, Shelf
from lapbell.store.secret import the_secret
from ntfy_double import NtfyDouble
from running import Running, a_free_port, lapbell

CONFIG = """\
[runs]
folders = ["runs"]

[channels.phone]
ntfy = "{topic}"
buttons = true
{more}

[[trigger]]
after_run = "0 s"
routine = "calf-pump"

[web]
listen = "127.0.0.1:{port}"
url = "https://pi.example"
"""


@pytest.fixture
def ntfy() -> Iterator[NtfyDouble]:
    with NtfyDouble() as double:
        yield double


def configured(home: Path, ntfy: NtfyDouble, more: str = "") -> Path:
    (home / "runs").mkdir()
    config = CONFIG.format(topic=ntfy.address("runs"), port=a_free_port(), more=more)
    (home / "lapbell.toml").write_text(config)
    return home


def test_the_way_home_is_tried_with_the_services_own_secret(
    tmp_path: Path, ntfy: NtfyDouble
) -> None:
    home = configured(tmp_path, ntfy)
    assert "buttons are not there yet" in lapbell("check", "--state", "state", cwd=home).words
    assert not (home / "state" / "secret").exists()
    the_secret(home / "state")
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 0
    assert "fine a phone may post answers" in said.words
    assert "fine lapbell may read the answers" in said.words
    assert "a tap on the push opens https://pi.example" in said.words


@pytest.mark.parametrize(
    ("more", "key", "why"),
    [
        ('token_file = "/nowhere/token"', "token_file", "/nowhere/token cannot be read"),
        ('token_env = "NO_SUCH_TOKEN"', "token_env", "variable NO_SUCH_TOKEN is empty or not set"),
        ('token_credential = "ntfy"', "token_credential", "systemd passed no credential ntfy"),
    ],
)
def test_a_secret_that_is_not_there_is_told_by_check_and_at_the_start(
    tmp_path: Path, ntfy: NtfyDouble, more: str, key: str, why: str
) -> None:
    home = configured(tmp_path, ntfy, more)
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 1
    assert f"mend channels.phone.{key}: a secret is not there" in said.words
    assert said.words.count(why) == 1
    with Running("run", "--state", "state", cwd=home) as service:
        assert why in service.wait_for(f"channels.phone.{key}: ")


def test_a_key_of_the_pages_that_is_not_there_is_told_too(tmp_path: Path, ntfy: NtfyDouble) -> None:
    home = configured(tmp_path, ntfy)
    path = home / "lapbell.toml"
    path.write_text(path.read_text() + 'key_file = "/nowhere/key"\n')
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 1
    assert "mend web.key_file: a secret is not there /nowhere/key cannot be read" in said.words


def test_a_damaged_database_is_told_with_what_to_do(tmp_path: Path, ntfy: NtfyDouble) -> None:
    configured(tmp_path, ntfy)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "lapbell.sqlite3").write_bytes(b"no database" * 1000)
    said = lapbell("check", "--state", "state", cwd=tmp_path)
    assert said.code == 1
    assert "lapbell.sqlite3 is damaged (file is not a database); move it aside" in said.words


def planned(home: Path, ntfy: NtfyDouble, source: str) -> Path:
    """Return a home whose config names a calendar."""
    return configured(home, ntfy, f'[planned]\ncalendar = "{source}"\n')


def a_plan() -> bytes:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return calendar(event(f"DTSTART:{tomorrow:%Y%m%dT%H%M%SZ}"))


def test_a_calendar_that_is_there_is_read(tmp_path: Path, ntfy: NtfyDouble) -> None:
    home = planned(tmp_path, ntfy, "plan.ics")
    (home / "plan.ics").write_bytes(a_plan())
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 0
    assert f"fine {home}/plan.ics: 1 run in the coming week" in said.words


@pytest.mark.parametrize(
    ("data", "why"),
    [(None, "nope.ics is not there; correct the path"), (b"hello", "nope.ics: no calendar")],
)
def test_a_calendar_that_cannot_be_read_is_told(
    tmp_path: Path, ntfy: NtfyDouble, data: bytes | None, why: str
) -> None:
    home = planned(tmp_path, ntfy, "nope.ics")
    if data is not None:
        (home / "nope.ics").write_bytes(data)
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 1
    assert "mend planned.calendar: " in said.words
    assert why in said.words


def test_the_address_of_a_calendar_is_asked_once_and_never_shown(
    tmp_path: Path, ntfy: NtfyDouble
) -> None:
    with Shelf() as shelf:
        shelf.replies["/a1b2c3d4.ics"] = Reply(body=a_plan())
        home = planned(tmp_path, ntfy, f"{shelf.url}/a1b2c3d4.ics")
        fine = lapbell("check", "--state", "state", cwd=home)
        shelf.replies.clear()
        gone = lapbell("check", "--state", "state", cwd=home)
    assert (fine.code, gone.code, len(shelf.asked)) == (0, 1, 2)
    assert "fine the calendar at 127.0.0.1" in fine.words
    assert "does not give the calendar out (404)" in gone.words
    assert "a1b2c3d4" not in fine.out + fine.err + gone.out + gone.err


def test_a_link_to_a_folder_is_named_and_is_no_fault(tmp_path: Path, ntfy: NtfyDouble) -> None:
    home = configured(tmp_path, ntfy)
    (home / "runs" / "2025").symlink_to(home)
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 0
    assert f"fine {home}/runs/2025 a link, which is not followed: name its target" in said.words
