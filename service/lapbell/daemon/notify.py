"""What systemd is told: ready, alive, stopping. One datagram each; see sd_notify(3)."""

import os
import socket
from contextlib import suppress


def notify(state: str) -> None:
    """Send a state ("READY=1") to systemd; nothing where it did not start us."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as peer:
        peer.sendto(state.encode(), address)


def watchdog_s() -> float | None:
    """Return how long systemd waits for a sign of life, in seconds; None where it does not."""
    micro = os.environ.get("WATCHDOG_USEC", "")
    return int(micro) / 1e6 if micro.isdecimal() and int(micro) else None
