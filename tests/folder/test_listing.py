import os
import socket
from itertools import count
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from lapbell.folder import CannotOpenError, FolderError, list_folder, read_file
from lapbell.folder.opening import MOST_BYTES


def put(path: Path, data: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_run_files_are_found_in_sub_folders_whatever_their_case(tmp_path: Path) -> None:
    for name in ("a.fit", "b.FIT", "2026/10/c.Fit", "notes.txt", "d.fit.bak"):
        put(tmp_path / name)
    assert sorted(list_folder(tmp_path).entries) == ["2026/10/c.Fit", "a.fit", "b.FIT"]


def test_only_what_is_wanted_is_held(tmp_path: Path) -> None:
    for name in ("a.fit", "b.fit", "2026/c.fit"):
        put(tmp_path / name)
    listing = list_folder(tmp_path, lambda entry: entry.name != "a.fit")
    assert sorted(listing.entries) == ["2026/c.fit", "b.fit"]


def test_run_files_of_every_format_are_found_packed_or_not(tmp_path: Path) -> None:
    names = ["a.fit", "a.fit.gz", "a.tcx", "a.tcx.gz", "a.gpx", "A.GPX.GZ", "a.Zip"]
    for name in (*names, "a.gz", "a.tar.gz", "a.kml", "a.xml", "a.gpx.part", "gpx", "azip"):
        put(tmp_path / name)
    assert sorted(list_folder(tmp_path).entries) == sorted(names)


@pytest.mark.parametrize(
    "name",
    [".hidden.fit", "._a.fit", "a.fit.part", "a.tmp", ".syncthing.a.fit.tmp", "~syncthing~a.fit",
     "a.sync-conflict-20261004-ABC.fit", "@eaDir/a.fit", ".stversions/a.fit",
     "inProgressActivity.fit", "INPROGRESSACTIVITY.FIT", "#recycle/a.fit"],
)  # fmt: skip
def test_what_other_programs_keep_beside_the_files_is_ignored(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)
    assert list_folder(tmp_path).entries == {}


def test_symlinks_to_folders_are_named_and_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "outside" / "a.fit")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "runs" / "loop").symlink_to(tmp_path / "runs")
    (tmp_path / "runs" / "dead").symlink_to(tmp_path / "nowhere")
    listing = list_folder(tmp_path / "runs")
    assert listing.entries == {}
    assert sorted(listing.links) == ["link", "loop"]


@pytest.mark.parametrize(
    ("make", "why"),
    [(lambda path: None, "it is not there"), (put, "it is a file, not a folder")],
)
def test_a_folder_that_cannot_be_listed_says_why(tmp_path: Path, make: object, why: str) -> None:
    assert callable(make)
    make(tmp_path / "runs")
    with pytest.raises(FolderError, match=why):
        list_folder(tmp_path / "runs")


def test_odd_names_become_printable_and_still_open(tmp_path: Path) -> None:
    for raw in (
        b"caf\xe9.fit",
        b"two\nlines.fit",
        b"bell\x07\x1b[31m.fit",
        "Läufe 🏃.fit".encode(),
    ):
        put(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw)), raw)
    entries = list_folder(tmp_path).entries
    assert sorted(entries) == [
        "Läufe 🏃.fit", "bell\\x07\\x1b[31m.fit", "caf\\xe9.fit", "two\\nlines.fit",
    ]  # fmt: skip
    assert read_file(tmp_path, entries["caf\\xe9.fit"].path) == b"caf\xe9.fit"


def test_the_bytes_of_a_file_in_a_sub_folder_are_read(tmp_path: Path) -> None:
    put(tmp_path / "2026" / "a.fit", b"bytes")
    assert read_file(tmp_path, "2026/a.fit") == b"bytes"


def test_a_fifo_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.fit")
    assert not list_folder(tmp_path).entries["a.fit"].regular
    with pytest.raises(CannotOpenError, match="not a regular file") as caught:
        read_file(tmp_path, "a.fit")
    assert caught.value.lasting


def test_a_socket_is_not_opened(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "a.fit"))
        with pytest.raises(CannotOpenError, match="not a regular file"):
            read_file(tmp_path, "a.fit")


def test_a_symlink_to_a_secret_is_not_read(tmp_path: Path) -> None:
    put(tmp_path / "secret", b"secret")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "a.fit").symlink_to(tmp_path / "secret")
    with pytest.raises(CannotOpenError, match="symbolic link"):
        read_file(tmp_path / "runs", "a.fit")


def test_a_folder_exchanged_for_a_symlink_leads_nowhere(tmp_path: Path) -> None:
    put(tmp_path / "outside" / "a.fit", b"secret")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "2026").symlink_to(tmp_path / "outside")
    with pytest.raises(CannotOpenError):
        read_file(tmp_path / "runs", "2026/a.fit")


def test_a_huge_sparse_file_is_not_read(tmp_path: Path) -> None:
    path = put(tmp_path / "a.fit")
    os.truncate(path, 4 << 30)
    with pytest.raises(CannotOpenError, match="larger than 32 MB"):
        read_file(tmp_path, "a.fit")
    os.truncate(path, MOST_BYTES)
    assert len(read_file(tmp_path, "a.fit")) == MOST_BYTES


def test_a_file_that_is_gone_may_come_again(tmp_path: Path) -> None:
    with pytest.raises(CannotOpenError, match="no such file") as caught:
        read_file(tmp_path, "a.fit")
    assert not caught.value.lasting


def test_no_file_handle_is_left_open(tmp_path: Path) -> None:
    put(tmp_path / "2026" / "a.fit")
    (tmp_path / "link.fit").symlink_to(tmp_path / "2026" / "a.fit")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - not a folder of files
    for name in ("2026/a.fit", "link.fit", "missing.fit", "2026/missing/a.fit"):
        try:
            read_file(tmp_path, name)
        except CannotOpenError:
            continue
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_a_file_that_changes_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    path = put(tmp_path / "a.fit")
    os.truncate(path, MOST_BYTES)
    is_read = Flag()

    def touch_again_and_again() -> None:
        for second in count():
            os.utime(path, (second, second))
            if is_read.is_set():
                return

    writer = Thread(target=touch_again_and_again)
    writer.start()
    try:
        with pytest.raises(CannotOpenError, match="it is being written") as caught:
            for _ in range(50):  # the first will do, unless the writer gets no turn in it
                read_file(tmp_path, "a.fit")
    finally:
        is_read.set()
        writer.join()
    assert not caught.value.lasting
    assert len(read_file(tmp_path, "a.fit")) == MOST_BYTES


def test_a_file_that_is_longer_than_it_says_is_not_taken() -> None:
    with pytest.raises(CannotOpenError, match="it is being written"):
        read_file(Path("/proc"), "version")
