from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from fakes import BERLIN, plan, routine, run, trigger
from lapbell.core.expected import Expected, FixedTime, on
from lapbell.core.routine import Kind, Phase
from lapbell.core.weeks import WeekSummary, due_weeks, next_due, sum_up, week_nudge, week_text

MONDAY = date(2026, 9, 28)
AT = FixedTime(0, time(7, 30))
DAY = timedelta(days=1)


def at(day: int, hour: int = 18) -> datetime:
    """A day of the week of MONDAY, counted from 0, on the clock of Berlin."""
    return on(MONDAY + day * DAY, time(hour), BERLIN)


def test_a_week_is_due_on_the_monday_after_it() -> None:
    since = at(-30)
    due = due_weeks(AT, BERLIN, since=since, now=at(7, 8))
    assert due[-1] == (MONDAY, on(MONDAY + 7 * DAY, time(7, 30), BERLIN))
    assert due_weeks(AT, BERLIN, since=since, now=at(7, 7))[-1][0] == MONDAY - 7 * DAY


def test_on_sunday_it_is_the_ending_week() -> None:
    sunday = FixedTime(6, time(20))
    assert due_weeks(sunday, BERLIN, since=at(-30), now=at(6, 21))[-1][0] == MONDAY


def test_the_first_is_the_first_week_that_ends_after_the_start() -> None:
    assert due_weeks(AT, BERLIN, since=at(6, 23), now=at(8)) == [
        (MONDAY, on(MONDAY + 7 * DAY, time(7, 30), BERLIN))
    ]
    assert due_weeks(AT, BERLIN, since=at(7, 0), now=at(8)) == []


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("clock", [time(0, 5), time(2, 30), time(7, 30), time(23, 55)])
def test_in_every_zone_each_week_of_the_year_is_due_exactly_once(weekday: int, clock: time) -> None:
    since = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        due = due_weeks(FixedTime(weekday, clock), zone, since=since, now=since + 366 * DAY)
        mondays = [monday for monday, _ in due]
        assert mondays == [mondays[0] + 7 * number * DAY for number in range(len(due))], name
        assert len(due) in (51, 52, 53), name
        assert next_due(FixedTime(weekday, clock), zone, due[-1][1]) > due[-1][1], name


def test_a_run_belongs_to_the_day_on_the_runners_own_clock() -> None:
    far_away = replace(run(at(6, 23)), utc_offset=timedelta(hours=9))  # Monday there already
    assert sum_up(MONDAY, [far_away], routines=0, next_run=None, plan=plan()).runs == 0
    assert sum_up(MONDAY, [run(at(6, 23))], routines=0, next_run=None, plan=plan()).runs == 1


def test_runs_days_and_distance_are_those_of_the_week() -> None:
    runs = [run(at(day, hour), km=km) for day, hour, km in
            [(-1, 18, 50), (0, 8, 5), (0, 18, 6), (3, 18, 10.5), (7, 8, 50)]]  # fmt: skip
    week = sum_up(MONDAY, runs, routines=2, next_run=None, plan=plan())
    assert (week.runs, week.run_days, week.distance_m) == (3, 2, 21_500)


def test_the_usual_is_the_mean_of_four_weeks_or_of_those_since_the_first_run() -> None:
    def usual(*weeks_ago: int) -> float | None:
        runs = [run(at(-7 * ago), km=20) for ago in weeks_ago]
        return sum_up(MONDAY, runs, routines=0, next_run=None, plan=plan()).usual_m

    assert usual() is None
    assert usual(1) == 20_000
    assert usual(1, 2) == 20_000
    assert usual(1, 4) == 10_000
    assert usual(1, 5) == 5_000
    assert usual(5) is None


def summary(**values: object) -> WeekSummary:
    base = WeekSummary(monday=MONDAY, runs=4, run_days=4, distance_m=31_000)
    return replace(base, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("week", "title", "body"),
    [
        (summary(), "4 runs last week", "31 km."),
        (summary(usual_m=28_000), "4 runs last week", "31 km, a little over your usual 28."),
        (summary(usual_m=31_400), "4 runs last week", "31 km, about your usual 31."),
        (summary(usual_m=20_000), "4 runs last week", "31 km, over your usual 20."),
        (summary(usual_m=34_000), "4 runs last week", "31 km, a little under your usual 34."),
        (summary(routines=3), "4 runs last week", "31 km.\n3 routines rang."),
        (summary(runs=1, distance_m=0, routines=1), "1 run last week", "1 routine rang."),
        (summary(runs=0, distance_m=0, usual_m=28_000), "A week without a run",
         "Nothing lost; your weeks stand."),
    ],
)  # fmt: skip
def test_the_words_are_plain_counts(week: WeekSummary, title: str, body: str) -> None:
    assert week_text(week, BERLIN) == (title, body)


def test_the_next_run_is_named_with_its_routine() -> None:
    chair = routine("chair-pose", phases=(Phase.BEFORE,))
    before = replace(trigger(asks=chair), phase=Phase.BEFORE)
    expected = Expected(id="Tue 06:30", starts_at=at(8, 6), source="times")
    week = sum_up(MONDAY, [], routines=0, next_run=expected, plan=plan(before))
    assert week_text(week, BERLIN)[1].endswith("Next: Tue 06:00, chair pose first.")


def test_the_push_waits_for_the_end_of_the_quiet_hours_and_is_good_for_a_week() -> None:
    due_at = on(MONDAY + 7 * DAY, time(5, 30), BERLIN)
    nudge = week_nudge(summary(), plan(), due_at)
    assert nudge.kind is Kind.WEEK
    assert nudge.key.startswith("week-")
    assert nudge.due_at.astimezone(BERLIN).hour == 7
    assert nudge.expires_at == due_at + 7 * DAY
