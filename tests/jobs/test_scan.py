import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakes import BERLIN, SUNDAY, Direct, Ears, FakeClock, plan, trigger
from lapbell.core.plan import Plan
from lapbell.errors import StoreError
from lapbell.jobs.context import Context
from lapbell.jobs.events import FileNoted, HistoryRead, RunRead
from lapbell.jobs.scan import MOST_TRIES, SETTLES_AFTER_S, Scanner
from lapbell.readers import Reading, read
from lapbell.store import runs
from lapbell.store.database import Store
from lapbell.store.times import to_time
from making import a_run
from making_xml import a_gpx

MINUTE = timedelta(minutes=1)
FRESH = SUNDAY - 46 * MINUTE
"""A run of 44:10 that started then ended not two minutes ago."""


@dataclass
class World:
    folder: Path
    store: Store
    clock: FakeClock
    ears: Ears
    scanner: Scanner
    read: Callable[..., Reading] = read

    def scan(self) -> list[str]:
        """Scan once; return what was said."""
        self.ears.events.clear()
        self.scanner.scan()
        return self.ears.lines

    def put(self, name: str, data: bytes) -> Path:
        """Let a file land as a synchronising program does."""
        aside = self.folder / ".aside"
        aside.write_bytes(data)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.rename(path)
        return path

    def states(self) -> list[tuple[str, str]]:
        with self.store.read() as db:
            rows = db.execute("SELECT title, state FROM outbox JOIN nudges USING (key) "
                              "ORDER BY due_at, key").fetchall()  # fmt: skip
        return [(row["title"], row["state"]) for row in rows]

    def nudges(self) -> int:
        return len(self.states())

    def runs(self) -> int:
        with self.store.read() as db:
            return runs.count(db, "me")

    def restart(self, what: Plan | None = None) -> None:
        self.store.close()
        self.store = Store(self.store.path.parent)
        self.scanner = make_scanner(self, what)


def make_scanner(world: World, what: Plan | None = None, *, interrupted: bool = False) -> Scanner:
    context = Context(world.store, world.clock, world.ears)
    return Scanner(what or plan(), [world.folder], context, Direct(world.read), lambda: interrupted)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "runs"
    folder.mkdir()
    world = World(folder, Store(tmp_path / "state"), FakeClock(), Ears(), None)  # type: ignore[arg-type]
    world.scanner = make_scanner(world)
    yield world
    world.store.close()


def test_a_fresh_run_becomes_one_nudge(world: World) -> None:
    world.scan()
    world.put("evening.fit", a_run(started_at=FRESH))
    lines = world.scan()
    assert lines[0].startswith("evening.fit: new file, ")
    assert lines[1] == "evening.fit: run of 8.2 km in 44:10; calf-pump if None: fired"
    assert world.states() == [("Calf pump: 20 times", "queued")]


def test_what_is_there_at_the_first_start_is_history(world: World) -> None:
    world.put("fresh.fit", a_run(started_at=FRESH))
    for day in range(5):
        world.put(f"old/{day}.FIT", a_run(started_at=FRESH - timedelta(days=day + 1)))
    world.scan()
    world.scan()
    assert (world.runs(), world.nudges()) == (6, 0)
    world.put("new.fit", a_run(started_at=FRESH + MINUTE * 50, elapsed=20 * MINUTE))
    world.clock.go(40 * MINUTE)
    world.scan()
    assert (world.runs(), world.nudges()) == (7, 1)


def test_history_is_committed_before_any_of_it_is_read(world: World) -> None:
    world.put("fresh.fit", a_run(started_at=FRESH))
    world.scanner = make_scanner(world, interrupted=True)
    assert world.scan() == [f"{world.folder}: 1 run files there already; none of them rings"]
    world.restart()
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 0)


def test_the_end_of_the_history_is_told_in_numbers(world: World) -> None:
    world.put("a.fit", a_run(started_at=FRESH - timedelta(days=3)))
    world.put("b.fit", a_run(started_at=FRESH - timedelta(days=2), sport="cycling"))
    world.scan()
    assert world.ears.events[-1] == HistoryRead(counts={"not a run": 1, "run": 1})


def test_a_folder_that_comes_late_is_history_too(world: World) -> None:
    shutil.rmtree(world.folder)
    assert world.scan() == [f"{world.folder}: it is not there; looking again every minute"]
    assert world.scan() == []
    world.folder.mkdir()
    world.put("fresh.fit", a_run(started_at=FRESH))
    assert world.scan()[0] == f"{world.folder}: back again"
    assert (world.runs(), world.nudges()) == (1, 0)


def test_a_folder_that_vanishes_and_returns_loses_and_doubles_nothing(world: World) -> None:
    world.scan()
    world.put("a.fit", a_run(started_at=FRESH))
    world.scan()
    aside = world.folder.with_name("aside")
    world.folder.rename(aside)
    world.scan()
    shutil.copytree(aside, world.folder)  # new inodes, new times
    world.put("b.fit", a_run(started_at=FRESH - 3 * timedelta(hours=1)))
    world.scan()
    assert (world.runs(), world.nudges()) == (2, 2)


@pytest.mark.parametrize("again", ["copy", "touch", "rename", "restart", "rewrite"])
def test_the_same_bytes_ring_once(world: World, again: str) -> None:
    world.scan()
    data = a_run(started_at=FRESH)
    path = world.put("a.fit", data)
    world.scan()
    match again:
        case "copy":
            world.put("sub/b.fit", data)
        case "touch":
            os.utime(path, (1, 1))
        case "rename":
            path.rename(world.folder / "c.fit")
        case "restart":
            world.restart()
        case _:
            path.unlink()
            world.put("a.fit", data)
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)


def test_a_second_recorder_of_the_same_run_rings_no_second_time(world: World) -> None:
    world.scan()
    world.put("watch.fit", a_run(started_at=FRESH))
    world.scan()
    world.put("phone.fit", a_run(started_at=FRESH + MINUTE, serial=9, distance_m=8100))
    assert "phone.fit: run: known already" in world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)


def test_a_whole_recording_rings_where_the_cut_one_was_too_short_to(world: World) -> None:
    world.restart(plan(trigger("moving_minutes >= 30")))
    world.scan()
    whole = a_run(started_at=FRESH)
    world.put("cut.fit", whole[: len(whole) // 3])
    world.scan()
    world.clock.go(MINUTE * 6)
    assert "does not hold" in world.scan()[-1]
    world.put("whole.fit", whole)
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)
    world.put("again.fit", a_run(started_at=FRESH + MINUTE, serial=9))
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)


def test_a_track_and_the_watchs_own_file_of_one_run_ring_once(world: World) -> None:
    world.scan()
    world.put("app.gpx", a_gpx(started_at=FRESH))
    world.scan()
    world.put("watch.fit", a_run(started_at=FRESH))
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)


def test_a_run_of_yesterday_is_counted_and_does_not_ring(world: World) -> None:
    world.scan()
    world.put("a.fit", a_run(started_at=FRESH - timedelta(days=1)))
    assert "nudge_within is 4 h" in world.scan()[-1]
    assert (world.runs(), world.nudges()) == (1, 0)


def test_a_file_written_in_pieces_is_taken_when_it_is_whole(world: World) -> None:
    world.scan()
    data = a_run(started_at=FRESH)
    path = world.folder / "a.fit"
    for end in range(0, len(data), 700):
        path.write_bytes(data[:end])
        os.utime(path, (1, 1))  # some programs stamp the source's time while they write
        world.scan()
        world.clock.go(timedelta(seconds=30))
        assert (world.runs(), world.nudges()) == (0, 0)
    path.write_bytes(data)
    os.utime(path, (1, 1))
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)


def test_a_preallocated_file_is_not_taken_early(world: World) -> None:
    world.scan()
    data = a_run(started_at=FRESH)
    path = world.folder / "a.fit"
    for end in range(0, len(data), 700):
        path.write_bytes(data[:end].ljust(len(data), b"\0"))
        os.utime(path, (1, 1))
        world.scan()
        world.clock.go(timedelta(seconds=SETTLES_AFTER_S * 0.9))
        assert world.runs() == 0
    path.write_bytes(data)
    os.utime(path, (1, 1))
    world.scan()
    assert world.runs() == 1


def test_a_file_that_never_gets_whole_is_read_as_it_is_after_some_minutes(world: World) -> None:
    world.scan()
    data = bytearray(a_run(started_at=FRESH))
    data[-2:] = b"\0\0"  # a checksum some recorders never write
    world.put("a.fit", bytes(data))
    assert world.scan() == ["a.fit: waiting: not whole yet"]
    world.clock.go(timedelta(seconds=SETTLES_AFTER_S - 1))
    assert world.scan() == []
    world.clock.go(timedelta(seconds=1))
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)


def test_what_is_no_run_is_noted_with_its_reason_and_leaves_the_rest_alone(world: World) -> None:
    world.scan()
    os.mkfifo(world.folder / "fifo.fit")
    (world.folder / "link.fit").symlink_to("/etc/passwd")
    world.put("ride.fit", a_run(started_at=FRESH, sport="cycling"))
    world.put("run.fit", a_run(started_at=FRESH))
    world.scan()
    noted = {e.name: (e.outcome, e.reason) for e in world.ears.events if isinstance(e, FileNoted)}
    assert noted["fifo.fit"] == ("skipped", "not a regular file")
    assert noted["link.fit"] == ("skipped", "not a regular file")
    assert noted["ride.fit"][0] == "not a run"
    assert "cycling" in noted["ride.fit"][1]
    assert (world.runs(), world.nudges()) == (1, 1)
    assert world.scan() == []


def test_nothing_in_the_folder_is_touched(world: World) -> None:
    world.scan()
    world.put("a.fit", a_run(started_at=FRESH))
    world.put("b.fit", b"rubbish")
    before = {path: (path.stat(), path.read_bytes()) for path in world.folder.iterdir()}
    world.scan()
    world.clock.go(timedelta(minutes=10))
    world.scan()
    after = {path: (path.stat(), path.read_bytes()) for path in world.folder.iterdir()}
    assert {p: (s.st_mtime_ns, s.st_ctime_ns, d) for p, (s, d) in before.items()} == {
        p: (s.st_mtime_ns, s.st_ctime_ns, d) for p, (s, d) in after.items()
    }


def test_of_several_runs_at_once_the_newest_rings(world: World) -> None:
    world.scan()
    hour = timedelta(hours=1)
    for number, ago in enumerate((3, 1, 2)):
        started = SUNDAY - ago * hour
        world.put(f"{number}.fit", a_run(started_at=started, elapsed=30 * MINUTE, distance_m=5000))
    world.scan()
    assert [state for _, state in world.states()].count("queued") == 1
    with world.store.read() as db:
        (row,) = db.execute("SELECT body FROM nudges JOIN outbox USING (key) "
                            "WHERE state = 'queued'").fetchall()  # fmt: skip
    assert "Sun 17:05" in row["body"]


def test_a_cool_down_that_fires_nothing_leaves_the_race_its_nudge(world: World) -> None:
    world.scanner = make_scanner(world, plan(trigger("distance_km >= 3")))
    world.scan()
    world.put("race.fit", a_run(started_at=SUNDAY - 80 * MINUTE, elapsed=50 * MINUTE))
    world.put(
        "cool.fit", a_run(started_at=SUNDAY - 20 * MINUTE, elapsed=10 * MINUTE, distance_m=1500)
    )
    world.scan()
    assert world.states() == [("Calf pump: 20 times", "queued")]


def test_a_nudge_waits_for_the_end_of_its_scan_and_ten_seconds_at_most(world: World) -> None:
    world.scan()
    world.put("a.fit", a_run(started_at=FRESH - timedelta(hours=1)))

    def next_times() -> list[datetime]:
        with world.store.read() as db:
            return [to_time(row["next_at"]) for row in db.execute("SELECT next_at FROM outbox")]

    during: list[datetime] = []
    world.scanner._tell = lambda event: during.extend(next_times())
    world.scanner.scan()
    assert during[-1] == world.clock.now() + timedelta(seconds=10)
    assert next_times() == [world.clock.now()]


def test_a_wrong_clock_is_kept_and_does_not_ring(world: World) -> None:
    world.scan()
    world.put("a.fit", a_run(started_at=datetime(1995, 1, 1, tzinfo=UTC)))
    assert "the watch's clock was wrong" in world.scan()[-1]
    assert (world.runs(), world.nudges()) == (1, 0)


def test_a_full_disk_loses_nothing(world: World) -> None:
    world.scan()
    with world.store.read() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
    world.store._db.execute(f"PRAGMA max_page_count = {pages}")
    for day in range(40):
        world.put(f"{day}.fit", a_run(started_at=FRESH - timedelta(days=day), every=5 * MINUTE))
    with pytest.raises(StoreError, match="is full"):
        for _ in range(40):
            world.scan()
    world.store._db.execute("PRAGMA max_page_count = 1000000")
    world.scan()
    assert (world.runs(), world.nudges()) == (40, 1)


def test_a_disk_that_cannot_keep_what_was_read_says_nothing_about_the_file(world: World) -> None:
    world.scan()

    def read_and_lock(data: bytes, *, athlete: str) -> Reading:
        world.store._db.execute("PRAGMA query_only = ON")
        return read(data, athlete=athlete)

    world.read = read_and_lock
    world.restart()
    world.put("a.fit", a_run(started_at=FRESH))
    for _ in range(MOST_TRIES + 1):
        with pytest.raises(StoreError):
            world.scan()
        world.store._db.execute("PRAGMA query_only = OFF")
    world.read = read
    world.restart()
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)


def test_the_runs_own_day_is_what_the_push_names(world: World) -> None:
    world.scan()
    world.put("a.fit", a_run(started_at=FRESH, utc_offset=timedelta(hours=9)))
    world.scan()
    (event,) = [event for event in world.ears.events if isinstance(event, RunRead)]
    assert event.nudge is not None
    assert "Mon 00:19" in event.nudge.body
    assert FRESH.astimezone(BERLIN).hour == 17


class Killed(BaseException):
    """The end of the process, as the code would see it."""


def test_a_file_that_ends_the_service_every_time_is_left_alone_and_the_others_go_on(
    world: World,
) -> None:
    world.scan()
    bad, good = a_run(started_at=FRESH), a_run(started_at=FRESH - timedelta(hours=2))
    tried: list[bytes] = []

    def deadly(data: bytes, *, athlete: str) -> Reading:
        tried.append(data)
        if data == bad:
            raise Killed
        return read(data, athlete=athlete)

    world.read = deadly
    world.put("bad.fit", bad)
    for _ in range(MOST_TRIES):
        world.restart()
        with pytest.raises(Killed):
            world.scan()
    world.put("good.fit", good)
    world.restart()
    lines = world.scan()
    assert "bad.fit: unreadable: the service ended 4 times while reading it" in lines
    world.put("copy of bad.fit", bad)
    world.scan()
    assert tried.count(bad) == MOST_TRIES
    assert (world.runs(), world.nudges()) == (1, 1)


def test_a_kill_while_reading_loses_no_run(world: World) -> None:
    world.scan()
    world.put("a.fit", a_run(started_at=FRESH))

    def killed(data: bytes, *, athlete: str) -> Reading:
        raise Killed

    world.read = killed
    world.restart()
    with pytest.raises(Killed):
        world.scan()
    world.read = read
    world.restart()
    world.scan()
    assert (world.runs(), world.nudges()) == (1, 1)


def test_a_link_to_a_folder_is_told_once_and_is_no_trouble(world: World, tmp_path: Path) -> None:
    (world.folder / "2025").symlink_to(tmp_path)
    said = f"{world.folder}/2025: a link, which is not followed: name its target in [runs] folders"
    assert said in world.scan()
    assert world.scan() == []


def test_a_file_of_another_watch_is_told_in_one_line(world: World) -> None:
    world.scan()
    world.restart(replace(plan(), watches=("Fenix 7",)))
    world.scan()
    world.put("a.fit", a_run(started_at=FRESH))
    (line,) = world.scan()
    assert line.startswith("a.fit: not a run: of another watch: ")
