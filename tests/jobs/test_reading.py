import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from breaking import crash, die, eat_memory, sleep_long
from fakes import FakeClock
from lapbell.jobs.reading import IDLE_S, ReadingProcess
from lapbell.readers import Reading, read
from making import a_run


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    process = ReadingProcess(FakeClock())
    yield process
    process.close()


def children() -> int:
    return len(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_it_reads_as_the_readers_do(process: ReadingProcess) -> None:
    for data in (a_run(), a_run(sport="cycling"), b"", b"rubbish"):
        assert process(data, athlete="me") == read(data, athlete="me")


@pytest.mark.parametrize(
    ("how", "most_s", "reason"),
    [
        (eat_memory, 20.0, "reading it took more than 256 MB of memory"),
        (sleep_long, 1.0, "reading it took longer than 1 s"),
        (die, 20.0, "it broke the reading process"),
        (crash, 20.0, "it broke the reading process"),
    ],
)
def test_what_breaks_the_child_is_unreadable_and_the_next_file_is_read(
    how: Callable[[bytes, str], Reading], most_s: float, reason: str
) -> None:
    before = children()
    process = ReadingProcess(FakeClock(), most_s=most_s, work=how)
    try:
        for _ in range(2):
            assert process(a_run(), athlete="me") == Reading(outcome="unreadable", reason=reason)
    finally:
        process.close()
    assert children() <= before + 1  # multiprocessing keeps a tracker of its own


def test_an_idle_process_is_closed_after_a_minute_and_comes_back() -> None:
    clock = FakeClock()
    process = ReadingProcess(clock)
    process(a_run(), athlete="me")
    busy = children()
    process.rest()
    assert children() == busy
    clock._steady += IDLE_S
    process.rest()
    assert children() < busy
    assert process(a_run(), athlete="me").outcome == "run"
    process.close()


def test_the_largest_file_is_read_within_the_limits(process: ReadingProcess) -> None:
    one = a_run()
    assert process(one * ((32 << 20) // len(one)), athlete="me").outcome in ("run", "unreadable")
    assert process(one, athlete="me").outcome == "run"
