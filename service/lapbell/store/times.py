"""Times in the database: ISO 8601 in UTC with milliseconds, so that text sorts as time does."""

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """Write an aware datetime."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def to_time(text: str) -> datetime:
    """Read what `to_text` wrote; aware UTC."""
    return datetime.fromisoformat(text)
