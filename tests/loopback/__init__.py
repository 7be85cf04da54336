"""A web server on a real loopback socket, for doubles of what lapbell talks to.

What it answers is its subclass's business. A fault in the queue goes before the answer, one for
each request; None is no fault.
"""

from loopback.faults import LOGIN_PAGE, REDIRECT, Fault
from loopback.replies import Asked, Reply, Stream, json_reply
from loopback.server import Loopback

__all__ = [
    "LOGIN_PAGE",
    "REDIRECT",
    "Asked",
    "Fault",
    "Loopback",
    "Reply",
    "Stream",
    "json_reply",
]
