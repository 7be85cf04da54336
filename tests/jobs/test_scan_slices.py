"""What a scan takes first, where it stops, and what it still knows when it goes on."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fakes import SUNDAY, Direct, Ears, FakeClock, plan, trigger
from lapbell.core.run import Run
from lapbell.jobs.context import Context
from lapbell.jobs.scan import SETTLES_AFTER_S, SLICE_S, TURN, Scanner
from lapbell.readers import Reading, read
from lapbell.store import files, runs
from lapbell.store.database import Store
from lapbell.store.times import to_time
from making import a_run

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
SETTLES_AFTER = timedelta(seconds=SETTLES_AFTER_S)
FRESH = SUNDAY - timedelta(minutes=46)
RUNS = {
    name: a_run(started_at=FRESH - days * DAY, every=timedelta(minutes=5))
    for name, days in (("fresh.fit", 0), ("yesterday.fit", 1), ("old.fit", 2))
}


class Place:
    """One folder and its scanner; `while_reading` is called for every file that is read."""

    def __init__(self, path: Path) -> None:
        self.folder = path / "runs"
        self.folder.mkdir()
        self.store = Store(path / "state")
        self.clock = FakeClock()
        self.ears = Ears()
        self.read: list[str] = []
        self.while_reading: Callable[[], None] = lambda: None
        self.has_news = False
        at_once = plan(trigger(after=timedelta(0)))
        context = Context(self.store, self.clock, self.ears)
        self.scanner = Scanner(
            at_once, [self.folder], context, Direct(self._read), lambda: self.has_news
        )

    def _read(self, data: bytes, *, athlete: str) -> Reading:
        self.read += [name for name, known in RUNS.items() if known == data]
        self.while_reading()
        return read(data, athlete=athlete)

    def put(self, name: str, data: bytes, mtime: datetime = SUNDAY) -> Path:
        aside = self.folder / ".aside"
        aside.write_bytes(data)
        os.utime(aside, (mtime.timestamp(), mtime.timestamp()))
        return aside.rename(self.folder / name)

    def put_all(self) -> None:
        """Put three runs, the newest under the middle name and neither first nor last."""
        for name, hours in (("yesterday.fit", 2), ("fresh.fit", 1), ("old.fit", 3)):
            self.put(name, RUNS[name], SUNDAY - timedelta(hours=hours))

    def runs(self) -> tuple[Run, ...]:
        with self.store.read() as db:
            return runs.newest(db, "me", None, 9)

    def states(self) -> dict[str, int]:
        with self.store.read() as db:
            return files.count_by_state(db, "me")

    def rings_at(self) -> list[datetime]:
        with self.store.read() as db:
            return [to_time(row["next_at"]) for row in db.execute("SELECT next_at FROM outbox")]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.store.close()


@pytest.fixture(params=["arrivals", "history"])
def unread(request: pytest.FixtureRequest, place: Place) -> Place:
    """A place where three files wait to be read, as new ones or as those of the first start."""
    if request.param == "arrivals":
        place.scanner.scan()
        place.put_all()
    else:
        place.put_all()
        place.has_news = True  # so that the first scan only lists them
        place.scanner.scan()
        place.has_news = False
    assert place.read == []
    return place


def test_the_newest_file_is_read_first(unread: Place) -> None:
    unread.scanner.scan()
    assert unread.read == ["fresh.fit", "yesterday.fit", "old.fit"]


def test_a_scan_that_is_stopped_ends_after_the_file_it_is_at(unread: Place) -> None:
    unread.while_reading = unread.scanner.stop
    assert unread.scanner.scan() is True
    assert unread.read == ["fresh.fit"]
    assert len(unread.runs()) == 1


def test_a_long_scan_goes_on_in_slices_and_loses_nothing(unread: Place) -> None:
    unread.while_reading = lambda: unread.clock.go(SLICE_S * SECOND + SECOND)
    assert [unread.scanner.scan() for _ in range(4)] == [True, True, False, False]
    assert unread.read == ["fresh.fit", "yesterday.fit", "old.fit"]
    assert unread.states() == {"run": 3}


def test_what_comes_between_two_slices_goes_first(unread: Place) -> None:
    unread.while_reading = lambda: unread.clock.go(SLICE_S * SECOND + SECOND)
    unread.scanner.scan()
    unread.put("new.fit", a_run(started_at=FRESH + timedelta(hours=1)), SUNDAY + SECOND)
    unread.scanner.scan()
    assert unread.read == ["fresh.fit"]
    assert [one.started_at for one in unread.runs()] == [FRESH + timedelta(hours=1), FRESH]


def test_a_nudge_of_the_first_slice_waits_for_the_last(place: Place) -> None:
    place.scanner.scan()
    place.put_all()
    place.while_reading = lambda: place.clock.go(SLICE_S * SECOND + SECOND)
    place.scanner.scan()
    found_at = SUNDAY + SLICE_S * SECOND + SECOND
    assert place.rings_at() == [found_at + 10 * SECOND]
    place.scanner.scan()
    assert place.rings_at() == [found_at + 10 * SECOND]
    place.scanner.scan()
    assert place.rings_at() == [found_at]


def test_a_file_that_changes_while_it_stands_still_has_to_stand_still_anew(place: Place) -> None:
    place.scanner.scan()
    whole = RUNS["fresh.fit"]
    for half in (whole[:-9], whole[:-2]):
        place.clock.go(SECOND)
        place.put("fresh.fit", half)
        place.scanner.scan()
        place.clock.go(SETTLES_AFTER - SECOND)
        place.scanner.scan()
        assert place.runs() == ()
    place.clock.go(SECOND)
    place.scanner.scan()
    assert len(place.runs()) == 1


def test_half_a_file_that_was_taken_away_is_forgotten_and_waits_anew(place: Place) -> None:
    place.scanner.scan()
    half = RUNS["fresh.fit"][:-2]
    path = place.put("fresh.fit", half)
    place.scanner.scan()
    assert place.states() == {"waiting": 1}
    path.unlink()
    place.scanner.scan()
    assert place.states() == {}
    place.clock.go(SETTLES_AFTER)
    place.put("fresh.fit", half)
    place.scanner.scan()
    assert place.ears.lines[-2:] == ["fresh.fit: waiting: not whole yet"] * 2
    assert place.runs() == ()


def test_a_run_that_is_gone_is_still_known(place: Place) -> None:
    place.scanner.scan()
    place.put("fresh.fit", RUNS["fresh.fit"])
    place.scanner.scan()
    (place.folder / "fresh.fit").unlink()
    place.scanner.scan()
    assert place.states() == {"run": 1}


def test_a_copy_of_what_cannot_be_read_is_not_read_again(place: Place) -> None:
    place.scanner.scan()
    reads: list[str] = []
    place.while_reading = lambda: reads.append("once more")
    damaged = b"\x0e" + bytes(40)
    place.put("a.fit", damaged)
    place.scanner.scan()
    place.clock.go(SETTLES_AFTER)
    place.scanner.scan()
    assert place.states() == {"unreadable": 1}
    place.put("b.fit", damaged)
    place.scanner.scan()
    assert place.states() == {"unreadable": 2}
    assert reads == ["once more"]
    with place.store.read() as db:
        assert "the same bytes as a.fit" in files.reasons(db, "me", str(place.folder), "unreadable")


def test_what_is_gone_before_its_turn_does_not_hold_up_the_history(place: Place) -> None:
    newer = [place.put(f"{one}.fit", b"", SUNDAY - one * SECOND) for one in range(TURN)]
    place.put("old.fit", RUNS["old.fit"], SUNDAY - DAY)
    place.has_news = True
    place.scanner.scan()
    place.has_news = False
    for path in newer:
        path.unlink()
    assert place.scanner.scan() is True
    assert place.read == []
    assert place.scanner.scan() is False
    assert place.read == ["old.fit"]


def test_what_missed_its_turn_is_still_history_when_it_comes_back(place: Place) -> None:
    path = place.put("fresh.fit", RUNS["fresh.fit"])
    place.has_news = True
    place.scanner.scan()
    place.has_news = False
    path.unlink()
    place.scanner.scan()
    assert place.states() == {"history": 1}
    place.put("fresh.fit", RUNS["fresh.fit"])
    place.scanner.scan()
    assert place.states() == {"run": 1}
    assert place.rings_at() == []


def test_what_is_half_there_when_its_turn_comes_does_not_hold_up_the_history(place: Place) -> None:
    place.put("fresh.fit", RUNS["fresh.fit"][:-2], SUNDAY)
    place.put("old.fit", RUNS["old.fit"], SUNDAY - DAY)
    assert place.scanner.scan() is False
    assert place.read == ["old.fit"]
    place.clock.go(SETTLES_AFTER)
    place.scanner.scan()
    assert place.states() == {"run": 2}
    assert place.rings_at() == []
