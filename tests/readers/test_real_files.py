"""Over the corpus: our facts are those that Garmin's own decoder reads."""

from lapbell.core.run import Run
from lapbell.readers import is_whole, read
from lapbell.readers.records import FASTEST_MPS
from readers.corpus import fit_files, needs_corpus
from readers.second_opinion import Difference, differences, sessions_by_garmin

pytestmark = needs_corpus

OTHERS = (b"<?xml", b"\x1f\x8b", b"PK")
"""What other formats begin with; some files only have the name of FIT."""


def is_explained(run: Run, difference: Difference) -> bool:
    """The session does not hold the fact, and ours comes from the samples; or it is impossible."""
    if not difference.theirs:
        return True
    seconds = run.elapsed.total_seconds() if run.elapsed else 0
    too_fast = isinstance(difference.theirs, float) and difference.theirs > FASTEST_MPS * seconds
    return difference.fact == "distance_m" and too_fast


def test_every_fact_agrees_with_garmins_decoder_or_the_difference_is_explained() -> None:
    compared, unexplained = 0, []
    for file in fit_files():
        runs = read(file.data, athlete="anna").runs
        sessions = sessions_by_garmin(file.data) if runs else None
        for run in runs if sessions else ():
            assert sessions
            compared += 1
            found = differences(run, sessions[run.session])
            unexplained += [(file.path, each) for each in found if not is_explained(run, each)]
    assert unexplained == []
    assert compared >= 40


def test_every_running_session_garmin_finds_is_a_run() -> None:
    missed = [
        file.path
        for file in fit_files()
        if len(file.data) < 50_000  # Garmin's decoder takes its time
        and read(file.data, athlete="anna").outcome != "run"
        and any(
            session.get("sport") == "running" for session in sessions_by_garmin(file.data) or ()
        )
    ]
    assert missed == []


def test_what_the_manifest_calls_damaged_is_not_whole() -> None:
    words = ("file CRC bad", "truncated", "trailing", "cut at", "empty file", "no .FIT header")
    damaged = [
        file
        for file in fit_files()
        if any(word in file.notes for word in words) and not file.data.startswith(OTHERS)
    ]
    assert [file.path for file in damaged if is_whole(file.data)] == []
    assert len(damaged) >= 20
