"""What the service may and may not do under a real systemd, and what it says of it."""

import json
import re
from pathlib import Path

import pytest

from ntfy_double import Access, NtfyDouble
from systemd.container import why_not
from systemd.notes import block
from systemd.place import CONFIG, RUNS, SETTINGS, STATUS, Place, fresh

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not())]

TOKEN = "tk_thisisonegoodtokenof29chars00"
CREDENTIAL = block("Give it a token", "ini")
LOOK = Path(__file__).parent / "inside" / "look.py"
ANYBODY = "setpriv --reuid bert --regid bert --clear-groups"


def with_token() -> str:
    line = block("Give it a token", "toml").splitlines()[-1]
    return CONFIG.replace('"TOPIC"\n', f'"TOPIC"\n{line}\n')


def test_files_it_may_not_read_are_named_and_read_once_it_may(place: Place) -> None:
    place.start()
    place.land("shut.fit", fresh(), mode="600")
    place.wait_for("shut.fit: waiting: lapbell's user may not read it")
    assert "shut.fit: lapbell's user may not read it" in place.box.tries(STATUS).out
    place.box.sh(f"chmod g+rX {RUNS}/shut.fit")
    place.box.sh("systemctl restart lapbell")
    place.wait_for_push()


def test_a_folder_it_may_not_read_is_trouble_until_it_may(place: Place) -> None:
    place.box.sh(f"chmod 700 {RUNS}; systemctl start lapbell")
    place.wait_for("/home/anna/sync/runs: lapbell's user may not read it")
    place.wait_for("the page is at")
    status = place.box.tries(STATUS)
    assert status.code == 1
    assert status.out.startswith("needs you\n")
    assert "/home/anna/sync/runs: lapbell's user may not read it" in status.out
    place.box.sh(f"chmod 750 {RUNS}; systemctl restart lapbell")
    place.wait_for("run files there already")
    assert place.box.sh(STATUS).startswith("all is well\n")


def test_a_token_reaches_the_server_as_a_credential(place: Place) -> None:
    place.box.put("/root/typed", f"{TOKEN}\n")
    place.box.sh(block("Give it a token", "sh"))
    assert place.box.sh("stat -c %a:%U /etc/lapbell/ntfy-token").strip() == "600:root"
    with NtfyDouble(access=Access(tokens={TOKEN: "anna"}, rights={("anna", "runs"): "rw"})) as ntfy:
        place.ntfy = ntfy
        place.configure(with_token(), CREDENTIAL)
        assert "mend" not in place.box.sh(block("Start", "sh"))
        place.wait_for("run files there already")
        place.land("evening.fit", fresh())
        place.wait_for("sent over phone")
        assert len(ntfy.messages("runs")) == 1
    assert TOKEN not in place.box.journal()


def test_without_its_credential_it_says_what_to_write_and_keeps_the_push(place: Place) -> None:
    place.configure(with_token())
    place.start()
    place.land("evening.fit", fresh())
    place.wait_for("systemd passed no credential ntfy-token; write LoadCredential=ntfy-token:")
    assert place.ntfy.messages("runs") == []


def test_a_credential_whose_file_is_gone_is_named_as_in_the_notes(place: Place) -> None:
    place.box.sh("rm -f /etc/lapbell/ntfy-token")
    place.configure(with_token(), CREDENTIAL)
    place.box.tries("systemctl start lapbell")
    place.wait_for("status=243/CREDENTIALS")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("SupplementaryGroups=nobodys", "status=216/GROUP"),
        ("BindReadOnlyPaths=/home/nobody", "status=226/NAMESPACE"),
    ],
)
def test_a_wrong_drop_in_is_named_as_in_the_notes(place: Place, line: str, told: str) -> None:
    place.configure(CONFIG, line)
    place.box.tries("systemctl start lapbell")
    place.wait_for(told)


def test_it_sees_and_writes_nothing_that_is_not_its_business(place: Place) -> None:
    place.box.put("/home/bert/diary", "dear diary")
    place.box.put("/home/anna/letters", "dear bert")
    place.box.put("/etc/lapbell/ntfy-token", TOKEN)
    place.box.sh("chmod 600 /etc/lapbell/ntfy-token; chmod 644 /home/bert/diary")
    place.box.sh("chmod 664 /home/anna/letters; chmod 775 /home/anna/sync")
    place.box.put("/opt/lapbell/look.py", LOOK.read_bytes())
    place.configure(CONFIG, "ExecStartPre=/opt/lapbell/bin/python /opt/lapbell/look.py")
    place.start()
    (line,) = re.findall(r"^\{.*\}$", place.box.journal(), re.MULTILINE)
    assert json.loads(line) == {
        "homes": ["/home/anna", "/home/anna/sync", "/home/anna/sync/runs"],
        "shut": ["/etc/shadow", "/etc/lapbell/ntfy-token", "/proc/1/environ", "/proc/meminfo"],
        "writable": ["/tmp", "/var/lib/lapbell"],  # noqa: S108 - its own, private one
        "root": False,
    }


@pytest.mark.parametrize("command", ["status", "check"])
def test_anybody_else_is_told_to_use_sudo(place: Place, command: str) -> None:
    place.start()
    place.box.sh(f"chmod 644 {SETTINGS}")
    said = place.box.tries(f"{ANYBODY} lapbell {command} --config {SETTINGS}")
    place.box.sh(f"chmod 640 {SETTINGS}")
    assert said.code == 1
    assert "try `sudo lapbell ...`" in said.out
    assert "bug" not in said.out
