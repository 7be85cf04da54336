from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fakes import BERLIN, SUNDAY, plan, run
from lapbell.core.missing import alarm, missing
from lapbell.core.quiet import Quiet
from lapbell.core.run import Run

DAY = timedelta(days=1)


def every(gap_days: int, last_days_ago: int, count: int = 8) -> list[Run]:
    ages = range(last_days_ago + gap_days * (count - 1), last_days_ago - 1, -gap_days)
    return [replace(run(SUNDAY - age * DAY), id=str(age)) for age in ages]


@pytest.mark.parametrize(
    ("gap", "ago", "is_missing"),
    [(3, 8, False), (3, 9, True), (1, 4, False), (1, 5, True), (7, 20, False), (7, 21, True)],
)
def test_three_times_the_usual_gap_is_unusual(gap: int, ago: int, is_missing: bool) -> None:
    found = missing(every(gap, ago), BERLIN, SUNDAY)
    assert (found is not None) is is_missing
    if found:
        assert (found.days, found.usual) == (ago, gap)


def test_a_beginner_is_not_asked() -> None:
    assert missing(every(3, 9, count=5), BERLIN, SUNDAY) is None


def test_runs_of_long_ago_say_nothing_about_the_usual() -> None:
    assert missing(every(3, 85), BERLIN, SUNDAY) is None


def test_two_runs_a_day_are_no_shorter_gap() -> None:
    twice = [one for one in every(3, 8) for _ in range(2)]
    assert missing(twice, BERLIN, SUNDAY) is None


def test_the_words_are_kind_and_plain() -> None:
    found = missing(every(3, 9), BERLIN, SUNDAY)
    assert found is not None
    nudge = alarm(found, plan(), SUNDAY)
    assert nudge.title == "No run file for 9 days"
    assert nudge.body == (
        "Usually one every 3. Last: Fri, 8.2 km.\nIf you did run, sync or dock the watch."
    )
    assert nudge.key.startswith("alarm-")


def test_it_waits_for_the_end_of_the_quiet_hours() -> None:
    found = missing(every(3, 9), BERLIN, SUNDAY)
    assert found is not None
    night = SUNDAY + timedelta(hours=5)
    assert alarm(found, plan(), night).due_at.astimezone(BERLIN).hour == 7


def test_a_run_of_twelve_weeks_ago_still_counts() -> None:
    assert missing(every(8, 44, count=6), BERLIN, SUNDAY) is not None


def test_one_long_break_does_not_change_what_is_usual() -> None:
    since_break = every(1, 5, count=6)
    found = missing([run(SUNDAY - 60 * DAY), *since_break], BERLIN, SUNDAY)
    assert found is not None
    assert (found.usual, found.since) == (1, since_break[-1])


def test_days_are_those_of_the_runners_own_clock() -> None:
    *earlier, last = every(1, 4)
    after_midnight = replace(last, started_at=datetime(2026, 9, 29, 22, 30, tzinfo=UTC))
    known = [*earlier, after_midnight]
    assert missing(known, BERLIN, datetime(2026, 10, 4, 21, 30, tzinfo=UTC)) is None
    found = missing(known, BERLIN, datetime(2026, 10, 4, 22, 30, tzinfo=UTC))
    assert found is not None
    assert found.days == 5


def test_who_runs_every_day_and_by_no_distance_is_asked_in_fitting_words() -> None:
    found = missing([replace(one, distance_m=None) for one in every(1, 5)], BERLIN, SUNDAY)
    assert found is not None
    assert alarm(found, plan(), SUNDAY).body.splitlines()[0] == "Usually one every day. Last: Tue."


def test_it_is_good_for_two_days_from_when_it_is_due() -> None:
    found = missing(every(3, 9), BERLIN, SUNDAY)
    assert found is not None
    night = SUNDAY + timedelta(hours=5)
    waits = alarm(found, plan(), night)
    assert waits.expires_at == waits.due_at + 2 * DAY
    assert alarm(found, replace(plan(), quiet=Quiet()), night).due_at == night
