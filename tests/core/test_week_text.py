from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from fakes import BERLIN, plan
from lapbell.core.expected import Expected, Source, on
from lapbell.core.offers import Pause, Verb
from lapbell.core.routine import Kind, Phase
from lapbell.core.score import Streak
from lapbell.core.summary import Column, OneRun, Tally, Totals, WeekSummary, WrongClock
from lapbell.core.week_text import (
    facts_in_words,
    picture_title,
    week_nudge,
    week_text,
    week_verbs,
)

MONDAY = date(2026, 9, 28)
DAY = timedelta(days=1)
TODAY = MONDAY + 7 * DAY
ASK = "No routine noted; did you do one anyway?"


def own(runs: int = 4, km: float = 31, hours: float = 3) -> Totals:
    return Totals(runs=runs, run_days=runs, distance_m=km * 1000, time=timedelta(hours=hours))


def usually(km: float = 28, hours: float = 3) -> Totals:
    return Totals(runs=4, run_days=3.5, distance_m=km * 1000, time=timedelta(hours=hours))


def column(run_days: int, with_routine: int = 0, *, paused: bool = False) -> Column:
    return Column(monday=MONDAY, run_days=run_days, with_routine=with_routine, paused=paused)


def summary(**values: object) -> WeekSummary:
    return replace(WeekSummary(monday=MONDAY, own=own()), **values)  # type: ignore[arg-type]


NO_RUN = summary(own=Totals(), usual=usually())


def expected(source: Source = "times") -> Expected:
    starts_at = datetime(2026, 10, 6, 6, 30, tzinfo=BERLIN)
    return Expected(id="Tue 06:30", starts_at=starts_at, source=source)


@pytest.mark.parametrize(
    ("week", "title", "body"),
    [
        (summary(), "4 runs last week", "31 km."),
        (summary(usual=usually(28)), "4 runs last week", "31 km, a little over your usual 28."),
        (summary(usual=usually(31.4)), "4 runs last week", "31 km, about your usual 31."),
        (summary(usual=usually(20)), "4 runs last week", "31 km, over your usual 20."),
        (summary(usual=usually(34)), "4 runs last week", "31 km, a little under your usual 34."),
        (summary(usual=usually(0)), "4 runs last week", "31 km."),
        (summary(usual=usually(40), columns=(column(4, paused=True),)), "4 runs last week",
         "31 km."),
        (summary(own=own(1, 8)), "1 run last week", "8 km."),
        (summary(own=own(1, 0), usual=usually(0)), "1 run last week",
         "3 h, about your usual 3 h."),
        (summary(own=own(1, 0, 0)), "1 run last week", ""),
        (summary(followed=4, offered=Tally(5, 6)), "4 runs, a routine after each", "31 km."),
        (summary(own=own(1, 8), followed=1, offered=Tally(1, 1)), "1 run, a routine after it",
         "8 km."),
        (summary(followed=2, offered=Tally(4, 5)), "4 runs, 4 of 5 routines done", "31 km."),
        (summary(offered=Tally(0, 4), asks=("a",)), "4 runs last week", f"31 km. {ASK}"),
        (summary(own=own(1, 0, 0), offered=Tally(0, 4), asks=("a",)), "1 run last week", ASK),
        (summary(offered=Tally(0, 4)), "4 runs last week", "31 km."),
        (summary(ignored=6, asks=("a",)), "4 runs last week",
         "31 km.\n6 pushes in a row had no answer: only this comes. Ring again?"),
        (NO_RUN, "A week without a run",
         "Nothing lost; your weeks stand.\nResting, ill, away? I can wait."),
        (replace(NO_RUN, pause=Pause(begin=datetime(2026, 10, 1, tzinfo=BERLIN), until=None)),
         "A week without a run", "Nothing lost; your weeks stand.\nPaused until you run."),
        (summary(pause=Pause(begin=datetime(2026, 10, 1, tzinfo=BERLIN),
                             until=datetime(2026, 10, 18, tzinfo=BERLIN))),
         "4 runs last week", "31 km.\nPaused until Sun 18 Oct."),
    ],
)  # fmt: skip
def test_the_words_are_plain_counts(week: WeekSummary, title: str, body: str) -> None:
    assert week_text(week, BERLIN, TODAY) == (title, body)


def test_the_next_run_is_named_with_its_routines_and_how_sure_it_is() -> None:
    def last_line(**values: object) -> str:
        return week_text(summary(**values), BERLIN, TODAY)[1].splitlines()[-1]

    chair = ("Chair pose",)
    assert last_line(next_run=expected()) == "Next: Tue 06:30."
    assert last_line(next_run=expected(), next_routines=chair) == (
        "Next: Tue 06:30, chair pose first."
    )
    assert last_line(next_run=expected("habit"), next_routines=chair) == (
        "Next: Tue 06:30 if habit holds, chair pose first."
    )


def test_what_is_seldom_so_gets_a_line_and_no_reproach() -> None:
    sat = MONDAY + 5 * DAY
    week = summary(
        longest=OneRun(day=sat, distance_m=25_300, ratio=1.3),
        late=(OneRun(day=MONDAY - DAY, distance_m=8200), OneRun(day=MONDAY - 2 * DAY,
                                                                distance_m=None)),
        wrong_clocks=(WrongClock(file="a.fit", day=date(1989, 12, 31)),),
        next_run=expected(),
    )  # fmt: skip
    assert week_text(week, BERLIN, TODAY)[1].splitlines() == [
        "31 km.",
        "Sat 3 Oct, 25.3 km: your longest in 30 days. Keep the next ones easy.",
        "Came late, now counted: Sun 27 Sep, 8.2 km; Sat 26 Sep.",
        "Left out for a wrong clock: a.fit (31 Dec 1989). Syncing the watch sets it.",
        "Next: Tue 06:30.",
    ]
    many = summary(late=(OneRun(day=MONDAY - DAY, distance_m=8200),) * 4)
    assert week_text(many, BERLIN, TODAY)[1].endswith("Came late, now counted: 4 runs.")


@pytest.mark.parametrize(
    ("week", "verbs"),
    [
        (summary(), ()),
        (summary(asks=("a",)), (Verb.DID, Verb.NO, Verb.LESS)),
        (summary(asks=("a",), rings_less=True), (Verb.DID, Verb.NO)),
        (summary(asks=("a",), ignored=6), (Verb.MORE, Verb.DID)),
        (NO_RUN, (Verb.WEEK_OFF, Verb.UNTIL_RUN)),
        (replace(NO_RUN, pause=Pause(begin=on(MONDAY, time(), BERLIN), until=None)), ()),
    ],
)
def test_each_kind_of_week_has_its_buttons(week: WeekSummary, verbs: Sequence[Verb]) -> None:
    assert week_verbs(week) == verbs


def test_the_push_waits_for_the_end_of_the_quiet_hours_and_is_good_for_a_week() -> None:
    due_at = on(TODAY, time(5, 30), BERLIN)
    nudge = week_nudge(summary(asks=("a",)), plan(), due_at)
    assert nudge.kind is Kind.WEEK
    assert nudge.key.startswith("week-")
    assert nudge.due_at.astimezone(BERLIN).hour == 7
    assert nudge.expires_at == due_at + 7 * DAY
    assert nudge.verbs == (Verb.DID, Verb.NO, Verb.LESS)


def test_on_a_sunday_it_is_this_week() -> None:
    sunday = on(TODAY - DAY, time(20), BERLIN)
    assert week_nudge(summary(), plan(), sunday).title == "4 runs this week"


def test_the_picture_has_a_title_of_its_own() -> None:
    def title(run_days: int, with_routine: int) -> str:
        return picture_title(summary(own=own(run_days), columns=(column(run_days, with_routine),)))

    assert title(4, 3) == "4 run days, 3 with a routine"
    assert title(1, 1) == "1 run day, 1 with a routine"
    assert title(4, 0) == "4 run days"
    assert title(0, 0) == "A week without a run"


def test_who_asks_gets_score_and_streak_too() -> None:
    week = summary(
        usual=usually(),
        offered=Tally(4, 5),
        by_phase={Phase.AFTER: Tally(3, 4), Phase.BEFORE: Tally(1, 1)},
        by_imbalance={"forward_flop": Tally(1, 2), "glutes": Tally(1, 1)},
        score=62,
        score_change=-4,
        streak=Streak(9, 1),
    )
    assert dict(facts_in_words(week)) == {
        "run days": "4, usually 3.5",
        "time": "3 h, usually 3 h",
        "routines": "4 of 5 done",
        "when": "after 3 of 4, before 1 of 1",
        "for": "chest 1 of 2, glutes 1 of 1",
        "score": "62, -4 in four weeks",
        "streak": "9 good weeks, 1 grace held",
    }
    assert dict(facts_in_words(replace(NO_RUN, usual=None))) == {}
    unheard = summary(own=Totals(), offered=Tally(0, 4))
    assert dict(facts_in_words(unheard)) == {"routines": "4 rang, none noted"}
