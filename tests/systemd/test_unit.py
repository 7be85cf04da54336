from pathlib import Path

from lapbell.channels.ntfy import Settings
from lapbell.cli.places import SYSTEM_CONFIG
from lapbell.cli.unit import unit
from lapbell.daemon.lookout import LOOK_EVERY_S, STUCK_AFTER_S
from lapbell.readers.child import MOST_MEMORY
from systemd.analyse import analyses, analyze
from systemd.notes import README, UNIT, block, directives


@analyses
def test_the_unit_is_exposed_no_more_than_the_notes_say() -> None:
    code, said = analyze("security", "--offline=true", "--threshold=12", "--no-pager", UNIT)
    assert code == 0, said
    assert "exposure level for lapbell.service: 1.1" in said
    assert "gives the unit 1.1 of 10" in README.read_text("utf-8")


@analyses
def test_every_directive_is_one_that_systemd_knows(tmp_path: Path) -> None:
    ours = tmp_path / UNIT.name
    ours.write_text(UNIT.read_text("utf-8").replace("/opt/lapbell/bin/lapbell", "/bin/true"))
    assert analyze("verify", "--man=no", "--recursive-errors=yes", ours) == (0, "")


@analyses
def test_a_misspelt_directive_would_be_found(tmp_path: Path) -> None:
    wrong = UNIT.read_text("utf-8").replace("/opt/lapbell/bin/lapbell", "/bin/true")
    (tmp_path / UNIT.name).write_text(wrong.replace("PrivateTmp", "PrivateTemp"))
    code, said = analyze("verify", "--man=no", "--recursive-errors=yes", tmp_path / UNIT.name)
    assert code != 0
    assert "PrivateTemp" in said


@analyses
def test_the_unit_for_a_person_is_one_that_systemd_knows(tmp_path: Path) -> None:
    ours = tmp_path / UNIT.name
    ours.write_text(unit(["/bin/true"], Path("/etc/a config.toml"), user=True))
    assert analyze("verify", "--man=no", "--recursive-errors=yes", ours) == (0, "")


def test_the_unit_for_a_person_keeps_the_service_and_needs_no_root() -> None:
    names = directives(unit(["/bin/true"], Path("/config"), user=True))
    assert {"Type", "WatchdogSec", "Restart", "SystemCallFilter", "MemoryMax"} <= names.keys()
    assert not {"DynamicUser", "StateDirectory", "ProtectHome", "PrivateUsers"} & names.keys()
    assert names["WantedBy"] == ["default.target"]


def test_unit_notes_and_command_line_name_the_same_places() -> None:
    (start,) = directives()["ExecStart"]
    program, command, option, config = start.split()
    assert (command, option, config) == ("run", "--config", str(SYSTEM_CONFIG))
    install = block("Install", "sh")
    assert f"ln -s {program} " in install
    assert f"config/lapbell.toml {config}\n" in install
    assert "sudo lapbell install\n" in install
    assert unit([program], SYSTEM_CONFIG).endswith(UNIT.read_text("utf-8"))
    for section in ("Start", "Look"):
        assert f"--config {config}\n" in block(section, "sh")


def test_the_notes_name_a_credential_as_the_config_takes_it() -> None:
    assert 'token_credential = "ntfy-token"\n' in block("Give it a token", "toml")
    assert Settings(ntfy="https://ntfy.example/runs", token_credential="ntfy-token").secret
    credential = block("Give it a token", "ini").strip()
    assert f"#{credential}\n" in UNIT.read_text("utf-8")


def test_the_watchdog_waits_for_several_looks_and_a_wedge_is_over_within_minutes() -> None:
    (watchdog,) = directives()["WatchdogSec"]
    assert int(watchdog) >= 3 * LOOK_EVERY_S
    assert STUCK_AFTER_S + int(watchdog) <= 5 * 60


def test_the_reading_process_fits_into_the_memory_of_the_unit() -> None:
    (most,) = directives()["MemoryMax"]
    assert int(most.removesuffix("M")) * 2**20 >= MOST_MEMORY + 128 * 2**20
