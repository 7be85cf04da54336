"""Files that come over the wire, and where they end up."""

import resource
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from browser.stage import Stage, set_up
from lapbell.errors import LapbellError
from lapbell.store import files
from lapbell.web.access import Access
from lapbell.web.desk.uploads import UploadFolder, file_name, folder_of
from lapbell.web.safety import Doors
from life import SECRET
from web.test_access import KEY, Stopwatch

GIGABYTE = 2**30


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = set_up(tmp_path)
    with stage.store.write() as db:
        files.begin_folder(db, "me", str(added_of(stage)), [], stage.now())
    yield stage
    stage.store.close()


def added_of(stage: Stage) -> Path:
    return folder_of(stage.store.path.parent, "me")


def send(address: str, name: str, data: bytes = b"bytes") -> requests.Response:
    return requests.post(f"{address}/add", files={"file": (name, data)}, timeout=10)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("run.fit", "run.fit"),
        ("Morning Run.FIT.gz", "Morning_Run.fit.gz"),
        ("../../etc/cron.d/run.fit", "run.fit"),
        ("..\\..\\run.gpx", "run.gpx"),
        ("/etc/run.tcx", "run.tcx"),
        ("C:\\runs\\run.fit", "run.fit"),
        (".fit", "run.fit"),
        ("...fit", "run.fit"),
        (".hidden.fit", "hidden.fit"),
        ("ru\0n\r\n.fit", "run.fit"),
        ("Läufe/Läufe.gpx", "Laufe.gpx"),
        ("跑步.fit", "run.fit"),
        ("x" * 500 + ".fit", "x" * 80 + ".fit"),
        ("-rf.fit", "-rf.fit"),
        ("run.fit/", None),
        ("run.fit.exe", None),
        ("lapbell.toml", None),
        ("", None),
        ("..", None),
    ],
)
def test_a_name_keeps_nothing_that_leads_elsewhere(given: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(LapbellError, match="is no run file by its name"):
            file_name(given)
    else:
        assert file_name(given) == kept


@pytest.mark.parametrize("name", ["../../../evil.fit", "/etc/evil.fit", "..\\evil.fit"])
def test_a_file_lands_in_its_folder_and_nowhere_else(stage: Stage, name: str) -> None:
    before = set(stage.store.path.parent.parent.rglob("*"))

    with stage.pages() as address:
        assert send(address, name).status_code == 200

    new = set(stage.store.path.parent.parent.rglob("*")) - before
    assert new == {added_of(stage) / "evil.fit"}


def test_a_second_file_of_a_name_takes_no_others_place(stage: Stage) -> None:
    with stage.pages() as address:
        send(address, "run.fit", b"first")
        send(address, "run.fit", b"second")

    assert (added_of(stage) / "run.fit").read_bytes() == b"first"
    assert (added_of(stage) / "run-2.fit").read_bytes() == b"second"


def test_a_link_in_the_folder_is_not_written_through(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (added_of(stage) / "run.fit").symlink_to(tmp_path / "mine")

    with stage.pages() as address:
        send(address, "run.fit")

    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert (added_of(stage) / "run-2.fit").read_bytes() == b"bytes"


def test_the_page_tells_of_the_file_at_once(stage: Stage) -> None:
    with stage.pages() as address:
        told = send(address, "run.fit")

    assert "run.fit" in told.text
    assert "Waits to be read" in told.text


def test_what_is_no_run_file_is_refused_and_leaves_nothing(stage: Stage) -> None:
    with stage.pages() as address:
        refused = send(address, "run.exe")

    assert refused.status_code == 400
    assert "run.exe is no run file by its name" in refused.text
    assert list(added_of(stage).iterdir()) == []


def test_before_the_first_look_a_file_would_not_ring_so_it_is_not_taken(tmp_path: Path) -> None:
    stage = set_up(tmp_path)
    with stage.pages() as address:
        refused = send(address, "run.fit")
    stage.store.close()

    assert (refused.status_code, "Try again in a minute" in refused.text) == (400, True)


def test_a_dropped_upload_leaves_nothing(tmp_path: Path) -> None:
    upload = UploadFolder(tmp_path).begin("run.fit")
    upload.file.write(b"half")
    upload.drop()

    assert list(tmp_path.iterdir()) == []


def test_a_landed_upload_stays_when_it_is_dropped_after(tmp_path: Path) -> None:
    upload = UploadFolder(tmp_path).begin("run.fit")
    upload.land()
    upload.drop()

    assert [path.name for path in tmp_path.iterdir()] == ["run.fit"]


def test_a_folder_that_is_gone_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(LapbellError, match=r"could not be kept in .*gone: No such file"):
        UploadFolder(tmp_path / "gone").begin("run.fit")


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    where = urlsplit(address)
    with closing(socket.create_connection((where.hostname, where.port), timeout=20)) as line:
        yield line


def pour(line: socket.socket, body_bytes: int) -> int:
    """Send so many bytes, or as many as the other side takes; return how many went."""
    sent, block = 0, b"x" * 2**20
    try:
        while sent < body_bytes:
            sent += line.send(block)
    except OSError:
        pass
    return sent


def heading(path: str, *lines: str) -> bytes:
    form = "Content-Type: multipart/form-data; boundary=b"
    return "\r\n".join((f"POST {path} HTTP/1.1", "Host: 127.0.0.1", form, *lines, "", "")).encode()


FOUR_GIGABYTES = [f"Content-Length: {4 * GIGABYTE}"], ["Transfer-Encoding: chunked"]


@pytest.mark.parametrize("lines", FOUR_GIGABYTES, ids=["announced", "in chunks"])
@pytest.mark.parametrize("path", ["/add", "/answer"])
def test_four_gigabytes_are_cut_off_and_fill_neither_memory_nor_disk(
    stage: Stage, path: str, lines: list[str]
) -> None:
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chunk = b"100000000\r\n" if "chunked" in lines[0] else b""
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.fit"\r\n\r\n'

    with stage.pages() as address, connected(address) as line:
        line.sendall(heading(path, *lines) + chunk + start)
        sent = pour(line, 4 * GIGABYTE)
        still_there = requests.get(f"{address}/health", timeout=10)

    assert sent < GIGABYTE / 4
    assert still_there.status_code == 200
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 80_000
    assert list(added_of(stage).iterdir()) == []


def test_whoever_has_not_the_key_is_cut_off_at_once(stage: Stage) -> None:
    access = Access(KEY, SECRET, Stopwatch())
    doors = Doors(access=lambda: access)

    with stage.pages(doors) as address, connected(address) as line:
        line.sendall(heading("/add", f"Content-Length: {8 * 2**20}"))
        answer = line.recv(4096)

    assert answer.startswith(b"HTTP/1.1 413 ")
