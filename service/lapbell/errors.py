"""What can go wrong in a way a person can mend. Each class has its exit code.

An error's text says what happened, where, and what to do. What is not listed here is
a bug: the command line writes it to a log file and ends with code 3.
"""

from typing import ClassVar


class LapbellError(Exception):
    """Base of every expected failure; shown as one message, never as a traceback."""

    exit_code: ClassVar[int] = 1


class ConfigError(LapbellError):
    """The config or the command's own words cannot be used."""

    exit_code = 2


class StoreError(LapbellError):
    """The state folder or its database cannot be used right now."""


class AlreadyRunningError(LapbellError):
    """Another lapbell holds the lock on this state folder."""
