"""Cut, changed and hostile TCX, GPX, gzip and zip: taken calmly, and in bounded time."""

import random
from datetime import timedelta
from typing import Any

import pytest

from making_xml import a_gpx, a_gz, a_tcx, a_zip
from readers.corpus import needs_corpus, xml_files
from readers.mutants import assert_taken_calmly, mutant

SMALL: dict[str, Any] = {
    "elapsed": timedelta(minutes=6),
    "distance_m": 1100,
    "every": timedelta(seconds=15),
}
GPX, TCX = a_gpx(**SMALL), a_tcx(laps=2, **SMALL)
UNTYPED = a_gpx(sport=None, **SMALL)
UTF_16 = GPX.decode().replace("UTF-8", "UTF-16").encode("utf-16")
MUTATED = {
    "gpx": GPX,
    "gpx of no sport": UNTYPED,
    "tcx": TCX,
    "gpx.gz": a_gz(GPX),
    "tcx in zip": a_zip(TCX, GPX),
    "UTF-16": UTF_16,
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count"),
    [("gpx", 6_000), ("gpx of no sport", 3_000), ("tcx", 6_000), ("gpx.gz", 2_000),
     ("tcx in zip", 2_000), ("UTF-16", 1_000)],
)  # fmt: skip
def test_twenty_thousand_mutants_do_no_harm(name: str, count: int) -> None:
    chance = random.Random(f"22 {name}")
    for _ in range(count):
        assert_taken_calmly(mutant(chance, MUTATED[name]))


@pytest.mark.slow
def test_mutants_that_are_well_formed_do_no_harm() -> None:
    """Numbers, times and names are changed, tags are moved and lost; the XML stays XML."""
    chance = random.Random(23)
    for data in (GPX, UNTYPED, TCX):
        lines = data.decode().splitlines()
        for _ in range(1_000):
            changed = [reworded(chance, line) for line in lines]
            assert_taken_calmly("\n".join(changed).encode())


def reworded(chance: random.Random, line: str) -> str:
    if chance.random() > 0.05:
        return line
    old = chance.choice(("2026", "10", "1", "5", "0", ".", "Z", "lat", "time", "Time", "Distance"))
    new = chance.choice(("", "0", "-", "9999", "1e99", "nan", "inf", "3000", "e", "T", "+14:00"))
    return line.replace(old, new)


@needs_corpus
@pytest.mark.slow
def test_mutants_of_real_files_do_no_harm() -> None:
    chance = random.Random(24)
    real = [file.data for file in xml_files() if 0 < len(file.data) < 20_000]
    for _ in range(3_000):
        assert_taken_calmly(mutant(chance, chance.choice(real)))


@pytest.mark.parametrize("data", [a_gz(GPX), a_zip(GPX)], ids=["gz", "zip"])
def test_every_beginning_of_a_packed_file_is_taken_calmly(data: bytes) -> None:
    for length in range(len(data)):
        assert_taken_calmly(data[:length])


@pytest.mark.parametrize("data", [GPX, TCX, UNTYPED], ids=["gpx", "tcx", "no sport"])
def test_every_beginning_of_an_xml_file_is_taken_calmly(data: bytes) -> None:
    for length in range(0, len(data), 5):
        assert_taken_calmly(data[:length])


START = b"<gpx><trk><type>running</type><trkseg>"
POINT = b"<trkpt lat='1' lon='2'><time>2026-10-04T16:05:00Z</time></trkpt>"
ACTIVITY = b"<TrainingCenterDatabase><Activity Sport='Running'>"
LAP = b"<Lap StartTime='2026-10-04T16:05:00Z'/>"


@pytest.mark.parametrize(
    "data",
    [
        START + POINT,
        START + POINT * 2_000,
        START + POINT + b"<trkpt><time>" + b"2026" * 1_000_000,
        START.replace(b"running", b"run" * 1_000_000) + POINT,
        START + POINT.replace(b"'1'", b"'90'") + POINT.replace(b"'1'", b"'-90'"),
        START + b"<trkseg>" * 50 + POINT * 2,
        b"<gpx>" + POINT + b"</gpx>",
        b"<trk>" + START + POINT,
        START + b"<trk><trk>" + POINT + b"</trk></trk>",
        START + b"<trkpt time='2026-10-04T16:05:00Z' lat='1' lon='2'/>" * 3,
        START + POINT.replace(b"2026", b"1990") + POINT.replace(b"2026", b"2125"),
        ACTIVITY,
        ACTIVITY + LAP,
        ACTIVITY + LAP * 10_000,
        ACTIVITY * 20 + LAP,
        ACTIVITY + b"<Trackpoint><Time>2026-10-04T16:05:00Z</Time></Trackpoint>",
        ACTIVITY + b"<Lap StartTime='2026-10-04T16:05:00Z'><TotalTimeSeconds>-5</TotalTimeSeconds>",
        ACTIVITY.replace(b"Running", b"Running" * 10_000) + LAP,
    ],
)
def test_odd_documents_are_taken_calmly(data: bytes) -> None:
    assert_taken_calmly(data)
