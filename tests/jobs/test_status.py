from dataclasses import replace
from datetime import date, timedelta

import pytest

from fakes import SUNDAY, plan, run
from lapbell.jobs.status import Standing
from lapbell.jobs.status_text import problems, rows
from lapbell.store.outbox import Waiting

PUSH = Waiting(title="Calf pump", channel="phone", at=SUNDAY, reason="")
STANDING = Standing(
    athlete="me",
    runs=1,
    last_run=None,
    last_file=None,
    files={},
    unreadable=(),
    waiting=(PUSH,),
    last_sent=None,
    next_due=(),
    today=date(2026, 10, 4),
)


@pytest.mark.parametrize(
    ("since_due", "overdue"),
    [
        (timedelta(minutes=-5), False),
        (timedelta(minutes=15), False),
        (timedelta(minutes=15, seconds=1), True),
    ],
)
def test_a_push_is_overdue_when_it_should_have_gone_a_quarter_of_an_hour_ago(
    since_due: timedelta, overdue: bool
) -> None:
    assert STANDING.overdue(SUNDAY + since_due) == (PUSH,) * overdue


def test_only_what_is_overdue_is_named() -> None:
    late = replace(PUSH, at=SUNDAY - timedelta(hours=1))
    assert replace(STANDING, waiting=(late, PUSH)).overdue(SUNDAY) == (late,)


def test_a_run_of_another_year_shows_the_year() -> None:
    old = replace(STANDING, last_run=run(SUNDAY - timedelta(days=365)), runs=1)
    assert dict(rows(old, plan(), None))["runs"].endswith("Sat 18:05, 4 Oct 2025")
    new = replace(STANDING, last_run=run(SUNDAY), runs=1)
    assert dict(rows(new, plan(), None))["runs"].endswith("Sun 18:05, 4 Oct")


@pytest.mark.parametrize(("ahead", "told"), [(23, False), (25, True)])
def test_a_clock_that_went_back_by_more_than_a_day_needs_a_person(ahead: int, told: bool) -> None:
    decided = replace(STANDING, waiting=(), last_decided_at=SUNDAY + timedelta(hours=ahead))
    assert [
        one.startswith("the clock of this machine says") for one in problems(decided, SUNDAY)
    ] == [True] * told
