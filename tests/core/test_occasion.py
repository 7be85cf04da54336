from dataclasses import replace
from datetime import timedelta

from fakes import SUNDAY, run
from lapbell.core.expected import Expected
from lapbell.core.occasion import History
from lapbell.core.run import Run

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def runs_at(*ago: timedelta) -> tuple[Run, ...]:
    return tuple(replace(run(SUNDAY - one), id=str(number)) for number, one in enumerate(ago))


def test_the_last_run_is_the_latest_that_started_before() -> None:
    oldest, last, this, later = runs_at(9 * DAY, 2 * DAY, 0 * DAY, -DAY)
    history = History(runs=(oldest, last, this, later))
    assert history.last_run_before(SUNDAY) is last
    assert history.last_run_before(last.started_at) is oldest
    assert history.last_run_before(oldest.started_at) is None


def test_an_expected_run_is_the_nearest_that_is_near_enough() -> None:
    expected = Expected(id="Sun 18:05", starts_at=SUNDAY, source="times")
    yesterday, early, near = runs_at(DAY, 3 * HOUR, -HOUR)
    assert History(runs=(yesterday, early, near)).run_of(expected) is near
    assert History(runs=(yesterday, early)).run_of(expected) is early
    assert History(runs=(yesterday,)).run_of(expected) is None
