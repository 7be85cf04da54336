"""Weeks as they are lived: what is asked about, what the buttons do, what comes late."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest

from fakes import plan, trigger
from lapbell.channels.protocol import Message, Picture
from lapbell.core.offers import Verb
from lapbell.core.plan import Plan
from lapbell.core.quiet import Quiet
from lapbell.core.run import Run, has_wrong_clock
from lapbell.core.summary import Tally, WeekSummary
from lapbell.core.weeks import WEEK
from lapbell.jobs import answer, keep
from lapbell.jobs.context import Context
from lapbell.jobs.past import summary_of
from lapbell.jobs.week_json import as_json
from lapbell.jobs.week_picture import WeekPictures
from lapbell.store import answers, decisions
from lapbell.store.answers import AnswerRow
from life import DAY, MINUTE, Life, a_run

MONDAY = date(2026, 9, 28)
SIX = time(18)


def the_plan() -> Plan:
    return replace(plan(trigger(after=timedelta(0))), quiet=Quiet())


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Callable[..., Life]]:
    """Begin a life on the Monday so many weeks before MONDAY."""
    lives: list[Life] = []

    def begin(weeks_before: int = 0, what: Plan | None = None) -> Life:
        lives.append(Life(tmp_path, what or the_plan(), MONDAY - weeks_before * WEEK))
        return lives[-1]

    yield begin
    for life in lives:
        life.store.close()


Live = Callable[..., Life]


def run_on(life: Life, *days: int) -> list[Message]:
    """Run on days counted from MONDAY; return the pushes that came."""
    shown = len(life.pushes)
    for day in days:
        life.runs(MONDAY + day * DAY, SIX, 8, 40)
        life.until(life.clock.now() + MINUTE)
    return [one for one in life.pushes[shown:] if one.kind == "after"]


def labels(message: Message) -> list[str]:
    return [one.label for one in message.buttons]


def test_the_summary_asks_once_for_the_week_and_i_did_answers_for_all_of_it(live: Live) -> None:
    life = live()
    run_on(life, 1, 5)
    told = life.told(MONDAY)
    assert told.title == "2 runs last week"
    assert labels(told) == ["I did", "No", "Ring less"]
    life.tap(told, Verb.DID)
    week = life.week(MONDAY)
    assert week.offered == Tally(2, 2)
    assert week.columns[-1].with_routine == 2
    assert week.asks == ()


def test_no_is_an_answer_and_what_was_done_that_week_stays_done(live: Live) -> None:
    life = live()
    tue, _ = run_on(life, 1, 5)
    told = life.told(MONDAY)
    life.tap(told, Verb.NO)
    life.until(life.clock.now() + DAY)
    assert life.week(MONDAY).offered == Tally(0, 2)
    life.tap(tue, Verb.DONE)
    assert life.week(MONDAY).offered == Tally(1, 2)


def test_the_summary_answers_for_nothing_that_it_did_not_ask_about(live: Live) -> None:
    life = live()
    tue, _ = run_on(life, 1, 5)
    life.tap(tue, Verb.LATER)
    told = life.told(MONDAY)
    life.tap(told, Verb.DID)
    assert life.week(MONDAY).offered == Tally(1, 2)
    run_on(life, 8)
    assert life.week(MONDAY + WEEK).offered == Tally(0, 1)


def test_i_did_stays_whatever_else_is_tapped_on_the_summary(live: Live) -> None:
    life = live()
    run_on(life, 1)
    told = life.told(MONDAY)
    life.tap(told, Verb.DID)
    life.until(life.clock.now() + MINUTE)
    life.tap(told, Verb.LESS)
    assert life.week(MONDAY).offered == Tally(1, 1)


def test_ring_less_is_every_second_run_for_four_weeks(live: Live) -> None:
    life = live()
    run_on(life, 1)
    told = life.told(MONDAY)
    life.tap(told, Verb.LESS)
    life.taps = lambda message: Verb.DONE if message.kind == "after" else None
    assert [len(run_on(life, day)) for day in (8, 9, 10, 11)] == [0, 1, 0, 1]
    life.until(life.at(MONDAY + 36 * DAY, time(12)))
    assert [len(run_on(life, day)) for day in (36, 37)] == [1, 1]


def test_after_six_without_an_answer_it_goes_quiet_and_asks_and_rings_again(live: Live) -> None:
    life = live(1)
    (first,) = run_on(life, -7)
    life.tap(first, Verb.DONE)
    pushes = run_on(life, *range(-6, 6))
    assert len(pushes) == 6  # three, and then for every second run
    told = life.told(MONDAY)
    assert "pushes in a row had no answer: only this comes. Ring again?" in told.body
    assert labels(told) == ["Ring again", "I did"]
    assert run_on(life, 8) == []
    life.tap(told, Verb.MORE)
    assert [len(run_on(life, day)) for day in (9, 10)] == [1, 1]


def test_pause_1_week_and_until_i_run_pause(live: Live) -> None:
    life = live(1)
    told = life.told(MONDAY - WEEK)
    assert told.title == "A week without a run"
    assert labels(told) == ["Pause 1 week", "Until I run"]
    life.tap(told, Verb.WEEK_OFF)
    assert run_on(life, 1) == []
    second = life.told(MONDAY)
    assert second.title == "1 run last week"
    assert life.week(MONDAY).columns[-1].paused
    assert len(run_on(life, 9)) == 1
    life.tap(told, Verb.UNTIL_RUN)
    assert life.week(MONDAY + WEEK).pause is not None
    assert len(run_on(life, 10)) == 1
    assert life.week(MONDAY + WEEK).pause is None


def test_a_pause_that_comes_home_when_it_is_over_changes_nothing(live: Live) -> None:
    life = live(1)
    told = life.told(MONDAY - WEEK)
    week_off, until_run = (row(life, told.key, verb) for verb in (Verb.WEEK_OFF, Verb.UNTIL_RUN))
    run_on(life, 1)
    life.until(life.at(MONDAY + 8 * DAY, SIX))
    for late in (week_off, until_run):
        with life.store.write() as db:
            answer.take(db, late, life.clock.now())
        assert life.week(MONDAY).pause is None


def row(life: Life, key: str, verb: Verb, number: int = 0) -> AnswerRow:
    """An answer that is given now, and comes home whenever it does."""
    return AnswerRow(
        athlete="me", id=f"{verb}{number}", key=key, verb=verb, at=life.clock.now(), via="phone"
    )


def test_while_paused_the_summary_comes_and_offers_no_further_pause(live: Live) -> None:
    life = live(1)
    with life.store.write() as db:
        answers.begin_pause(db, "me", life.clock.now(), life.at(MONDAY + 20 * DAY, time(0)))
    told = life.told(MONDAY)
    assert told.body.endswith("Paused until Sun 18 Oct.")
    assert labels(told) == []


def test_a_run_that_comes_late_corrects_its_week_and_is_named_in_the_next(live: Live) -> None:
    life = live(1)
    run_on(life, -5)
    late = a_run(life.at(MONDAY - 2 * DAY, SIX), 12, 60)
    life.told(MONDAY - WEEK)
    assert life.week(MONDAY - WEEK).own.runs == 1
    life.take(late)
    assert life.week(MONDAY - WEEK).own.runs == 2
    told = life.told(MONDAY)
    assert "Came late, now counted: Sat 26 Sep, 12.0 km." in told.body
    assert "Came late" not in life.told(MONDAY + WEEK).body
    assert life.week(MONDAY).late == life.week(MONDAY).late != ()


def test_a_file_of_years_ago_is_counted_without_a_word(live: Live) -> None:
    life = live(1)
    life.told(MONDAY - WEEK)
    life.take(a_run(life.at(MONDAY - 1500 * DAY, SIX), 12, 60))
    assert "Came late" not in life.told(MONDAY).body


def test_a_run_with_a_wrong_clock_is_left_out_and_named_once(live: Live) -> None:
    life = live()
    life.until(life.at(MONDAY + DAY, SIX))
    lost = a_run(datetime(1989, 12, 31, 1, tzinfo=UTC), 5, 30)
    assert has_wrong_clock(lost, life.clock.now())
    life.take(lost, name="lost.fit")
    told = life.told(MONDAY)
    assert told.title == "A week without a run"
    line = "Left out for a wrong clock: lost.fit (31 Dec 1989). Syncing the watch sets it."
    assert line in told.body
    assert "wrong clock" not in life.told(MONDAY + WEEK).body


def test_the_push_carries_a_picture_of_twelve_weeks(live: Live) -> None:
    life = live(14)
    run_on(life, *range(-98, 6, 3))
    told = life.told(MONDAY)
    assert told.picture is not None
    assert told.picture.name == "week-2026-W40.png"
    assert told.picture.alt.startswith("2 run days. Run days of each week up to it: ")
    assert told.picture.png.startswith(b"\x89PNG")
    assert len(told.picture.png) < 20_000
    assert all(one.picture is None for one in life.pushes if one.kind != "week")


def test_a_picture_that_cannot_be_drawn_holds_back_no_words(live: Live) -> None:
    def fail(week: WeekSummary, today: date) -> Picture:
        raise ValueError("no ink")

    life = live()
    pictures = WeekPictures(life.plan, Context(life.store, life.clock, life.ears), fail)
    told = life.told(MONDAY)
    with life.store.read() as db:
        nudge = decisions.nudge_of(db, told.key)
    assert nudge is not None
    assert pictures(nudge) is None
    assert life.ears.lines[-1] == "the week's picture: no ink; its words go out without it"


def test_a_year_is_told_on_new_years_morning_and_once(live: Live) -> None:
    life = live(0)
    (tue,) = run_on(life, 1)
    life.tap(tue, Verb.DONE)
    run_on(life, 94)  # New Year's Eve
    life.until(life.at(date(2027, 1, 20), time(8)))
    (year,) = [one for one in life.pushes if one.kind == "year"]
    assert (year.title, year.body) == ("2026", "2 runs, 1 calf pump")
    assert labels(year) == []
    rung = next(line for line in life.ears.lines if line.startswith("year 2026"))
    assert rung == "year 2026: 2 runs, 16.0 km"


def test_a_year_without_a_run_is_not_told(live: Live) -> None:
    life = live()
    life.until(life.at(date(2027, 1, 9), time(8)))
    assert [one.kind for one in life.pushes if one.kind != "week"] == []


def test_after_a_long_break_of_the_summary_the_weeks_are_caught_up_at_once(live: Live) -> None:
    life = live(30)
    life.clock.go_to(life.at(MONDAY + WEEK, time(7, 59)))
    told = life.told(MONDAY)
    with life.store.read() as db:
        found = db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall()
    assert [tuple(one) for one in found] == [("expired", 30), ("sent", 1)]
    assert told.title == "A week without a run"


def test_the_order_in_which_runs_and_answers_come_changes_no_number(live: Live) -> None:
    life = live()
    pushes = run_on(life, 1, 3, 5)
    told = life.told(MONDAY)
    given = [row(life, told.key, Verb.DID), row(life, pushes[0].key, Verb.LATER)]
    for number, (push, verb) in enumerate(zip(pushes, THREE, strict=True)):
        life.clock.go(MINUTE)
        given.append(row(life, push.key, verb, number))
    came = [a_run(life.at(MONDAY + day * DAY, SIX), 5, 30) for day in (-8, -6, 0)]
    life.clock.go(2 * DAY)
    draw = Random(7)
    all_of_it: list[AnswerRow | Run] = [*given, *came]
    orders = [draw.sample(all_of_it, len(all_of_it)) for _ in range(30)]
    weeks = [after(life, order) for order in orders]
    assert weeks == weeks[:1] * 30
    assert weeks[0].offered == Tally(2, 3)
    assert weeks[0].own.runs == 4


THREE = (Verb.DONE, Verb.HURTS, Verb.UNDO)
"""The last is as good as no answer, and so the summary's counts: "I did"."""


class TakenBackError(Exception):
    """Ends a transaction that is to leave nothing behind."""


def after(life: Life, order: Sequence[AnswerRow | Run]) -> WeekSummary:
    """Sum up the week after these runs and answers came in this order, and take them back."""
    now = life.clock.now()
    with suppress(TakenBackError), life.store.write() as db:
        for one in order:
            if isinstance(one, Run):
                keep.keep_run(db, "late.fit", one, life.plan, now, is_history=True)
            else:
                answer.take(db, one, now)
        week = summary_of(db, MONDAY, life.plan, now)
        raise TakenBackError
    return week


def test_programs_read_plain_values(live: Live) -> None:
    life = live()
    (tue, _) = run_on(life, 1, 5)
    life.tap(tue, Verb.DONE)
    told = life.told(MONDAY)
    plain = as_json(life.week(MONDAY), told.title, told.body)
    assert plain["week"] == "2026-W40"
    assert (plain["runs"], plain["distance_m"], plain["time_s"]) == (2, 16_000, 4800)
    assert plain["routines"] == {"done": 1, "delivered": 2}
    assert plain["title"] == "2 runs, 1 of 2 routines done"
    assert json.loads(json.dumps(plain, default=str))["weeks"][-1] == {
        "week": "2026-W40", "run_days": 2, "with_routine": 1, "paused": False,
    }  # fmt: skip
