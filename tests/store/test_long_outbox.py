"""What a delivery tick costs does not grow with the outbox; counted in SQLite's own steps."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fakes import Ears, FakeClock, Phone
from lapbell.jobs.context import Context
from lapbell.jobs.deliver import Courier
from lapbell.store.database import Store
from long_outbox import DAY, fill

ROWS = 3000
MOST_STEPS = 200


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("state", "due_in"), [("sent", -DAY), ("refused", -DAY), ("queued", DAY), ("sending", DAY)]
)
def test_an_idle_tick_does_not_look_at_what_is_not_due(
    store: Store, state: str, due_in: timedelta
) -> None:
    fill(store, range(ROWS), state, due_in)
    phone = Phone()
    courier = Courier("me", phone, Context(store, FakeClock(), Ears()), lambda: 0.5)
    courier.deliver()
    assert steps_of(store, courier) < MOST_STEPS
    assert phone.tried == []


def steps_of(store: Store, courier: Courier) -> int:
    """Count the steps of SQLite's machine in one tick."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    store._db.set_progress_handler(count, 1)
    courier.deliver()
    store._db.set_progress_handler(None, 1)
    return steps
