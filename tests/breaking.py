"""What a hostile file could do to the process that reads it; importable by that process."""

import os
import time

from lapbell.readers import Reading


def eat_memory(data: bytes, athlete: str) -> Reading:
    return Reading(outcome="unreadable", reason=str(len(bytearray(300 << 20))))


def sleep_long(data: bytes, athlete: str) -> Reading:
    time.sleep(600)
    return Reading(outcome="unreadable", reason="awake")


def die(data: bytes, athlete: str) -> Reading:
    os._exit(1)


def crash(data: bytes, athlete: str) -> Reading:
    os.abort()
