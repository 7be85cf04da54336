"""Seven runners, and the week that each of them is told of."""

from datetime import date, datetime, time
from pathlib import Path

from lapbell.channels.protocol import Message
from lapbell.config import load
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.core.weeks import WEEK
from lapbell.store import answers
from life import DAY, MINUTE, Life, Taps, a_run, never

MONDAY = date(2026, 9, 28)
CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["/runs"]

[channels.phone]
inbox = true

[[trigger]]
after_run = "3 min"
only_if = "distance_km >= 3"
routine = "calf-pump"

[[trigger]]
after_run = "3 min"
only_if = "moving_minutes >= 60"
routine = "chest-opener"

[[trigger]]
before_run = "20 min"
routine = "chair-pose"

[planned]
times = ["Tue 06:30", "Sat 09:00"]
"""

Outing = tuple[int, time, float, float]
"""Weekday, start, kilometres, minutes."""

TUE: Outing = (1, time(6, 32), 8.1, 42)
THU: Outing = (3, time(18, 5), 6.2, 33)
SAT: Outing = (5, time(9, 1), 12.4, 68)
SUN: Outing = (6, time(10), 4.3, 25)


def the_plan(folder: Path) -> Plan:
    path = folder / "lapbell.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return load(path).athletes[0].plan


class Runner(Life):
    """A life in weeks counted from MONDAY; before the first of them lapbell was not there."""

    def __init__(self, place: Path, first_week: int, taps: Taps) -> None:
        super().__init__(place / "state", the_plan(place), MONDAY + first_week * WEEK, taps)

    def week_of(self, number: int, *outings: Outing) -> None:
        for weekday, start, km, minutes in outings:
            self.runs(MONDAY + number * WEEK + weekday * DAY, start, km, minutes)
            self.until(self.clock.now() + 10 * MINUTE)

    def pause(self, until: datetime | None) -> None:
        """Pause, as `lapbell pause` does."""
        with self.store.write() as db:
            answers.begin_pause(db, "me", self.clock.now(), until)

    def ran_before(self, *weeks: int, outings: tuple[Outing, ...] = (TUE, SAT)) -> None:
        """Have run before lapbell was there: history, which rings for nothing."""
        for number in weeks:
            for weekday, start, km, minutes in outings:
                day = MONDAY + number * WEEK + weekday * DAY
                self.take(a_run(self.at(day, start), km, minutes), is_history=True)


def always(message: Message) -> Verb | None:
    return Verb.DONE if message.kind in ("after", "before") else None


def after_runs_only(message: Message) -> Verb | None:
    return Verb.DONE if message.kind == "after" else None


def steady(place: Path) -> tuple[Runner, date]:
    """A quarter of three or four runs a week, and nearly every routine done."""
    life = Runner(place, -13, always)
    for number in range(-13, 0):
        life.taps = after_runs_only if number % 3 == 0 else always
        life.week_of(number, TUE, THU, SAT, *([SUN] if number % 2 else []))
    life.taps = always
    life.week_of(0, TUE, THU, SAT, SUN)
    return life, MONDAY


def beginner(place: Path) -> tuple[Runner, date]:
    """The first week: two runs, and one Done."""
    life = Runner(place, 0, always)
    life.week_of(0, (1, time(6, 35), 3.2, 24))
    life.taps = never
    life.week_of(0, (5, time(9, 5), 3.6, 27))
    return life, MONDAY


def ill(place: Path) -> tuple[Runner, date]:
    """A run on Tuesday, a fever on Wednesday, and a pause of ten days."""
    life = Runner(place, -6, always)
    for number in range(-6, 0):
        life.week_of(number, TUE, THU, SAT)
    life.week_of(0, TUE)
    life.until(life.at(MONDAY + 2 * DAY, time(9)))
    life.pause(life.at(MONDAY + 12 * DAY, time(0)))
    return life, MONDAY


def comeback(place: Path) -> tuple[Runner, date]:
    """Four weeks away, paused until the next run; then two short ones."""
    life = Runner(place, -12, always)
    for number in range(-12, -4):
        life.week_of(number, TUE, THU, SAT)
    life.until(life.at(MONDAY - 4 * WEEK, time(12)))
    life.pause(None)
    life.week_of(0, (3, time(17, 40), 5.1, 31), (6, time(10, 20), 6.0, 36))
    return life, MONDAY


def year_end(place: Path) -> tuple[Runner, date]:
    """Week 53: it ends in the new year, of which the old one is told in between."""
    life = Runner(place, 0, always)
    life.ran_before(*range(-39, 0))
    for number in range(13):
        life.week_of(number, TUE, THU, SAT)
    life.week_of(13, TUE, THU, SAT)
    return life, MONDAY + 13 * WEEK


def never_taps(place: Path) -> tuple[Runner, date]:
    """Two runs a week, and no answer ever: nobody knows whether the routines are done."""
    life = Runner(place, -8, never)
    life.ran_before(*range(-12, -8))
    for number in range(-8, 1):
        life.week_of(number, TUE, SAT)
    return life, MONDAY


def ultra(place: Path) -> tuple[Runner, date]:
    """Seven runs on six days, and on Saturday the longest in a month."""
    life = Runner(place, -10, always)
    daily = (TUE, (2, time(6), 14, 80), (2, time(17, 30), 10, 58), (3, time(6), 21.2, 120),
             (4, time(6), 8, 48), (6, time(7), 26, 165))  # fmt: skip
    for number in range(-10, 0):
        life.week_of(number, *daily[:5], (5, time(9, 1), 38, 250), daily[5])
    life.taps = after_runs_only
    life.week_of(0, *daily[:5], (5, time(9, 1), 61.4, 455), daily[5])
    return life, MONDAY


RUNNERS = (steady, beginner, ill, comeback, year_end, never_taps, ultra)
