"""The service: the alarm clock, the jobs it calls, the page, and an orderly end.

Nothing is decided here and nothing is remembered: whatever is due stands in the database.
"""

from lapbell.daemon.service import Page, Service, SystemClock

__all__ = ["Page", "Service", "SystemClock"]
