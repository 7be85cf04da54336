"""How the service is, while it runs. Kept in memory: an idle service writes nothing to disk."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Health:
    """What the jobs last did. Single values are set whole, so other threads may read them."""

    scanned_at: datetime | None = None
    done: dict[str, float] = field(default_factory=dict)
    """By job: when it last ended or told something, on the steady clock in seconds."""
    trouble: dict[str, str] = field(default_factory=dict)
    """By job or folder: what keeps it from its work."""

    refused: dict[str, str] = field(default_factory=dict)
    """By job: why its channel takes nothing until a person does something."""

    def needs(self) -> dict[str, str]:
        """Return all that needs a person: trouble, and channels that refuse."""
        refused = {f"{job}, refused": why for job, why in dict(self.refused).items()}
        return {**dict(self.trouble), **refused}

    def stuck(self, steady: float, after_s: float) -> list[str]:
        """Return the jobs that showed no life for longer than `after_s`."""
        return [name for name, at in list(self.done.items()) if steady - at > after_s]

    def forget(self, job: str) -> None:
        """Know a job no more."""
        self.done.pop(job, None)
        self.trouble.pop(job, None)
        self.refused.pop(job, None)
