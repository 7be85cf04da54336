"""An honest double of an ntfy server, on a real loopback socket.

    with NtfyDouble() as ntfy:
        ntfy.faults.append(Fault.KEEP_THEN_DROP)     # for the next request; None is no fault
        channel = Ntfy("phone", Settings(ntfy=ntfy.address("runs")))
        ...
        assert len(ntfy.visible("runs")) == 1
        ntfy.press("runs", 0, "Done")                # a tap, with all that follows from it

Its rules are read off ntfy's own source (2.13) and checked against recorded answers in
tests/channels/transcripts.jsonl; the sequence ids of 2.16 follow its documentation.
"""

from loopback import LOGIN_PAGE, REDIRECT, Asked, Fault, Reply
from ntfy_double.access import Access
from ntfy_double.answers import Refusal
from ntfy_double.events import Event
from ntfy_double.server import NtfyDouble

__all__ = [
    "LOGIN_PAGE",
    "REDIRECT",
    "Access",
    "Asked",
    "Event",
    "Fault",
    "NtfyDouble",
    "Refusal",
    "Reply",
]
