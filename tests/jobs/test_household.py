from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.samples import SMALLEST, write
from lapbell.config import load
from lapbell.core.household import Counts, Member, counts_of
from lapbell.core.plan import Plan
from lapbell.core.summary import Tally
from lapbell.jobs.household import as_json, members
from lapbell.jobs.past import summary_of
from lapbell.store import runs
from lapbell.store.database import Store
from life import a_run

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
"""A Monday's."""

ZONES = {"me": "Europe/Berlin", "ahead": "Pacific/Auckland", "behind": "America/Los_Angeles"}


@pytest.fixture
def plans(tmp_path: Path) -> list[Plan]:
    """Three who share, each on a clock of their own."""
    own = load(write(tmp_path, SMALLEST)).athlete("me").plan
    return [
        replace(own, athlete=name, timezone=type(own.timezone)(zone), share_with=frozenset(ZONES))
        for name, zone in ZONES.items()
    ]


@pytest.fixture
def store(tmp_path: Path, plans: list[Plan]) -> Iterator[Store]:
    """A run of each every seven hours, around that midnight."""
    found = Store(tmp_path / "state")
    with found.write() as db:
        for plan in plans:
            for number in range(-40, 20):
                start = (MIDNIGHT + timedelta(hours=7 * number)).astimezone(plan.timezone)
                run = replace(
                    a_run(start, 10, 60), athlete=plan.athlete, id=f"{plan.athlete}{number}"
                )
                runs.add(db, run, MIDNIGHT, is_history=True, wrong_clock=number % 5 == 0)
    yield found
    found.close()


@pytest.mark.parametrize("hours", [-14, -1, 0, 7, 8, 9, 130])
def test_each_has_the_weeks_of_their_own_clock_as_their_own_summary_counts_them(
    store: Store, plans: list[Plan], hours: int
) -> None:
    now = MIDNIGHT + timedelta(hours=hours)
    with store.read() as db:
        found = members(db, "me", plans, now)
        for one, plan in zip(found, plans, strict=True):
            today = now.astimezone(plan.timezone).date()
            monday = today - timedelta(days=today.weekday())
            for counts, day in (
                (one.this_week, monday),
                (one.last_week, monday - timedelta(days=7)),
            ):
                assert counts == counts_of(summary_of(db, day, plan, now))


def test_a_monday_begins_for_one_while_it_is_still_sunday_for_another(
    store: Store, plans: list[Plan]
) -> None:
    with store.read() as db:
        found = members(db, "me", plans, MIDNIGHT - timedelta(hours=2))

    begun = f"{date(2026, 11, 23):%G-W%V}"
    assert [one.this_week.week == begun for one in found] == [False, True, False]


def test_for_programs_the_delivered_and_the_done_are_told_apart() -> None:
    week = Counts(week="2026-W47", runs=3, distance_m=24_000, routines=Tally(1, 2))
    told = as_json("me", [Member(athlete="me", shown_as="A", this_week=week, last_week=week)])

    assert told["household"][0]["last_week"]["routines"] == {"done": 1, "delivered": 2}
