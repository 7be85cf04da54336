"""A file is what its bytes say, whatever it is called."""

import gzip
import subprocess
import sys

import pytest

from lapbell.readers import Reading, read
from lapbell.readers.write import write_fit
from making import a_run


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\0" * 4096, "empty"),
        (b" \r\n", "empty"),
        (b'<?xml version="1.0"?>\n<TrainingCenterDatabase xmlns="x">', "TCX, not FIT"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><gpx version="1.1">', "GPX, not FIT"),
        (b"PK\x03\x04" + b"\0" * 30, "a zip archive"),
        (gzip.compress(b"x"), "a gzip archive"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "a Git LFS pointer, "
         "not the file itself"),
        (b"<!doctype html><title>Sign in</title>", "not a FIT file"),
        (b"\x0e\x10\x00\x00", "not a FIT file"),
    ],
)  # fmt: skip
def test_what_is_not_fit_is_named(data: bytes, reason: str) -> None:
    assert read(data, athlete="anna") == Reading("unreadable", reason)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("workout", "a workout"),
        ("course", "a course"),
        ("settings", "a settings file"),
        ("monitoring_b", "a monitoring file"),
        ("blood_pressure", "a blood pressure file"),
        ("activity", "an activity without a session or a sport"),
    ],
)
def test_a_fit_file_that_is_no_activity_is_named(kind: str, reason: str) -> None:
    assert read(write_fit([("file_id", {"type": kind})]), athlete="anna") == Reading(
        "not a run", reason
    )


@pytest.mark.parametrize(
    ("sport", "sub_sport", "reason"),
    [
        ("cycling", "generic", "a ride (cycling)"),
        ("cycling", "indoor_cycling", "a ride (cycling, indoor cycling)"),
        ("swimming", "lap_swimming", "a swim (swimming, lap swimming)"),
        ("training", "yoga", "an activity (training, yoga)"),
        ("generic", None, "an activity of no sport"),
    ],
)
def test_another_sport_is_named(sport: str, sub_sport: str | None, reason: str) -> None:
    reading = read(a_run(sport=sport, sub_sport=sub_sport), athlete="anna")
    assert reading == Reading("not a run", reason)


def test_importing_the_room_loads_neither_fitparse_nor_numpy() -> None:
    code = "import sys, lapbell.readers; print({'fitparse', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
