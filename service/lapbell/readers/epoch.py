"""The time of FIT files: seconds since the end of 1989, UTC."""

from datetime import UTC, datetime, timedelta

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)


def moment(seconds: float) -> datetime:
    """Return the aware UTC time of so many seconds since the FIT epoch."""
    return FIT_EPOCH + timedelta(seconds=seconds)


def seconds_of(time: datetime) -> float:
    """Return the seconds since the FIT epoch of an aware time."""
    return (time - FIT_EPOCH).total_seconds()
