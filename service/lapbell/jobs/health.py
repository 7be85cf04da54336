"""How the service is, while it runs. Kept in memory: an idle service writes nothing to disk."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Health:
    """What the jobs last did. Single attributes are set whole, so threads may read them."""

    scanned_at: datetime | None = None
