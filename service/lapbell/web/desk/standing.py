"""What `lapbell status` says, for the page."""

from collections.abc import Iterator
from datetime import datetime

from lapbell.core.plan import Plan
from lapbell.jobs import status, status_text
from lapbell.jobs.diary import Diary
from lapbell.jobs.health import Health
from lapbell.store.database import Store
from lapbell.web.source import Standing


def standing(store: Store, plan: Plan, diary: Diary, health: Health, now: datetime) -> Standing:
    """Return how things stand, in the words of the command line."""
    found = status.standing(store, plan, diary, now)
    return Standing(
        problems=tuple(_problems(found, health, now)),
        rows=tuple(status_text.rows(found, plan, health.scanned_at)),
    )


def _problems(found: status.Standing, health: Health, now: datetime) -> Iterator[str]:
    yield from health.needs().values()
    yield from status_text.problems(found, now)
