"""What `check` says of channels is what the service would meet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
