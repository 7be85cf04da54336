"""The alarm clock with real threads; its jobs would come round by themselves in an hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event as Flag

import pytest

from lapbell.daemon.alarm import Alarm
from running import wait_until

HOUR = timedelta(hours=1)


@pytest.fixture
def alarm() -> Iterator[Alarm]:
    alarm = Alarm(workers=4)
    yield alarm
    alarm.stop(within_s=20)


class Job:
    """A job that counts its calls. With `slow` each waits for `go_on`."""

    def __init__(self, *wishes: datetime, slow: bool = False) -> None:
        self.calls = 0
        self.go_on = Flag()
        self._wishes = list(wishes)
        self._slow = slow

    def __call__(self) -> datetime | None:
        self.calls += 1
        if self._slow:
            self.go_on.wait(20)
        return self._wishes.pop(0) if self._wishes else None


def now() -> datetime:
    return datetime.now(UTC)


def never_again(job: Job, calls: int) -> bool:
    """Tell whether a job that was called so often is left alone for a moment."""
    wait_until(lambda: job.calls >= calls)
    return not Flag().wait(0.3) and job.calls == calls


def test_a_job_is_called_at_the_start_and_then_left_alone(alarm: Alarm) -> None:
    job = Job()
    alarm.add("scan", job, HOUR)
    alarm.start()
    assert never_again(job, 1)


def test_a_job_is_called_again_at_the_time_it_wants(alarm: Alarm) -> None:
    job = Job(now(), now() + HOUR / 2)
    alarm.add("scan", job, HOUR)
    alarm.start()
    assert never_again(job, 2)


def test_a_job_that_is_rung_while_it_works_is_called_once_more_at_once(alarm: Alarm) -> None:
    job = Job(slow=True)
    alarm.add("scan", job, HOUR)
    alarm.start()
    wait_until(lambda: job.calls == 1)
    for _ in range(3):
        alarm.ring("scan", now())
    assert not Flag().wait(0.3)
    assert job.calls == 1
    job.go_on.set()
    assert never_again(job, 2)


def test_of_a_wish_and_a_ring_the_earlier_counts(alarm: Alarm) -> None:
    job = Job(now() + HOUR / 2, slow=True)
    alarm.add("scan", job, HOUR)
    alarm.start()
    wait_until(lambda: job.calls == 1)
    alarm.ring("scan", now())
    job.go_on.set()
    assert never_again(job, 2)


def test_every_job_is_rung_when_all_are(alarm: Alarm) -> None:
    jobs = [Job(), Job(), Job()]
    for number, job in enumerate(jobs):
        alarm.add(f"{number}", job, HOUR)
    alarm.start()
    wait_until(lambda: all(job.calls == 1 for job in jobs))
    alarm.ring_all(now())
    assert all(never_again(job, 2) for job in jobs)


def test_a_job_that_was_removed_is_called_no_more_and_its_name_may_ring(alarm: Alarm) -> None:
    job = Job()
    alarm.add("scan", job, HOUR)
    alarm.start()
    wait_until(lambda: job.calls == 1)
    alarm.remove("scan")
    alarm.remove("scan")
    alarm.ring("scan", now())
    assert never_again(job, 1)
