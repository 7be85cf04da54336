"""A training calendar becomes runs to come: fetched from a file or server, sieved, read.

When to fetch, and where the last good copy is kept, is decided elsewhere. `read` is imported by
whoever reads: its libraries take 4 MB that few need.
"""

from lapbell.calendars.fetch import Copy, Fetched, NoCopy, fetch
from lapbell.calendars.kinds import NO_RUN, RUN
from lapbell.calendars.source import Address, Source, parse_source

__all__ = [
    "NO_RUN",
    "RUN",
    "Address",
    "Copy",
    "Fetched",
    "NoCopy",
    "Source",
    "fetch",
    "parse_source",
]
