"""Cut, changed and hostile bytes: as much as is whole is read, and nothing absurd is believed."""

import random
from datetime import timedelta

import pytest

from lapbell.core.run import is_better_recording
from lapbell.readers import Reading, read
from lapbell.readers.decode import messages
from lapbell.readers.excerpt import MOST_MESSAGES
from lapbell.readers.segments import MOST_SEGMENTS, frame
from lapbell.readers.write import write_fit
from making import RECORD, SUNDAY_EVENING, Made, a_run
from readers.corpus import fit_files, needs_corpus
from readers.mutants import assert_taken_calmly, mutant

SESSION = 18
RUN = a_run()
SMALL = a_run(elapsed=timedelta(minutes=8), every=timedelta(seconds=10))


def facts(reading: Reading) -> list[tuple[object, ...]]:
    return [
        (run.started_at, run.elapsed, run.distance_m, run.avg_hr_bpm, run.avg_cadence_spm)
        for run in reading.runs
    ]


@pytest.mark.slow
def test_twenty_thousand_mutants_do_no_harm() -> None:
    chance = random.Random(20)
    for _ in range(20_000):
        assert_taken_calmly(mutant(chance, SMALL))


@needs_corpus
@pytest.mark.slow
def test_mutants_of_real_files_do_no_harm() -> None:
    chance = random.Random(21)
    real = [file.data for file in fit_files() if 0 < len(file.data) < 20_000]
    for _ in range(3_000):
        assert_taken_calmly(mutant(chance, chance.choice(real)))


def test_every_beginning_of_a_file_is_taken_calmly() -> None:
    for length in range(len(SMALL)):
        assert_taken_calmly(SMALL[:length])


def test_a_cut_run_is_what_is_left_of_it() -> None:
    (run,) = read(RUN[: len(RUN) // 2], athlete="anna").runs
    assert not run.whole
    assert run.started_at == SUNDAY_EVENING
    assert run.elapsed is not None
    assert timedelta(minutes=20) < run.elapsed < timedelta(minutes=24)
    assert run.avg_hr_bpm == 148


def test_a_cut_that_takes_the_checksum_alone_loses_no_fact() -> None:
    cut = read(RUN[:-1], athlete="anna")
    assert facts(cut) == facts(read(RUN, athlete="anna"))
    assert not cut.runs[0].whole


def test_a_cut_before_the_sport_says_how_much_is_there() -> None:
    long = frame(write_fit(Made().messages()[:1])[14:-2] + b"\0" * 40_000)
    reading = read(long[:3_000], athlete="anna")
    assert (reading.outcome, reading.reason) == (
        "unreadable",
        "cut short after 3 of 40 kB: no session yet",
    )


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        (RUN + b"\0\1\2", True),
        (RUN + b"trailing text, longer than any header", True),
        (RUN[:-2] + b"\0\0", True),
        (RUN[:-2] + b"\x12\x34", False),
        (RUN[:12] + b"\0\0" + RUN[14:-2] + b"\0\0", True),
        (RUN[:12] + b"\x12\x34" + RUN[14:], False),
    ],
    ids=[
        "trailing bytes",
        "trailing text",
        "no checksum",
        "a wrong checksum",
        "no checksums at all",
        "a wrong header checksum",
    ],
)
def test_damage_around_the_messages_changes_no_fact(damaged: bytes, whole: bool) -> None:
    reading = read(damaged, athlete="anna")
    assert facts(reading) == facts(read(RUN, athlete="anna"))
    assert reading.runs[0].whole is whole


def test_a_changed_byte_among_the_messages_makes_the_copy_the_worse_one() -> None:
    at = len(RUN) // 2
    (changed,) = read(RUN[:at] + bytes([RUN[at] ^ 1]) + RUN[at + 1 :], athlete="anna").runs
    (clean,) = read(RUN, athlete="anna").runs
    assert is_better_recording(clean, changed)
    assert not is_better_recording(changed, clean)


def test_only_the_damaged_link_of_a_chain_is_damaged() -> None:
    later = a_run(started_at=SUNDAY_EVENING + timedelta(hours=3))
    runs = read(RUN[:-2] + b"\x12\x34" + later, athlete="anna").runs
    assert [run.whole for run in runs] == [False, True]


@pytest.mark.parametrize("length", [b"\0\0\0\0", b"\xff\xff\xff\xff"])
def test_a_header_without_a_length_is_a_cut_file(length: bytes) -> None:
    reading = read(RUN[:4] + length + RUN[8:], athlete="anna")
    assert facts(reading) == facts(read(RUN, athlete="anna"))
    assert not reading.runs[0].whole


def test_a_message_without_a_layout_ends_the_reading() -> None:
    body = SMALL[14:-2]
    reading = read(frame(body + b"\x0f" + body), athlete="anna")
    assert facts(reading) == facts(read(SMALL, athlete="anna"))
    assert not reading.runs[0].whole


def definition(message: int, *fields: tuple[int, int, int]) -> bytes:
    native = b"".join(bytes(field) for field in fields)
    return bytes([0x40, 0, 0, message, 0, len(fields)]) + native


@pytest.mark.parametrize(
    "body",
    [
        definition(RECORD) + b"\0" * 350_000,
        definition(SESSION) + b"\0" * 50_000,
        definition(SESSION, (5, 1, 0)) + b"\0\1" * 25_000,
        definition(SESSION, *((number, 255, 7) for number in range(255))) + b"\0" + b"A" * 65_025,
        definition(SESSION, *((5, 1, 0) for _ in range(255))) + b"\0" + b"\1" * 255,
        definition(RECORD) * 8_000,
        b"".join(definition(RECORD, (at % 256, at // 256, 2)) for at in range(6_000)),
        b"".join(definition(RECORD, (at % 256, 1, at // 256)) + b"\0\1" for at in range(5_000)),
        definition(SESSION, (5, 1, 0)) + b"\x80\1" + definition(99) + b"\0" * 20_000,
        definition(SESSION, (2, 8, 0x89)) + b"\0" + b"\x7f\xe0" * 4,
    ],
    ids=[
        "empty records",
        "empty sessions",
        "tiny sessions",
        "endless texts",
        "one field often",
        "one definition often",
        "many definitions",
        "a definition for each record",
        "the full way over nothing",
        "a start in another age",
    ],
)
def test_a_file_made_to_hurt_does_not(body: bytes) -> None:
    assert_taken_calmly(frame(body))


def test_the_full_way_ends_at_its_budget() -> None:
    fit = frame(definition(RECORD, (3, 1, 2)) + b"\0\x50" * 1_000)
    assert len(messages(fit, {"record"})) == 1_000
    assert 40 <= len(messages(fit, {"record"}, budget=100)) <= 50


def test_the_fast_way_ends_at_two_hundred_messages() -> None:
    session = next(message for message in Made().messages() if message[0] == "session")
    later = SUNDAY_EVENING
    crowd = []
    for _ in range(3 * MOST_MESSAGES):
        later += timedelta(days=1)
        crowd.append(("session", {**session[1], "start_time": later}))
    assert len(read(write_fit(crowd), athlete="anna").runs) == MOST_MESSAGES


def test_a_chain_ends_at_a_hundred_links() -> None:
    later = [SUNDAY_EVENING + timedelta(days=day) for day in range(MOST_SEGMENTS + 20)]
    chain = b"".join(
        a_run(started_at=day, elapsed=timedelta(minutes=1), distance_m=200) for day in later
    )
    assert len(read(chain, athlete="anna").runs) == MOST_SEGMENTS


def test_a_session_with_its_time_in_the_header_is_read_the_full_way() -> None:
    """The definition takes six bytes and three per field; then comes the session's header."""
    fit = write_fit([message for message in Made().messages() if message[0] == "session"])
    body = bytearray(fit[14:-2])
    body[6 + 3 * body[5]] = 0x80
    assert facts(read(frame(bytes(body)), athlete="anna")) == facts(read(fit, athlete="anna"))
