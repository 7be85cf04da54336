"""The unit under a real systemd, installed, used and taken away line by line as its notes say."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from making import a_run
from ntfy_double import Fault
from running import wait_until
from systemd.container import why_not
from systemd.notes import block, directives
from systemd.place import CONFIG, RUNS, SETTINGS, STATUS, Place, fresh

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not())]

USAGE = Path(__file__).parent / "inside" / "usage.py"


def test_as_the_notes_say_it_is_checked_started_and_active(place: Place) -> None:
    said = place.box.sh(block("Start", "sh"))
    assert "mend" not in said
    assert "fine  /home/anna/sync/runs: 0 run files" in said
    looked = place.box.sh(block("Look", "sh"))
    assert "Active: active (running)" in looked
    assert "enabled" in place.box.sh("systemctl is-enabled lapbell")
    assert place.box.show("Type") == "notify"


def test_install_says_of_this_config_what_the_notes_say(place: Place) -> None:
    said = place.box.sh("lapbell install")
    assert "/etc/systemd/system/lapbell.service is up to date." in said
    for line in block("Give it the folder", "ini").splitlines():
        assert f"     {line}\n" in said
    assert f"     sudo chgrp anna {SETTINGS}\n" in said


def test_systemd_on_the_spot_gives_it_the_score_of_the_notes(place: Place) -> None:
    place.start()
    assert "exposure level for lapbell.service: 1.1" in place.box.sh(
        "systemd-analyze security --no-pager lapbell"
    )


def test_a_fresh_run_rings_once(place: Place) -> None:
    place.start()
    place.land("evening.fit", fresh())
    place.wait_for("sent over phone")
    (push,) = place.ntfy.messages("runs")
    assert push["title"] == "Calf pump: 20 heel lifts"
    assert place.box.sh(STATUS).startswith("all is well\n")


def test_a_long_history_is_read_within_the_limits_of_the_unit(place: Place) -> None:
    now = datetime.now(UTC)
    for day in range(40):
        second = timedelta(seconds=1)
        data = a_run(started_at=now - timedelta(days=day + 1), every=second)
        place.box.put(f"{RUNS}/{day}.fit", data)
    place.start()
    place.wait_for("history read: 40 run")
    main = place.box.show("MainPID")
    usage = json.loads(place.box.sh(f"python3 - {main}", stdin=USAGE.read_bytes()))
    assert usage["processes"] > 1, "the reading process is not there any more"
    assert usage["tasks"] <= int(directives()["TasksMax"][0]) / 4, usage
    assert usage["peak_mb"] <= int(directives()["MemoryMax"][0].removesuffix("M")), usage


def test_a_restart_loses_nothing_and_doubles_nothing(place: Place) -> None:
    place.ntfy.fault_for = lambda asked: Fault.DROP if asked.method == "POST" else None
    place.start()
    place.land("evening.fit", fresh())
    place.wait_for("not sent over phone")
    place.box.sh("systemctl restart lapbell")
    place.ntfy.fault_for = lambda asked: None
    place.wait_for_push()
    place.wait_for("sent over phone")
    place.box.sh("systemctl restart lapbell")
    place.land("second.fit", a_run(started_at=datetime.now(UTC) - timedelta(hours=9)))
    place.wait_for("second.fit: run of")
    assert len(place.ntfy.messages("runs")) == 1


def test_a_stopped_process_is_replaced_by_the_watchdog_and_loses_nothing(place: Place) -> None:
    place.configure(CONFIG, "WatchdogSec=3")
    place.start()
    before = place.box.show("MainPID")
    place.box.sh(f"kill -STOP {before}")
    place.land("evening.fit", fresh())
    place.wait_for("Watchdog timeout (limit 3s)!")
    place.wait_for("sent over phone")
    assert place.box.show("MainPID") != before
    assert len(place.ntfy.messages("runs")) == 1
    assert "lookout.py" in place.box.journal()


def test_a_watchdog_that_is_fed_restarts_nothing(place: Place) -> None:
    place.configure(CONFIG, "WatchdogSec=1")
    place.start()
    started_at = int(place.box.show("ExecMainStartTimestampMonotonic"))
    wait_until(
        lambda: int(place.box.show("WatchdogTimestampMonotonic")) > started_at + 5_000_000,
        place.box.journal,
    )
    assert place.box.show("NRestarts") == "0"


def test_a_killed_service_comes_back(place: Place) -> None:
    place.start()
    place.box.sh("systemctl kill -s KILL lapbell")
    wait_until(lambda: place.box.show("NRestarts") == "1", place.box.journal)
    place.land("evening.fit", fresh())
    place.wait_for_push()


def test_a_folder_that_comes_late_is_found(place: Place) -> None:
    place.box.sh(f"rmdir {RUNS}; systemctl start lapbell")
    place.wait_for("it is not there; looking again every minute")
    place.box.sh(f"install -d -o anna -g anna -m 750 {RUNS}")
    place.wait_for("back again")
    place.land("evening.fit", fresh())
    place.wait_for_push()


def test_a_disk_that_is_mounted_late_is_seen(place: Place) -> None:
    place.start()
    place.box.sh(f"mount -t tmpfs -o mode=755 none {RUNS}")
    place.land("evening.fit", fresh())
    place.wait_for_push()
    place.box.sh(f"umount {RUNS}")


def test_a_config_that_cannot_be_used_is_told_once_and_not_tried_for_ever(place: Place) -> None:
    place.configure(CONFIG.replace("folders", "foldres"))
    assert place.box.tries("systemctl start lapbell").code != 0
    assert place.box.tries("systemctl is-failed lapbell").out.strip() == "failed"
    assert place.box.show("NRestarts") == "0"
    place.wait_for("status=2/INVALIDARGUMENT")
    assert "/etc/lapbell/lapbell.toml:4  runs.foldres" in place.box.journal()
    assert "did you mean `folders`?" in place.box.journal()


def test_root_may_look_while_it_is_down_and_it_starts_again(place: Place) -> None:
    place.start()
    place.box.sh("systemctl stop lapbell")
    status = place.box.tries(STATUS)
    assert (status.code, "lapbell does not run" in status.out) == (1, True)
    place.land("evening.fit", fresh())
    place.box.sh("systemctl start lapbell")
    place.wait_for_push()


def test_a_newer_version_goes_over_the_old_one(place: Place) -> None:
    place.start()
    before = place.box.show("MainPID")
    place.box.sh(block("A newer version", "sh"), cwd="/checkout")
    assert place.box.show("ActiveState") == "active"
    assert place.box.show("MainPID") != before


def test_it_goes_away_as_the_notes_say_and_leaves_nothing(place: Place) -> None:
    place.start()
    place.box.sh(block("Take it away", "sh"))
    assert place.box.tries("systemctl cat lapbell").code != 0
    assert place.box.sh("find / -xdev -name '*lapbell*' -not -path '/proc/*'") == ""
