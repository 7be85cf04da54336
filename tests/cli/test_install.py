"""`lapbell install` and `uninstall`: what they write, what they leave alone, what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from lapbell.cli.machine import InstallError, Machine
from lapbell.cli.unit import folder_lines, is_ours, unit
from running import Said, lapbell
from systemd.notes import UNIT, directives

PROGRAM = Path("/opt/lapbell/bin/lapbell")
CONFIG = Path("/etc/lapbell/lapbell.toml")
SETTINGS = """\
[runs]
folders = [{folders}]

[channels.phone]
ntfy = "https://ntfy.example/runs"
token_credential = "ntfy-token"

[[trigger]]
after_run = "3 min"
routine = "calf-pump"
"""


@dataclass
class Systemd:
    """A systemctl that notes what it is told; `complains` is what it answers."""

    complains: str = ""
    told: list[str] = field(default_factory=list)

    def __call__(self, words: Sequence[str]) -> str:
        self.told.append(" ".join(words))
        return self.complains


def booted(tmp_path: Path, systemd: Systemd, *, uid: int = 0, user: bool = True) -> Machine:
    """A machine that systemd runs; its units are of a person, and so in a folder of the test."""
    return Machine(
        user=user, uid=uid, own_config=tmp_path / "own", systemctl=systemd, booted=tmp_path
    )


def install(tmp_path: Path, *words: object) -> Said:
    root = ("--root", tmp_path / "image")
    return lapbell("install", *root, "--program", PROGRAM, *words, cwd=tmp_path)


def unit_of(tmp_path: Path) -> Path:
    return tmp_path / "image/etc/systemd/system/lapbell.service"


def configure(tmp_path: Path, *folders: object) -> Path:
    config = tmp_path / "image" / CONFIG.relative_to("/")
    config.parent.mkdir(parents=True)
    named = ", ".join(f'"{folder}"' for folder in folders)
    config.write_text(SETTINGS.format(folders=named))
    return config


def test_the_unit_is_the_template_with_a_mark(tmp_path: Path) -> None:
    assert install(tmp_path).code == 0
    text = unit_of(tmp_path).read_text()
    assert is_ours(text)
    assert text.partition("\n")[2] == UNIT.read_text()


def test_a_dry_run_prints_the_unit_alone_and_writes_nothing(tmp_path: Path) -> None:
    said = install(tmp_path, "--dry-run")
    assert said.out == unit([PROGRAM], CONFIG)
    assert (said.code, said.err) == (0, "")
    assert not (tmp_path / "image").exists()


def test_a_program_in_a_home_is_refused_and_the_other_way_named(tmp_path: Path) -> None:
    said = install(tmp_path, "--program", "/home/anna/venv/bin/lapbell")
    assert said.code == 1
    assert "/home/anna/venv/bin/lapbell is in a home" in said.err
    assert "`lapbell install --user`" in said.err
    assert not unit_of(tmp_path).exists()


def test_a_dry_run_with_a_program_in_a_home_prints_and_warns(tmp_path: Path) -> None:
    said = install(tmp_path, "--program", "/root/bin/lapbell", "--dry-run")
    assert "ExecStart=/root/bin/lapbell run " in said.out
    assert (said.code, "/root/bin/lapbell is in a home" in said.err) == (0, True)


def test_without_a_config_it_says_how_to_make_one(tmp_path: Path) -> None:
    said = install(tmp_path)
    assert f"There is no {CONFIG} yet. Make one: sudo lapbell init --config {CONFIG}" in said.words


def test_it_says_which_drop_in_the_config_needs(tmp_path: Path) -> None:
    configure(tmp_path, "/home/anna/sync/runs", "/srv/runs")
    said = install(tmp_path)
    assert "BindReadOnlyPaths=/home/anna/sync\n" in said.out
    assert "LoadCredential=ntfy-token:/etc/lapbell/ntfy-token\n" in said.out
    assert "/srv" not in said.out


@pytest.mark.parametrize(("mode", "told"), [(0o600, True), (0o640, True), (0o644, False)])
def test_a_config_that_not_everybody_may_read_is_given_to_a_group(
    tmp_path: Path, mode: int, told: bool
) -> None:
    config = configure(tmp_path, "/srv/runs")
    config.chmod(mode)
    assert (f"sudo chmod 640 {config}\n" in install(tmp_path).out) is told


def test_a_config_with_a_mistake_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    config = configure(tmp_path, "/srv/runs")
    config.write_text(config.read_text().replace("folders", "foldres"))
    said = install(tmp_path)
    assert (said.code, "did you mean `folders`?" in said.err) == (2, True)
    assert not unit_of(tmp_path).exists()


@pytest.mark.parametrize("verb", ["install", "uninstall"])
@pytest.mark.parametrize(
    "text",
    ["[Service]\nExecStart=/bin/sleep 9\n", unit([PROGRAM], CONFIG) + "Nice=5\n", ""],
    ids=["of somebody else", "ours but changed", "empty"],
)
def test_a_unit_that_is_not_ours_stays_as_it_is(tmp_path: Path, verb: str, text: str) -> None:
    unit_of(tmp_path).parent.mkdir(parents=True)
    unit_of(tmp_path).write_text(text)
    said = lapbell(verb, "--root", tmp_path / "image", cwd=tmp_path)
    if verb == "install":
        said = install(tmp_path)
    assert said.code == 1
    assert "stays as it is" in said.err
    assert "`sudo systemctl edit lapbell`" in said.err
    assert unit_of(tmp_path).read_text() == text


def test_ours_is_replaced_by_a_newer_one(tmp_path: Path) -> None:
    install(tmp_path, "--program", "/opt/old/lapbell")
    said = install(tmp_path)
    assert f"ExecStart={PROGRAM} " in unit_of(tmp_path).read_text()
    assert "is up to date" in said.words


def test_uninstall_takes_the_unit_and_names_what_stays(tmp_path: Path) -> None:
    config = configure(tmp_path, "/srv/runs")
    state = tmp_path / "image/var/lib/private/lapbell"
    state.mkdir(parents=True)
    (tmp_path / "image/var/lib/lapbell").symlink_to("private/lapbell")
    install(tmp_path)
    said = lapbell("uninstall", "--root", tmp_path / "image", cwd=tmp_path)
    assert said.code == 0
    assert not unit_of(tmp_path).exists()
    assert config.exists()
    assert f"{config.parent} stays: your config." in said.words
    assert f"{tmp_path}/image/var/lib/lapbell stays: what it remembers." in said.words
    assert f" {state} " in said.out


def test_uninstall_with_nothing_there_is_no_failure(tmp_path: Path) -> None:
    said = lapbell("uninstall", "--root", tmp_path / "image", cwd=tmp_path)
    assert (said.code, "nothing was to do" in said.words) == (0, True)


def test_without_systemd_it_says_what_else_there_is(tmp_path: Path) -> None:
    machine = replace(booted(tmp_path, Systemd()), booted=tmp_path / "none")
    with pytest.raises(InstallError, match=r"not run by systemd.*lapbell run.*--dry-run"):
        machine.require("install")


def test_who_is_not_root_is_told_of_sudo_and_of_the_own_service(tmp_path: Path) -> None:
    machine = booted(tmp_path, Systemd(), uid=1000, user=False)
    with pytest.raises(InstallError, match=r"`sudo lapbell install`.*`lapbell install --user`"):
        machine.require("install")
    booted(tmp_path, Systemd(), uid=1000).require("install")


def test_systemd_reads_the_unit_once_it_is_there_and_lets_go_before_it_is_gone(
    tmp_path: Path,
) -> None:
    systemd = Systemd()
    machine = booted(tmp_path, systemd)
    machine.write(unit([PROGRAM], CONFIG, user=True))
    assert machine.written() is not None
    machine.take_away()
    assert machine.written() is None
    assert systemd.told == [
        "--user daemon-reload",
        "--user disable --now lapbell.service",
        "--user daemon-reload",
    ]


def test_what_systemd_complains_about_is_passed_on(tmp_path: Path) -> None:
    machine = booted(tmp_path, Systemd(complains="Failed to connect to bus"))
    with pytest.raises(InstallError, match="--user daemon-reload failed: Failed to connect to bus"):
        machine.write(unit([PROGRAM], CONFIG, user=True))


def test_odd_paths_are_quoted_for_systemd() -> None:
    made = unit([PROGRAM], Path('/srv/a "good" 100% $one.toml'))
    (start,) = directives(made)["ExecStart"]
    assert start == f'{PROGRAM} run --config "/srv/a \\"good\\" 100%% $$one.toml"'


@pytest.mark.parametrize(
    ("folder", "line"),
    [
        ("/home/anna/sync/runs", ["BindReadOnlyPaths=/home/anna/sync"]),
        ("/home/anna/runs", ["BindReadOnlyPaths=/home/anna/runs"]),
        ("/root/runs", ["BindReadOnlyPaths=/root/runs"]),
        ("/srv/runs", []),
    ],
)
def test_a_folder_in_a_home_is_bound_but_never_a_whole_home(folder: str, line: list[str]) -> None:
    assert folder_lines([Path(folder)]) == line
