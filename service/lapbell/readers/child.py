"""What the reading process does before its first file. Whose process it is, is `jobs.reading`'s.

In a module of its own because the process imports what it is sent: this, and not the service.
"""

import resource
import signal

MOST_MEMORY = 256 * 1024 * 1024
"""Bytes of address space; 32 MB of file with its columns needs about half."""


def limit() -> None:
    """Set the limits of this process, and let Ctrl-C be the parent's matter."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def load() -> None:
    """Import what reading needs, so that the first file need not wait for it."""
    import lapbell.readers.fit  # noqa: F401, PLC0415 - that is the point
