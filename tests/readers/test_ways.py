"""The fast way and the full way must tell the same of every file that both can read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapbell.readers import fit
from lapbell.readers.columns import from_bytes
from lapbell.readers.segments import frame, segments
from lapbell.readers.walk import walk
from lapbell.readers.write import Message, Value, write_fit
from making import RECORD, Made, respelled
from readers.corpus import RealFile, fit_files, needs_corpus

DECODABLE_IN_FULL = 60_000
"""Bytes; longer files take long, and from some 500,000 on the full way stops early."""

runs = st.builds(
    Made,
    distance_m=st.none() | st.floats(0, 9000),
    elapsed=st.integers(10, 400).map(lambda seconds: timedelta(seconds=seconds)),
    sport=st.sampled_from(["running", "running", "generic", "cycling", None]),
    sub_sport=st.sampled_from(["generic", "treadmill", "trail", None]),
    utc_offset=st.none() | st.integers(-56, 56).map(lambda each: timedelta(minutes=15 * each)),
    ascent_m=st.none() | st.integers(0, 900),
    descent_m=st.none() | st.integers(0, 900),
    hr_bpm=st.none() | st.integers(0, 254),
    cadence_spm=st.none() | st.integers(0, 255),
    every=st.integers(1, 30).map(lambda seconds: timedelta(seconds=seconds)),
    positions=st.booleans(),
)
spellings = st.fixed_dictionaries(
    {
        "big_endian": st.booleans(),
        "squeezed": st.booleans(),
        "developer": st.binary(max_size=9),
        "define_always": st.booleans(),
    }
)


@settings(max_examples=100, deadline=None)
@given(made=runs, spelling=spellings)
def test_both_ways_agree_on_any_run_in_any_spelling(made: Made, spelling: dict[str, bool]) -> None:
    data = respelled(write_fit(made.messages()), **spelling)  # type: ignore[arg-type]
    assert fit.read(data, athlete="anna") == fit.read(data, athlete="anna", in_full=True)


@pytest.mark.parametrize(
    "spelling",
    [
        {"big_endian": True},
        {"squeezed": True},
        {"developer": b"\0\1\2"},
        {"define_always": True},
        {"big_endian": True, "squeezed": True, "developer": b"x", "define_always": True},
    ],
    ids=str,
)
def test_a_spelling_changes_no_fact(spelling: dict[str, bool]) -> None:
    plain = write_fit(Made().messages())
    (one,) = fit.read(plain, athlete="anna").runs
    (other,) = fit.read(respelled(plain, **spelling), athlete="anna").runs  # type: ignore[arg-type]
    assert replace(other, id=one.id, sha256=one.sha256) == one


def test_a_developer_field_with_a_native_name_changes_nothing() -> None:
    names: dict[str, Value] = {
        "developer_data_index": 0,
        "field_definition_number": 1,
        "fit_base_type_id": "uint8",
        "field_name": "heart_rate",
    }
    messages: list[Message] = [
        ("developer_data_id", {"developer_data_index": 0}),
        ("field_description", names),
        *(message for message in Made(hr_bpm=148).messages() if message[0] != "session"),
    ]
    data = respelled(write_fit(messages), developer=b"\x2a")
    for in_full in (False, True):
        (run,) = fit.read(data, athlete="anna", in_full=in_full).runs
        assert run.avg_hr_bpm == 148


def test_an_empty_enhanced_speed_does_not_hide_the_plain_one() -> None:
    invalid = 0xFFFFFFFF / 1000
    records = [
        {**values, "enhanced_speed": invalid, "speed": 2.5} if name == "record" else values
        for name, values in Made().messages()
    ]
    names = [name for name, _ in Made().messages()]
    data = write_fit(list(zip(names, records, strict=True)))
    for in_full in (False, True):
        (run,) = fit.read(data, athlete="anna", in_full=in_full).runs
        assert list(run.measured.speed_seconds) == [25]


def test_samples_of_changing_layout_stay_in_order() -> None:
    mixed = [
        (name, {key: value for key, value in values.items() if key != "heart_rate" or at % 3})
        for at, (name, values) in enumerate(Made().messages())
    ]
    data = write_fit(mixed)
    assert fit.read(data, athlete="anna") == fit.read(data, athlete="anna", in_full=True)
    (part,) = (fit.Part(data, segment) for segment in segments(data))
    assert (part.records.time[1:] > part.records.time[:-1]).all()


def test_what_the_fast_way_does_not_understand_the_full_way_reads() -> None:
    """Three bytes of compressed_speed_distance: 2.56 m/s, and 1 m on from the start."""
    data = frame(bytes([0x40, 0, 0, RECORD, 0, 1, 8, 3, 13]) + bytes([0, 0x00, 0x01, 0x01]))
    (segment,) = segments(data)
    noted = walk(data, segment.start, segment.end, {RECORD})
    assert from_bytes(data, noted.layouts) is None
    records = fit.Part(data, segment).records
    assert (records.speed.tolist(), records.distance.tolist()) == ([2.56], [1.0])


def real_files() -> list[RealFile]:
    return [file for file in fit_files() if len(file.data) <= DECODABLE_IN_FULL]


@needs_corpus
@pytest.mark.slow
def test_both_ways_agree_on_real_files() -> None:
    unequal = [
        file.path
        for file in real_files()
        if any(segments(file.data))
        and fit.read(file.data, athlete="anna") != fit.read(file.data, athlete="anna", in_full=True)
    ]
    assert unequal == []
    assert len(real_files()) > 200
