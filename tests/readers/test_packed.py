"""Gzip and zip: the runs inside are read in memory, and nothing inside can do harm."""

import gzip
import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from lapbell.readers import Reading, is_whole, read
from lapbell.readers.packed import HIGHEST_RATIO, MOST_BYTES, MOST_FILES
from making import SUNDAY_EVENING, a_run
from making_xml import a_gpx, a_gz, a_tcx, a_zip

RUN = a_run()
LATER = a_run(started_at=SUNDAY_EVENING + timedelta(hours=3))
RIDE = a_run(sport="cycling", sub_sport="generic")
NOISE = random.Random(25).randbytes(200_000)
"""Does not pack, and so allows the rest to pack the better."""

TOO_LARGE = "with more than 32 MB or 200 times its size inside"
DAMAGED = "a zip archive that is cut short or damaged: copy it again"


def unreadable(data: bytes) -> str:
    """Return why; a file that cannot be read never proves to be whole."""
    reading = read(data, athlete="anna")
    assert reading.outcome == "unreadable", reading
    return reading.reason


@pytest.mark.parametrize("pack", [a_gz, a_zip])
@pytest.mark.parametrize("plain", [RUN, a_gpx(), a_tcx()], ids=["fit", "gpx", "tcx"])
def test_a_packed_run_is_the_same_content(pack: object, plain: bytes) -> None:
    assert callable(pack)
    assert read(pack(plain), athlete="anna") == read(plain, athlete="anna")


def test_all_runs_of_an_archive_are_read() -> None:
    runs = read(a_zip(RUN, RIDE, b"notes", LATER), athlete="anna").runs
    assert [run.started_at for run in runs] == [
        SUNDAY_EVENING,
        SUNDAY_EVENING + timedelta(hours=3),
    ]
    assert len({run.id for run in runs}) == 2


def test_an_archive_without_a_run_says_what_is_inside() -> None:
    data = a_zip(RIDE, b"notes", a_gpx(sport="hiking"), RIDE)
    reason = "a ride (cycling); a hike (hiking)"
    assert read(data, athlete="anna") == Reading("not a run", reason)
    assert read(a_zip(), athlete="anna") == Reading("not a run", "an empty zip archive")
    assert unreadable(a_zip(b"notes", b"photo")) == "neither FIT, TCX nor GPX"


def test_folders_in_an_archive_are_passed_over() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.mkdir("activities")
        archive.writestr("activities/1.fit", RUN)
    assert len(read(made.getvalue(), athlete="anna").runs) == 1
    folder = a_zip(b"", name="activities/")
    assert read(folder, athlete="anna") == Reading("not a run", "an empty zip archive")


@pytest.mark.parametrize("name", ["../../etc/passwd{}", "/{}", "C:\\{}", "a\x1b[31m\u202e{}", ""])
def test_names_inside_mean_nothing_and_are_never_shown(name: str) -> None:
    assert len(read(a_zip(RUN, name=name), athlete="anna").runs) == 1
    assert read(a_zip(RIDE, name=name), athlete="anna").reason == "a ride (cycling)"


@pytest.mark.parametrize("outer", [a_gz, a_zip])
@pytest.mark.parametrize("inner", [a_gz, a_zip])
def test_what_is_packed_twice_is_left_packed(outer: object, inner: object) -> None:
    assert callable(outer)
    assert callable(inner)
    assert unreadable(outer(inner(RUN))) == "packed twice: unpack it into the folder"


def test_a_run_beside_another_archive_is_read() -> None:
    assert len(read(a_zip(a_zip(LATER), RUN), athlete="anna").runs) == 1


def test_an_archive_of_many_files_is_left_packed() -> None:
    assert len(read(a_zip(*[RUN] * MOST_FILES), athlete="anna").runs) == MOST_FILES
    reason = "a zip archive of more than 20 files: unpack it into the folder"
    assert unreadable(a_zip(*[RUN] * (MOST_FILES + 1))) == reason


@pytest.mark.parametrize("size", [200_000_000, MOST_BYTES + 1])
def test_a_zip_bomb_is_not_unpacked(size: int) -> None:
    assert unreadable(a_zip(bytes(size))) == f"a zip archive {TOO_LARGE}"


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    bomb = bytearray(a_zip(bytes(100_000_000)))
    directory = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<I", bomb, directory + 24, 1000)
    with little_memory():
        assert unreadable(bytes(bomb)) == DAMAGED


@contextmanager
def little_memory() -> Iterator[None]:
    """Fail where the block takes more than the limit and some room to work in."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 3 * MOST_BYTES
    finally:
        tracemalloc.stop()


def test_the_files_of_an_archive_share_the_room() -> None:
    half = NOISE + bytes(MOST_BYTES // 2 - len(NOISE))
    assert unreadable(a_zip(half, half)) == "neither FIT, TCX nor GPX"
    assert unreadable(a_zip(half, half, b"x")) == f"a zip archive {TOO_LARGE}"


def test_a_gzip_bomb_is_not_unpacked() -> None:
    bomb = a_gz(bytes(200_000_000))
    with little_memory():
        assert unreadable(bomb) == f"a gzip file {TOO_LARGE}"
    assert unreadable(a_gz(NOISE + bytes(MOST_BYTES))) == f"a gzip file {TOO_LARGE}"
    blank = a_gpx().replace(b"</gpx>", b" " * 5_000_000 + b"</gpx>")
    assert unreadable(a_gz(blank)) == f"a gzip file {TOO_LARGE}"
    assert len(blank) / len(a_gz(blank)) > HIGHEST_RATIO


def test_an_encrypted_archive_is_named() -> None:
    made = bytearray(a_zip(RUN))
    made[6] |= 1
    made[made.rindex(b"PK\x01\x02") + 8] |= 1
    assert unreadable(bytes(made)) == "an encrypted zip archive: unpack it into the folder"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_of_an_unusual_kind_is_named(method: int) -> None:
    reason = "a zip archive of an unusual kind: unpack it into the folder"
    assert unreadable(a_zip(RUN, method=method)) == reason


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_changed_byte_inside_an_archive_is_noticed(method: int) -> None:
    made = bytearray(a_zip(RUN, method=method))
    made[len(made) // 2] ^= 1
    assert unreadable(bytes(made)) == DAMAGED


def test_a_changed_byte_inside_a_gzip_file_is_noticed() -> None:
    made = bytearray(a_gz(RUN))
    made[-6] ^= 1
    assert unreadable(bytes(made)) == "a gzip file that is damaged: copy it again"


def test_a_cut_gzip_file_is_what_is_left_of_it() -> None:
    (run,) = read(a_gz(RUN)[:-2000], athlete="anna").runs
    assert run.started_at == SUNDAY_EVENING
    assert not run.whole
    assert unreadable(a_gz(RUN)[:10]) == "a gzip file that is cut short: copy it again"


def test_a_cut_gzip_file_whose_run_is_all_there_loses_no_fact() -> None:
    assert read(a_gz(RUN)[:-4], athlete="anna") == read(RUN, athlete="anna")
    assert not is_whole(a_gz(RUN)[:-4])


def test_the_header_of_gzip_may_hold_a_name() -> None:
    made = io.BytesIO()
    with gzip.GzipFile("../../run.fit", "wb", fileobj=made, mtime=0) as file:
        file.write(RUN)
    assert len(read(made.getvalue(), athlete="anna").runs) == 1
    assert is_whole(made.getvalue())
