"""An outbox as years leave it behind."""

from collections.abc import Iterable
from datetime import timedelta

from fakes import SUNDAY
from lapbell.store.database import Store
from lapbell.store.times import to_text

DAY = timedelta(days=1)


def fill(store: Store, numbers: Iterable[int], state: str, due_in: timedelta) -> None:
    """Put rows into the outbox, each good for a day."""
    about, due, end, now = map(
        to_text, (SUNDAY - DAY, SUNDAY + due_in, SUNDAY + due_in + DAY, SUNDAY)
    )
    with store.write() as db:
        for number in numbers:
            key = f"post-{number:026}"
            db.execute(
                "INSERT INTO decisions VALUES (?, 'me', 'after', 'a run', ?, ?, '[]')",
                (key, about, now),
            )
            db.execute(
                "INSERT INTO nudges (key, athlete, kind, about, routines, title, body, priority, "
                "due_at, expires_at, created_at) "
                "VALUES (?, 'me', 'after', ?, '[]', 'Calf pump', 'Now.', 3, ?, ?, ?)",
                (key, about, due, end, now),
            )
            db.execute(
                "INSERT INTO outbox (key, channel, athlete, state, reason, next_at, changed_at) "
                "VALUES (?, 'phone', 'me', ?, '', ?, ?)",
                (key, state, due, now),
            )
