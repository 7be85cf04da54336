"""A file is what its bytes say, whatever it is called."""

import subprocess
import sys
import zipfile

import pytest

from lapbell.readers import Reading, is_whole, read
from lapbell.readers.write import write_fit
from making import a_run
from making_xml import a_gpx, a_gz, a_tcx, a_zip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\0" * 4096, "empty"),
        (b" \r\n", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "a Git LFS pointer, "
         "not the file itself"),
        (b"<!doctype html><title>Sign in</title>", "neither FIT, TCX nor GPX"),
        (b"<kml><Placemark/></kml>", "neither FIT, TCX nor GPX"),
        (b"\x0e\x10\x00\x00", "neither FIT, TCX nor GPX"),
    ],
)  # fmt: skip
def test_what_is_no_run_file_is_named(data: bytes, reason: str) -> None:
    assert read(data, athlete="anna") == Reading("unreadable", reason)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (a_run(), "fit"),
        (a_tcx(), "tcx"),
        (a_gpx(), "gpx"),
        (b"\xef\xbb\xbf" + a_gpx(), "gpx"),
        (b"\r\n  \t" + a_tcx(), "tcx"),
        (b"\xef\xbb\xbf\n" + a_gpx(), "gpx"),
        (a_gpx().decode().replace("UTF-8", "UTF-16").encode("utf-16"), "gpx"),
        (a_gpx().replace(b"?>", b"?><!-- " + b"made by hand " * 50 + b"-->", 1), "gpx"),
        (a_gpx().replace(b"<gpx", b"<x:gpx").replace(b"</gpx", b"</x:gpx"), "gpx"),
        (a_gz(a_run()), "fit"),
        (a_gz(a_tcx()), "tcx"),
        (a_gz(a_gpx()), "gpx"),
        (a_zip(a_run()), "fit"),
        (a_zip(a_tcx()), "tcx"),
        (a_zip(a_gpx(), method=zipfile.ZIP_STORED), "gpx"),
    ],
    ids=["fit", "tcx", "gpx", "a byte order mark", "white space first", "both", "UTF-16",
         "a long comment", "a prefix", "fit.gz", "tcx.gz", "gpx.gz", "fit in zip", "tcx in zip",
         "gpx in zip"],
)  # fmt: skip
def test_the_content_alone_tells_the_format(data: bytes, form: str) -> None:
    reading = read(data, athlete="anna")
    assert [run.form for run in reading.runs] == [form]
    assert is_whole(data)


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
