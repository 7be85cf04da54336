"""The main job, as one would see it: a folder, a server, and a process between them."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lapbell.catalogue import built_in
from making import a_run
from ntfy_double import Access, Fault, NtfyDouble
from running import Running, lapbell, wait_until

MINUTE = timedelta(minutes=1)
CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["runs"]

[channels.phone]
ntfy = "{topic}"

[[trigger]]
after_run = "0 s"
routine = "calf-pump"

[summary]
at = "off"

[web]
listen = "off"
"""


@dataclass
class Place:
    path: Path
    ntfy: NtfyDouble

    def service(self) -> Running:
        return Running("run", "--config", "lapbell.toml", "--state", "state", cwd=self.path)

    def land(self, name: str, data: bytes) -> float:
        """Move a file into the folder; return the moment (Unix time)."""
        aside = self.path / f"{name}.aside"
        aside.write_bytes(data)
        aside.rename(self.path / "runs" / name)
        return time.time()

    def posts(self) -> list[float]:
        return [asked.at for asked in self.ntfy.asked if asked.method == "POST"]

    def shown(self) -> int:
        return len(self.ntfy.visible("runs"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with NtfyDouble() as ntfy:
        (tmp_path / "runs").mkdir()
        (tmp_path / "lapbell.toml").write_text(CONFIG.format(topic=ntfy.address("runs")))
        yield Place(tmp_path, ntfy)


def fresh(**values: object) -> bytes:
    """A run of 44:10 that ended a minute ago."""
    return a_run(started_at=datetime.now(UTC) - timedelta(minutes=45, seconds=10), **values)


def started(service: Running) -> None:
    service.wait_for("run files there already")
    time.sleep(0.3)  # until the watch for changes stands; without it the next scan would do


def test_a_fresh_run_gives_one_push_with_topic_title_and_cue(place: Place) -> None:
    with place.service() as service:
        started(service)
        place.land("evening.fit", fresh())
        wait_until(place.posts, lambda: service.text)
        service.wait_for("sent over phone")
        (asked,) = [asked for asked in place.ntfy.asked if asked.method == "POST"]
    assert asked.json["topic"] == "runs"
    assert asked.json["title"] == "Calf pump: 20 heel lifts"
    calf_pump = built_in()["calf-pump"].form
    assert asked.json["message"].startswith((calf_pump.cue, *calf_pump.other_cues))
    assert "8.2 km done" in asked.json["message"]
    assert asked.json["sequence_id"].startswith("post-")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to_with_code_0(place: Place, how: int) -> None:
    with place.service() as service:
        started(service)
        code, took_s = service.end(how)
    assert code == 0
    assert took_s < 5
    assert "Traceback" not in service.text


def test_it_ends_in_time_behind_a_stalled_server_and_loses_nothing(place: Place) -> None:
    place.ntfy.fault_for = lambda asked: Fault.STALL if asked.method == "POST" else None
    with place.service() as service:
        started(service)
        place.land("evening.fit", fresh())
        wait_until(place.posts, lambda: service.text)
        code, took_s = service.end()
    assert (code, took_s < 5) == (0, True)
    place.ntfy.fault_for = lambda asked: None
    with place.service():
        wait_until(lambda: place.shown() == 1)
    assert len(place.ntfy.messages("runs")) == 1


def test_500_old_files_and_a_fresh_one_at_the_first_start_ring_for_nothing(place: Place) -> None:
    now = datetime.now(UTC)
    for day in range(499):
        data = a_run(started_at=now - (day + 1) * timedelta(days=1), every=10 * MINUTE)
        (place.path / "runs" / f"{day}.fit").write_bytes(data)
    (place.path / "runs" / "fresh.fit").write_bytes(fresh())
    with place.service() as service:
        service.wait_for("500 run files there already; none of them rings")
        service.wait_for("history read: 500 run")
    assert place.posts() == []


def test_while_the_history_is_read_a_fresh_run_goes_ahead(place: Place) -> None:
    now = datetime.now(UTC)
    for day in range(300):
        data = a_run(started_at=now - (day + 1) * timedelta(days=1), every=5 * MINUTE)
        (place.path / "runs" / f"{day}.fit").write_bytes(data)
    with place.service() as service:
        service.wait_for("300 run files there already")
        place.land("evening.fit", fresh())
        service.wait_for("sent over phone")
    assert len(place.posts()) == 1


def test_a_file_written_in_slow_pieces_rings_once_when_it_is_whole(place: Place) -> None:
    data = fresh()
    with place.service() as service:
        started(service)
        with (place.path / "runs" / "slow.fit").open("wb") as file:
            for begin in range(0, len(data), len(data) // 4):
                assert place.posts() == []
                file.write(data[begin : begin + len(data) // 4])
                file.flush()
                time.sleep(0.3)
        service.wait_for("sent over phone")
        place.land("copy of slow.fit", data)
        time.sleep(0.8)
    assert len(place.posts()) == 1


def test_a_run_of_yesterday_is_counted_and_does_not_ring(place: Place) -> None:
    with place.service() as service:
        started(service)
        place.land("old.fit", a_run(started_at=datetime.now(UTC) - timedelta(hours=25)))
        service.wait_for("nudge_within is 4 h")
        time.sleep(0.3)
    assert place.posts() == []


@pytest.mark.parametrize("fault", [None, Fault.DROP, Fault.KEEP_THEN_DROP, Fault.KEEP_THEN_500])
def test_killed_at_any_point_it_still_rings_exactly_once(place: Place, fault: Fault | None) -> None:
    if fault:
        place.ntfy.faults.append(fault)
    with place.service() as service:
        started(service)
        place.land("evening.fit", fresh())
        time.sleep(0.3)
        service.end(signal.SIGKILL)
    for pause_s in (0.5, 0.7, 0.9, 1.1):
        with place.service() as service:
            time.sleep(pause_s)
            service.end(signal.SIGKILL)
    with place.service() as last:
        wait_until(lambda: place.shown() == 1, lambda: last.text)
        time.sleep(0.5)
    assert place.shown() == 1


def test_a_server_that_is_down_gets_it_when_it_is_back(place: Place) -> None:
    place.ntfy.fault_for = lambda asked: Fault.DROP
    with place.service() as service:
        started(service)
        place.land("evening.fit", fresh())
        line = service.wait_for("not sent over phone")
        assert "again at" in line
        place.ntfy.fault_for = lambda asked: None
        wait_until(lambda: place.shown() == 1, lambda: service.text)


def test_a_wrong_token_is_said_once_and_the_message_is_kept(place: Place) -> None:
    (place.path / "token").write_text("tk_wrong")
    config = CONFIG.replace('"\n\n[[trigger', f'"\ntoken_file = "{place.path}/token"\n\n[[trigger')
    with NtfyDouble(access=Access(tokens={"tk_right": "lapbell"})) as ntfy:
        (place.path / "lapbell.toml").write_text(config.format(topic=ntfy.address("runs")))
        with place.service() as service:
            started(service)
            place.land("evening.fit", fresh())
            line = service.wait_for("not sent over phone")
            time.sleep(1)
        assert len(ntfy.asked) == 1
    assert "answered 401" in line
    assert "tk_wrong" not in service.text
    assert service.text.count("answered 401") == 1


def test_a_missing_folder_is_said_and_watched_for(place: Place) -> None:
    (place.path / "runs").rmdir()
    with place.service() as service:
        service.wait_for("runs: it is not there; looking again every minute")
        (place.path / "runs").mkdir()
        service.wait_for("back again")
        service.wait_for("0 run files there already")


def test_a_second_instance_is_refused_with_advice(place: Place) -> None:
    with place.service() as service:
        started(service)
        said = lapbell("run", "--config", "lapbell.toml", "--state", "state", cwd=place.path)
    assert said.code == 1
    assert "lapbell runs already on state (process " in said.err
    assert "stop it first, or choose another folder: --state" in said.err


@pytest.mark.parametrize("command", ["run", "check", "explain"])
def test_a_bad_config_is_all_told_at_once_with_code_2(place: Place, command: str) -> None:
    (place.path / "lapbell.toml").write_text('[runs]\nfolder = ["x"]\n[quiet]\nhours = "9"\n')
    (place.path / "a.fit").write_bytes(fresh())
    words = ["a.fit"] if command == "explain" else []
    said = lapbell(command, *words, "--config", "lapbell.toml", cwd=place.path)
    assert said.code == 2
    assert "lapbell.toml:2  runs.folder" in said.err
    assert "lapbell.toml:4  quiet.hours" in said.err
    assert "Traceback" not in said.err + said.out


def test_the_samples_topic_is_refused(place: Place) -> None:
    (place.path / "lapbell.toml").write_text(CONFIG.format(topic="https://ntfy.sh/CHANGE-ME"))
    said = lapbell("run", "--config", "lapbell.toml", "--state", "state", cwd=place.path)
    assert said.code == 2
    assert "still has the sample's topic" in said.err
    assert "https://ntfy.sh/run-" in said.err


def test_nothing_in_the_folder_is_ever_touched(place: Place) -> None:
    with place.service() as service:
        started(service)
        place.land("evening.fit", fresh())
        service.wait_for("sent over phone")
    assert os.listdir(place.path / "runs") == ["evening.fit"]  # noqa: PTH208
