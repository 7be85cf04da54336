"""A runner's life with lapbell, day by day, with the service's own jobs on a clock turned by hand.

Only the reading of files is left out.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from fakes import Ears, FakeClock, Phone
from lapbell.channels.protocol import Message
from lapbell.core.answers import LABELS, understand
from lapbell.core.expected import on
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.core.run import Run, run_id
from lapbell.core.summary import WeekSummary
from lapbell.core.weeks import WEEK
from lapbell.jobs import answer, keep
from lapbell.jobs.compose import Composer
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.jobs.diary import Diary
from lapbell.jobs.expect import Expecter
from lapbell.jobs.past import COMES_WITHIN, summary_of
from lapbell.jobs.summarise import Summariser
from lapbell.jobs.week_picture import WeekPictures
from lapbell.store import decisions, files
from lapbell.store.answers import AnswerRow
from lapbell.store.database import Store
from lapbell.store.files import FileRow

SECRET = b"s" * 32
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

Taps = Callable[[Message], Verb | None]


def never(message: Message) -> None:
    """Tap nothing."""


def a_run(start: datetime, km: float | None, minutes: float) -> Run:
    """A run whose content is its start, on the clock that the start shows."""
    sha256 = f"{start:%Y%m%d%H%M}".rjust(64, "0")
    length = timedelta(minutes=minutes)
    return Run(
        id=run_id("me", sha256, 0),
        athlete="me",
        sha256=sha256,
        started_at=start,
        utc_offset=start.utcoffset(),
        elapsed=length,
        moving=length,
        distance_m=None if km is None else km * 1000,
    )


class Life:
    """From the midnight of `begin` on. `taps` says what the runner answers to each push."""

    def __init__(self, state: Path, plan: Plan, begin: date, taps: Taps = never) -> None:
        self.plan = plan
        self.taps = taps
        self.clock = FakeClock(on(begin, time(0), plan.timezone))
        self.phone = Phone()
        self.ears = Ears()
        self.store = Store(state)
        self._answers = 0
        with self.store.write() as db:
            files.begin_folder(db, "me", "/runs", [], self.clock.now())
        self.diary = Diary(plan)
        context = Context(self.store, self.clock, self.ears)
        composer = Composer(
            secret=SECRET, has_answers=True, picture_for=WeekPictures(plan, context)
        )
        self._jobs = (
            Expecter(plan, self.diary, context).expect,
            Summariser(plan, self.diary, context).summarise,
            Courier("me", self.phone, context, lambda: 0.5, composer).deliver,
        )

    @property
    def pushes(self) -> list[Message]:
        return self.phone.shown

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.plan.timezone)

    def until(self, moment: datetime) -> None:
        """Call the jobs at the times they ask for, and answer what comes after five minutes."""
        while self.clock.now() < moment:
            wanted = [at for job in self._jobs if (at := job()) is not None]
            self._answer_new()
            step = min([*wanted, moment, self.clock.now() + DAY / 2])
            self.clock.go_to(max(step, self.clock.now()))

    def _answer_new(self) -> None:
        while self._answers < len(self.pushes):
            message = self.pushes[self._answers]
            self._answers += 1
            verb = self.taps(message)
            if verb is not None:
                self.clock.go(5 * MINUTE)
                self.tap(message, verb)

    def tap(self, message: Message, verb: Verb) -> None:
        """Tap a button of a push."""
        button = next(one for one in message.buttons if one.label == LABELS[verb])
        said = understand(SECRET, button.body)
        assert said is not None
        number = sum("answered" in line for line in self.ears.lines)
        row = AnswerRow(
            athlete="me",
            id=f"phone:{number:05}",
            verb=said[0],
            key=said[1],
            at=self.clock.now(),
            via="phone",
        )
        with self.store.write() as db:
            event = answer.take(db, row, self.clock.now())
        assert event is not None
        self.ears(event)

    def runs(
        self, day: date, clock: time, km: float | None, minutes: float, *, late: timedelta = MINUTE
    ) -> Run:
        """Run, and let the file come so long after the end."""
        run = a_run(self.at(day, clock), km, minutes)
        assert run.ended_at is not None
        self.until(run.ended_at + late)
        self.take(run)
        return run

    def take(self, run: Run, *, name: str = "a.fit", is_history: bool = False) -> None:
        """Take a run, out of a file of this name, as the scan job does."""
        row = FileRow(
            athlete="me", folder="/runs", name=name, size=1, mtime_ns=1, state="run",
            sha256=run.sha256,
        )  # fmt: skip
        with self.store.write() as db:
            files.note(db, row, self.clock.now())
            keep.keep_run(db, name, run, self.plan, self.clock.now(), is_history=is_history)
            decisions.release(db, "me")

    def sunday(self, monday: date) -> None:
        """Live on until the last minute of a week."""
        self.until(self.at(monday + WEEK, time(0)) - MINUTE)

    def told(self, monday: date) -> Message:
        """Live on until the Monday after a week; return its summary."""
        self.until(self.at(monday + WEEK, time(8)))
        return next(one for one in reversed(self.pushes) if one.kind == "week")

    def week(self, monday: date) -> WeekSummary:
        """Sum up a week as things stand now."""
        now = self.clock.now()
        with self.store.read() as db:
            coming = self.diary.runs(db, now, now + COMES_WITHIN, now)
            return summary_of(db, monday, self.plan, now, coming)
