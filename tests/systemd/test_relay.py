"""The relay: what it fetches, against a server that answers as intervals.icu is documented to."""

import base64
import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from making import a_run
from systemd.analyse import analyses, analyze
from systemd.notes import CHECKOUT

RELAY = CHECKOUT / "systemd" / "relay"
KEY = "a-key-of-the-test"
MISSING = [tool for tool in ("curl", "jq") if shutil.which(tool) is None]
fetches = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@dataclass
class Intervals:
    """intervals.icu, as far as the relay asks it; `asked` are the paths, without the query."""

    activities: list[dict[str, object]]
    asked: list[str] = field(default_factory=list)
    address: str = ""
    listing: bytes = b""
    """Answered in place of the activities."""
    without_file: str = ""
    instead: tuple[int, bytes] = (404, b"{}")
    """What is answered for that file."""

    def answer(self, path: str, login: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if base64.b64decode(login.removeprefix("Basic ")) != f"API_KEY:{KEY}".encode():
            return 401, b"{}"
        if path == "/athlete/0/activities":
            return 200, self.listing or json.dumps(self.activities).encode()
        if path == f"/activity/{self.without_file}/file":
            return self.instead
        return 200, gzip.compress(a_run())


@pytest.fixture
def intervals() -> Iterator[Intervals]:
    server_side = Intervals([{"id": "i1", "source": "GARMIN_CONNECT"}, {"id": "i2"}])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            login = self.headers.get("Authorization", "")
            code, body = server_side.answer(self.path.partition("?")[0], login)
            self.send_response(code)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        server_side.address = f"http://127.0.0.1:{server.server_port}"
        yield server_side
        server.shutdown()


def fetch(tmp_path: Path, intervals: Intervals, key: str = KEY) -> subprocess.CompletedProcess[str]:
    (tmp_path / "runs").mkdir(exist_ok=True)
    (tmp_path / "key").write_text(f"{key}\n")
    told = {"LAPBELL_RUNS": "runs", "INTERVALS_KEY_FILE": "key", "no_proxy": "127.0.0.1"}
    return subprocess.run(
        [RELAY / "lapbell-relay"],
        cwd=tmp_path,
        env={**os.environ, **told, "INTERVALS_API": intervals.address},
        capture_output=True,
        text=True,
        check=False,
    )


@fetches
def test_each_new_file_is_fetched_once(tmp_path: Path, intervals: Intervals) -> None:
    done = fetch(tmp_path, intervals)
    assert (done.returncode, done.stdout) == (0, "i1\ni2\n"), done.stderr
    names = sorted(path.name for path in (tmp_path / "runs").iterdir())
    assert names == ["i1.fit", "i2.fit"]
    assert gzip.decompress((tmp_path / "runs" / "i1.fit").read_bytes()) == a_run()
    intervals.asked.clear()
    assert fetch(tmp_path, intervals).stdout == ""
    assert intervals.asked == ["/athlete/0/activities"]


@fetches
def test_what_came_from_strava_or_has_an_odd_name_is_left_out(
    tmp_path: Path, intervals: Intervals
) -> None:
    intervals.activities = [{"id": "77", "source": "STRAVA"}, {"id": "../../evil"}]
    assert fetch(tmp_path, intervals).returncode == 0
    assert intervals.asked == ["/athlete/0/activities"]
    assert list((tmp_path / "runs").iterdir()) == []


@fetches
def test_an_activity_without_a_file_keeps_no_other(tmp_path: Path, intervals: Intervals) -> None:
    intervals.without_file = "i1"
    said = fetch(tmp_path, intervals)
    assert said.returncode == 0
    assert said.stdout.splitlines() == ["no file of i1", "i2"]
    assert [each.name for each in (tmp_path / "runs").iterdir()] == ["i2.fit"]


@fetches
@pytest.mark.parametrize("instead", [(401, b"{}"), (429, b"{}"), (500, b""), (200, b"")])
def test_a_file_that_did_not_come_keeps_no_other_and_is_a_failure(
    tmp_path: Path, intervals: Intervals, instead: tuple[int, bytes]
) -> None:
    intervals.without_file, intervals.instead = "i1", instead
    said = fetch(tmp_path, intervals)
    assert said.returncode != 0
    assert said.stdout.splitlines() == ["no file of i1", "i2"]
    assert sorted(path.name for path in (tmp_path / "runs").glob("*.fit")) == ["i2.fit"]
    intervals.without_file = ""
    assert fetch(tmp_path, intervals).stdout == "i1\n"


@fetches
@pytest.mark.parametrize("body", [b"<html>Log in", b'{"error": "busy"}', b"null", b'["i1"]'])
def test_an_answer_that_is_no_list_of_activities_is_a_failure(
    tmp_path: Path, intervals: Intervals, body: bytes
) -> None:
    intervals.listing = body
    assert fetch(tmp_path, intervals).returncode != 0
    assert list((tmp_path / "runs").iterdir()) == []


@fetches
def test_no_activity_is_no_failure(tmp_path: Path, intervals: Intervals) -> None:
    intervals.activities = []
    assert fetch(tmp_path, intervals).returncode == 0


@fetches
def test_a_wrong_key_is_told_and_not_shown(tmp_path: Path, intervals: Intervals) -> None:
    done = fetch(tmp_path, intervals, key="a-wrong-key")
    assert done.returncode != 0
    assert "The requested URL returned error: 401" in done.stderr
    assert "a-wrong-key" not in done.stdout + done.stderr


@analyses
def test_service_and_timer_are_ones_that_systemd_knows(tmp_path: Path) -> None:
    for name in ("lapbell-relay.service", "lapbell-relay.timer"):
        text = (RELAY / name).read_text()
        (tmp_path / name).write_text(
            text.replace("/usr/local/lib/lapbell/lapbell-relay", "/bin/true")
        )
    files = [tmp_path / "lapbell-relay.timer", tmp_path / "lapbell-relay.service"]
    assert analyze("verify", "--man=no", "--recursive-errors=yes", *files) == (0, "")


def test_the_notes_name_every_file_and_the_group() -> None:
    notes = (RELAY / "README.md").read_text()
    for file in RELAY.iterdir():
        assert file.name == "README.md" or f"systemd/relay/{file.name} " in notes
    assert "SupplementaryGroups=anna\n" in (RELAY / "lapbell-relay.service").read_text()
