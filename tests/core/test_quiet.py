from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import BERLIN, SUNDAY, plan, run, trigger
from lapbell.core.decide import decide
from lapbell.core.occasion import AfterRun, History
from lapbell.core.plan import Plan
from lapbell.core.quiet import Hours, Push, Quiet, too_many
from lapbell.core.routine import Kind

NIGHT = Hours(time(21), time(7))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "at", "holds"),
    [
        (NIGHT, time(20, 59), False),
        (NIGHT, time(21), True),
        (NIGHT, time(0), True),
        (NIGHT, time(6, 59), True),
        (NIGHT, time(7), False),
        (Hours(time(13), time(15)), time(14), True),
        (Hours(time(13), time(15)), time(15), False),
    ],
)
def test_hours_may_go_over_midnight(hours: Hours, at: time, holds: bool) -> None:
    assert hours.holds(at) is holds


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.times(), st.times())  # noqa: DTZ001
def test_the_end_of_the_quiet_hours_is_not_quiet_and_not_before(
    moment: datetime, begin: time, end: time
) -> None:
    hours = Hours(begin.replace(microsecond=0), end.replace(microsecond=0))
    over = hours.over_at(moment.replace(tzinfo=UTC), BERLIN)
    assert over >= moment.replace(tzinfo=UTC)
    assert over - moment.replace(tzinfo=UTC) <= 25 * HOUR


def at_night(what: Plan | None = None) -> Plan:
    base = what or plan(trigger(expires=10 * HOUR))
    return Plan(
        athlete=base.athlete,
        timezone=base.timezone,
        triggers=base.triggers,
        channels=base.channels,
        quiet=Quiet(hours=NIGHT),
    )


def test_a_fresh_run_rings_through_the_quiet_hours() -> None:
    now = SUNDAY + 6 * HOUR  # 00:05 in Berlin
    (nudge,) = decide(AfterRun(run=run(now - HOUR)), History(), at_night(), now).nudges
    assert nudge.due_at < now + HOUR


def test_a_late_file_waits_for_the_morning() -> None:
    now = SUNDAY + 6 * HOUR
    (nudge,) = decide(AfterRun(run=run(now - 3 * HOUR)), History(), at_night(), now).nudges
    assert nudge.due_at.astimezone(BERLIN).strftime("%H:%M") == "07:00"


def test_what_would_wait_too_long_is_held_back_and_says_so() -> None:
    now = SUNDAY + 6 * HOUR
    what = at_night(plan(trigger(expires=2 * HOUR)))
    decision = decide(AfterRun(run=run(now - 3 * HOUR)), History(), what, now)
    assert decision.nudges == ()
    assert decision.verdicts[0].held_back_by == "hours"
    assert decision.verdicts[0].reason == "quiet until 07:00, and good only until 02:05"


def test_a_runner_far_from_home_has_quiet_hours_of_the_runs_own_clock() -> None:
    now = SUNDAY - 6 * HOUR  # 12:05 in Berlin, 03:05 where the run was
    far = run(now - 3 * HOUR, utc_offset=timedelta(hours=-7))
    (nudge,) = decide(AfterRun(run=far), History(), at_night(), now).nudges
    assert nudge.due_at == now + timedelta(minutes=3 * 60 + 55)


def pushes(*ago_h: float) -> tuple[Push, ...]:
    return tuple(
        Push(
            key=f"k{ago}", kind=Kind.AFTER, at=SUNDAY - ago * HOUR, about=SUNDAY - (ago + 4) * HOUR
        )
        for ago in ago_h
    )


def new(at: datetime, about: datetime) -> Push:
    return Push(key="new", kind=Kind.AFTER, at=at, about=about)


def test_two_runs_close_together_count_as_two() -> None:
    first = Push(key="k", kind=Kind.AFTER, at=SUNDAY - 2 * HOUR, about=SUNDAY - 3 * HOUR)
    limit = Quiet(most_per_day=1)
    assert too_many([first], limit, new(SUNDAY, SUNDAY - HOUR), BERLIN) == "most_per_day"


def test_what_waits_and_would_make_way_takes_no_room() -> None:
    waits = Push(key="k", kind=Kind.AFTER, at=SUNDAY, about=SUNDAY - 2 * HOUR, waits=True)
    limit = Quiet(most_per_day=1)
    assert too_many([waits], limit, new(SUNDAY, SUNDAY - HOUR), BERLIN) is None
    assert too_many([waits], limit, new(SUNDAY, SUNDAY - 3 * HOUR), BERLIN) == "most_per_day"


def test_a_day_has_room_for_so_many_pushes() -> None:
    limit = Quiet(most_per_day=2)
    about = SUNDAY + 10 * HOUR
    assert too_many(pushes(1), limit, new(SUNDAY, about), BERLIN) is None
    assert too_many(pushes(1, 2), limit, new(SUNDAY, about), BERLIN) == "most_per_day"
    assert too_many(pushes(1, 20), limit, new(SUNDAY, about), BERLIN) is None


def test_a_week_begins_on_monday() -> None:
    limit = Quiet(most_per_week=2)
    about = SUNDAY + 10 * HOUR
    monday = SUNDAY + 24 * HOUR
    assert too_many(pushes(30, 50), limit, new(SUNDAY, about), BERLIN) == "most_per_week"
    assert too_many(pushes(30, 50), limit, new(monday, about), BERLIN) is None


def test_a_runs_before_and_after_never_block_each_other() -> None:
    one = run(SUNDAY - HOUR)
    before = Push(key="pre", kind=Kind.BEFORE, at=SUNDAY - 1.5 * HOUR, about=SUNDAY - HOUR)
    what = Plan(
        athlete="me",
        timezone=BERLIN,
        triggers=(trigger(),),
        channels=("phone",),
        quiet=Quiet(most_per_day=1),
    )
    assert decide(AfterRun(run=one), History(pushes=(before,)), what, SUNDAY).nudges
    other = Push(key="post", kind=Kind.AFTER, at=SUNDAY - 6 * HOUR, about=SUNDAY - 7 * HOUR)
    decision = decide(AfterRun(run=one), History(pushes=(other,)), what, SUNDAY)
    assert decision.nudges == ()
    assert decision.verdicts[0].reason == "most_per_day is 1, and so many went out already"


def late_on_sunday(*pushes: Push) -> list[datetime]:
    """When the nudge about a run of Sunday, whose file comes at 23:05, is due; one a day rings."""
    now = SUNDAY + 5 * HOUR
    what = replace(at_night(), quiet=Quiet(hours=NIGHT, most_per_day=1))
    found = decide(AfterRun(run=run(now - 3 * HOUR)), History(pushes=pushes), what, now)
    return [nudge.due_at for nudge in found.nudges]


def test_what_waits_for_the_morning_counts_for_that_day() -> None:
    morning = SUNDAY + 12 * HOUR + timedelta(minutes=55)
    sunday = Push(key="s", kind=Kind.AFTER, at=SUNDAY - 9 * HOUR, about=SUNDAY - 10 * HOUR)
    monday = Push(key="m", kind=Kind.AFTER, at=morning + HOUR, about=morning)
    assert late_on_sunday(sunday) == [morning]
    assert late_on_sunday(monday) == []


def test_a_nudge_decided_anew_does_not_stand_in_its_own_way() -> None:
    one = AfterRun(run=run(SUNDAY - HOUR))
    limited = replace(plan(), quiet=Quiet(most_per_day=1))
    (first,) = decide(one, History(), limited, SUNDAY).nudges
    far_off = Push(key=first.key, kind=first.kind, at=first.due_at, about=first.about - 9 * HOUR)
    assert decide(one, History(pushes=(far_off,)), limited, SUNDAY).nudges == (first,)


def test_what_would_wait_exactly_until_it_is_good_no_more_is_held_back() -> None:
    now = SUNDAY + 6 * HOUR  # 00:05 in Berlin; quiet for 6 h 55 min more
    for minutes, rings in ((6 * 60 + 55, False), (6 * 60 + 56, True)):
        what = at_night(plan(trigger(expires=timedelta(minutes=minutes))))
        found = decide(AfterRun(run=run(now - 3 * HOUR)), History(), what, now)
        assert bool(found.nudges) is rings


@pytest.mark.parametrize(("apart_h", "limit"), [(3, None), (3.01, "most_per_day")])
def test_pushes_about_starts_within_three_hours_are_about_one_run(
    apart_h: float, limit: str | None
) -> None:
    push = Push(key="k", kind=Kind.BEFORE, at=SUNDAY, about=SUNDAY - apart_h * HOUR)
    quiet = Quiet(most_per_day=1)
    assert too_many([push], quiet, new(SUNDAY, SUNDAY), BERLIN) == limit


def test_a_day_of_the_limits_is_one_at_home_wherever_the_run_was() -> None:
    now = SUNDAY + 8 * HOUR  # Monday in Berlin, still Sunday where the run was
    far = run(now - HOUR, utc_offset=timedelta(hours=-7))
    sunday = Push(key="s", kind=Kind.AFTER, at=SUNDAY, about=SUNDAY - HOUR)
    limited = replace(plan(), quiet=Quiet(most_per_day=1))
    assert decide(AfterRun(run=far), History(pushes=(sunday,)), limited, now).nudges
