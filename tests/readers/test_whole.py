"""`is_whole` is a proof: it never says yes to a file that may still grow."""

import pytest
from fastcrc import crc16

from lapbell.readers import is_whole
from lapbell.readers.segments import frame
from making import a_run

RUN = a_run()


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
        b"<gpx></gpx>",
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
