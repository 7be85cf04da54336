"""A changed config, as the service at work takes it: at once, in words, and never a bad one."""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from making import a_run
from ntfy_double import NtfyDouble
from running import Running, lapbell, wait_until

CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["runs"]

[channels.phone]
ntfy = "{topic}"

[[trigger]]
name = "Calves"
after_run = "0 s"
routine = "calf-pump"

[summary]
at = "off"

[web]
listen = "127.0.0.1:18378"
"""
NOT_TOML = "[runs\n"


@dataclass
class Place:
    path: Path
    ntfy: NtfyDouble

    def __post_init__(self) -> None:
        (self.path / "runs").mkdir()
        (self.path / "lapbell.toml").write_text(self.config)

    @property
    def config(self) -> str:
        return CONFIG.format(topic=self.ntfy.address("runs"))

    def write(self, text: str, name: str = "lapbell.toml") -> None:
        """Replace a file as an editor does."""
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        aside = self.path / "aside"
        aside.write_text(text)
        aside.rename(file)

    def service(self) -> Running:
        return Running("run", "--state", "state", cwd=self.path)

    def land(self, folder: str = "runs", **values: object) -> None:
        """Let a run of 44:10 that ended a minute ago land."""
        start = datetime.now(UTC) - timedelta(minutes=45, seconds=10)
        (self.path / "aside.fit").write_bytes(a_run(started_at=start, **values))
        (self.path / "aside.fit").rename(self.path / folder / "a.fit")

    def titles(self, topic: str = "runs") -> list[str]:
        return [str(message["title"]) for message in self.ntfy.messages(topic)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with NtfyDouble() as ntfy:
        yield Place(tmp_path, ntfy)


def started(service: Running) -> None:
    service.wait_for("the page is at")
    service.wait_for("run files there already")


def hang_up(service: Running) -> None:
    service.process.send_signal(signal.SIGHUP)


def test_on_sighup_a_changed_trigger_is_told_and_used(place: Place) -> None:
    with place.service() as service:
        started(service)
        place.write(place.config.replace("calf-pump", "legs-up").replace("Calves", "Legs"))
        hang_up(service)
        line = service.wait_for("config read again")
        place.land()
        wait_until(place.titles, lambda: service.text)
    assert line.endswith("config read again: trigger Legs is new; trigger Calves is gone")
    assert "Legs" in place.titles()[0]


def test_a_changed_file_is_read_by_itself(place: Place) -> None:
    with place.service() as service:
        started(service)
        place.write(place.config.replace('"0 s"', '"5 min"'))
        line = service.wait_for("config read again")
    assert line.endswith("config read again: trigger Calves changed")


def test_read_again_unchanged_says_so_and_changes_nothing(place: Place) -> None:
    with place.service() as service:
        started(service)
        hang_up(service)
        service.wait_for("config read again: nothing has changed")
        place.land()
        wait_until(place.titles, lambda: service.text)


def test_a_bad_edit_keeps_the_last_good_config_and_says_so_everywhere(place: Place) -> None:
    with place.service() as service:
        started(service)
        place.write(NOT_TOML)
        line = service.wait_for("the config cannot be used, so the one before goes on")
        told = requests.get("http://127.0.0.1:18378/status.json", timeout=5).json()
        said = lapbell("status", "--state", "state", cwd=place.path)
        place.land()
        wait_until(place.titles, lambda: service.text)
        place.write(place.config)
        service.wait_for("config read again: nothing has changed")
        mended = requests.get("http://127.0.0.1:18378/status.json", timeout=5).json()
    assert "lapbell.toml:1:6: the header of a table is not closed" in line
    assert "lapbell.toml:1:6" in told["trouble"]["config"]
    assert said.code == 2
    assert said.err.endswith("The service goes on with the config it had.\n")
    assert mended["trouble"] == {}


def test_a_topic_of_the_sample_is_no_better_than_a_bad_edit(place: Place) -> None:
    with place.service() as service:
        started(service)
        place.write(CONFIG.format(topic="https://ntfy.sh/CHANGE-ME"))
        line = service.wait_for("so the one before goes on")
    assert "this still has the sample's topic" in line


def test_a_new_folder_is_watched_and_what_is_there_is_history(place: Place) -> None:
    (place.path / "more").mkdir()
    (place.path / "more" / "old.fit").write_bytes(a_run())
    with place.service() as service:
        started(service)
        place.write(place.config.replace('["runs"]', '["runs", "more"]'))
        service.wait_for(f"config read again: folder {place.path / 'more'} is new")
        service.wait_for("more: 1 run files there already; none of them rings")
        time.sleep(0.3)  # until the watch stands; without it the next scan would do
        place.land("more")
        wait_until(place.titles, lambda: service.text)
    assert len(place.titles()) == 1


def test_the_page_stays_where_it_is_and_moves_where_it_is_told_to(place: Place) -> None:
    with place.service() as service:
        started(service)
        session = requests.Session()
        session.get("http://127.0.0.1:18378/health", timeout=5)
        place.write(place.config.replace("Calves", "Legs"))
        hang_up(service)
        service.wait_for("config read again")
        assert session.get("http://127.0.0.1:18378/health", timeout=5).ok
        place.write(place.config.replace("18378", "18379"))
        hang_up(service)
        service.wait_for("the page is at http://127.0.0.1:18379/")
        assert session.get("http://127.0.0.1:18379/health", timeout=5).ok
        with pytest.raises(requests.ConnectionError):
            requests.get("http://127.0.0.1:18378/health", timeout=5)
        place.write(place.config.replace("127.0.0.1:18378", "off"))
        hang_up(service)
        service.wait_for("config read again: web.listen changed; trigger")
    assert service.text.count("the page is at") == 2


def test_what_waits_is_called_back_where_its_trigger_is_gone(place: Place) -> None:
    place.write(place.config.replace('"0 s"', '"2 min"'))
    with place.service() as service:
        started(service)
        place.land()
        service.wait_for("Calves: fired")
        place.write(place.config.replace("Calves", "Others"))
        hang_up(service)
        service.wait_for("config read again")
        wait_until(lambda: not waiting(place), lambda: service.text)
    assert place.titles() == []


def test_what_waits_stays_where_its_trigger_only_changed(place: Place) -> None:
    place.write(place.config.replace('"0 s"', '"2 min"'))
    with place.service() as service:
        started(service)
        place.land()
        service.wait_for("Calves: fired")
        hang_up(service)
        place.write(place.config.replace('"0 s"', '"3 min"'))
        service.wait_for("trigger Calves changed")
        time.sleep(0.5)
        assert len(waiting(place)) == 1


def waiting(place: Place) -> list[object]:
    said = lapbell("status", "--state", "state", "--json", cwd=place.path).json
    found = said["athletes"][0]["waiting"]
    assert isinstance(found, list)
    return found


def of_ben(place: Place) -> str:
    text = place.config.split("[web]")[0].replace('["runs"]', '["../bens"]')
    return text.replace("/runs", "/bens").replace("../bens", str(place.path / "bens"))


def test_an_athlete_comes_rings_and_goes_and_nobody_else_notices(place: Place) -> None:
    (place.path / "bens").mkdir()
    with place.service() as service:
        started(service)
        place.write(of_ben(place), "athletes/ben.toml")
        service.wait_for("config read again: athlete ben is new")
        service.wait_for("bens: 0 run files there already")
        time.sleep(0.3)
        place.land("bens")
        wait_until(lambda: place.titles("bens"), lambda: service.text)
        (place.path / "athletes" / "ben.toml").unlink()
        service.wait_for("config read again: athlete ben is gone")
        place.land()
        wait_until(place.titles, lambda: service.text)
    assert (len(place.titles()), len(place.titles("bens"))) == (1, 1)


def test_an_athletes_broken_file_stops_only_that_athlete_and_says_so(place: Place) -> None:
    (place.path / "bens").mkdir()
    place.write(of_ben(place).replace("calf-pump", "calf-pmup"), "athletes/ben.toml")
    with place.service() as service:
        started(service)
        line = service.wait_for("ben gets nothing")
        said = lapbell("status", "--state", "state", "--json", cwd=place.path)
        place.land()
        wait_until(place.titles, lambda: service.text)
        place.write(of_ben(place), "athletes/ben.toml")
        service.wait_for("config read again: athlete ben is new")
        well = lapbell("status", "--state", "state", "--json", cwd=place.path)
    assert 'there is no routine "calf-pmup"; did you mean `calf-pump`?' in line
    assert (said.code, len(said.json["problems"])) == (1, 1)
    assert said.json["problems"][0].startswith("ben gets nothing")
    assert (well.code, [one["athlete"] for one in well.json["athletes"]]) == (0, ["me", "ben"])


def test_with_two_athletes_each_line_says_whose_it_is(place: Place) -> None:
    (place.path / "bens").mkdir()
    bens = place.config.split("[web]")[0].replace('["runs"]', f'["{place.path}/bens"]')
    place.write(bens, "athletes/ben.toml")
    with place.service() as service:
        service.wait_for(f"ben: {place.path}/bens: 0 run files there already")
        service.wait_for(f"me: {place.path}/runs: 0 run files there already")
        place.land("bens")
        assert " ben: sent over phone: " in service.wait_for("sent over phone")
        assert " ben: a.fit: run of " in service.wait_for("a.fit: run of ")


def test_where_two_share_a_folder_only_the_one_who_ran_has_a_line(place: Place) -> None:
    both = place.config.replace('["runs"]', f'["{place.path}/runs"]\nwatches = ["Forerunner 255"]')
    place.write(both.split("[web]")[0].replace("Forerunner 255", "Fenix 7"), "athletes/ben.toml")
    place.write(both)
    with place.service() as service:
        service.wait_for("ben: ")
        place.land()
        service.wait_for("me: sent over phone: ")
        service.end()
    about = [line for line in service.lines if "a.fit" in line]
    assert len(about) == 1
    assert " me: a.fit: run of " in about[0]


def test_with_a_second_athlete_the_pages_ask_who_is_there_until_that_one_has_gone(
    place: Place,
) -> None:
    (place.path / "bens").mkdir()
    pages, browser = "http://127.0.0.1:18378", requests.Session()
    with place.service() as service:
        started(service)
        alone = requests.get(pages, timeout=5)
        place.write(of_ben(place), "athletes/ben.toml")
        service.wait_for("config read again: athlete ben is new")
        asked = requests.get(f"{pages}/weeks", timeout=5)
        words = ("web-key", "--athlete", "ben", "--json", "--state", "state")
        key = lapbell(*words, cwd=place.path).json["key"]
        opened = browser.post(f"{pages}/key", data={"key": key}, timeout=5)
        others = browser.get(f"{pages}/weeks", timeout=5)
        (place.path / "athletes" / "ben.toml").unlink()
        service.wait_for("config read again: athlete ben is gone")
        gone = browser.get(f"{pages}/athletes/ben/", timeout=5)
    assert (alone.url, alone.status_code) == (f"{pages}/", 200)
    assert asked.url == others.url == f"{pages}/key?next=/weeks"
    assert (opened.url, opened.status_code) == (f"{pages}/athletes/ben/", 200)
    assert gone.status_code == 404
