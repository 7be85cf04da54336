from dataclasses import replace
from datetime import date, timedelta

import pytest

from fakes import SUNDAY
from lapbell.jobs.status import Standing
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
