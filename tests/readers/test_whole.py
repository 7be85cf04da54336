"""`is_whole` is a proof: it never says yes to a file that may still grow."""

import zipfile
from datetime import timedelta
from typing import Any

import pytest
from fastcrc import crc16

from lapbell.readers import is_whole
from lapbell.readers.segments import frame
from making import a_run
from making_xml import a_gpx, a_gz, a_tcx, a_zip

RUN = a_run()
SHORT: dict[str, Any] = {"elapsed": timedelta(seconds=20), "distance_m": 60}
FIT, GPX, TCX = a_run(**SHORT), a_gpx(**SHORT), a_tcx(laps=2, **SHORT)
STORED = zipfile.ZIP_STORED


def without_crc(fit: bytes) -> bytes:
    return fit[:-2] + b"\0\0"


def with_header_of_twelve(fit: bytes) -> bytes:
    start = bytes([12]) + fit[1:12] + fit[14:-2]
    return start + crc16.arc(start).to_bytes(2, "little")


def test_a_file_whose_checksum_agrees_is_whole() -> None:
    assert is_whole(RUN)


def test_a_chain_of_two_files_is_whole() -> None:
    assert is_whole(RUN + RUN)


def test_a_header_of_twelve_bytes_will_do() -> None:
    assert is_whole(with_header_of_twelve(RUN))


@pytest.mark.parametrize("length", [0, 1, 11, 12, 14, 15, 100, len(RUN) - 2, len(RUN) - 1])
def test_no_beginning_of_a_file_is_whole(length: int) -> None:
    assert not is_whole(RUN[:length])


def test_no_chain_that_is_still_arriving_is_whole() -> None:
    chain = RUN + RUN
    cuts = [length for length in range(len(RUN) + 1, len(chain)) if is_whole(chain[:length])]
    assert cuts == []


@pytest.mark.parametrize(
    "fit",
    [
        RUN + b"\0",
        without_crc(RUN),
        RUN[:200] + bytes([RUN[200] ^ 1]) + RUN[201:],
        RUN[:4] + b"\0\0\0\0" + RUN[8:],
        RUN[:4] + b"\xff\xff\xff\xff" + RUN[8:],
        RUN[8:],
        b"<kml></kml>",
        b"\0" * 100,
    ],
    ids=[
        "a trailing byte",
        "a zero checksum",
        "a changed bit",
        "no length yet",
        "an absurd length",
        "no header",
        "another format",
        "zeros",
    ],
)
def test_anything_else_proves_nothing(fit: bytes) -> None:
    assert not is_whole(fit)


def test_a_file_without_messages_proves_nothing() -> None:
    assert not is_whole(frame(b""))


@pytest.mark.parametrize(
    "whole",
    [FIT, GPX, TCX, a_gz(FIT), a_gz(GPX), a_zip(FIT), a_zip(GPX, TCX), a_zip(FIT, method=STORED),
     a_zip(a_zip(FIT), method=STORED), a_zip()],
    ids=["fit", "gpx", "tcx", "fit.gz", "gpx.gz", "fit in zip", "two in zip", "stored in zip",
         "zip in zip", "an empty zip"],
)  # fmt: skip
def test_a_file_that_is_still_arriving_is_whole_at_its_last_byte_alone(whole: bytes) -> None:
    written = len(whole.rstrip(b"\n"))
    cuts = [length for length in range(written) if is_whole(whole[:length])]
    assert cuts == []
    assert is_whole(whole)


@pytest.mark.parametrize("whole", [FIT, GPX, TCX, a_gz(GPX), a_zip(FIT)])
def test_a_file_that_is_written_into_room_made_before_is_whole_at_its_end(whole: bytes) -> None:
    growing = [whole[:length].ljust(len(whole), b"\0") for length in range(0, len(whole), 7)]
    assert [part for part in growing if part != whole and is_whole(part)] == []


@pytest.mark.parametrize("whole", [GPX, TCX, a_gz(GPX), a_zip(FIT)])
def test_what_follows_the_end_proves_that_something_is_odd(whole: bytes) -> None:
    assert not is_whole(whole + b"\0")
    assert not is_whole(whole + whole)


@pytest.mark.parametrize("whole", [GPX, TCX])
def test_a_hole_in_the_middle_of_an_xml_file_is_noticed(whole: bytes) -> None:
    middle = len(whole) // 2
    assert not is_whole(whole[:middle] + bytes(100) + whole[middle + 100 :])


def test_a_comment_behind_an_archive_belongs_to_it() -> None:
    archive = a_zip(FIT)
    assert is_whole(archive[:-2] + b"\5\0hello")
    assert not is_whole(archive[:-2] + b"\6\0hello")


def test_a_packed_file_that_is_not_looked_into_proves_nothing() -> None:
    assert not is_whole(a_zip(*[FIT] * 21))
    assert not is_whole(a_gz(bytes(1_000_000)))
