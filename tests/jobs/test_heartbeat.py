from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from fakes import Ears, FakeClock
from lapbell.errors import LapbellError
from lapbell.jobs.context import Context
from lapbell.jobs.health import Health
from lapbell.jobs.heartbeat import EVERY, Heartbeat
from lapbell.store.database import Store


class Switch(ThreadingHTTPServer):
    """The outside switch: remembers the paths it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Switch

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def switch() -> Iterator[Switch]:
    with Switch() as switch:
        Thread(target=switch.serve_forever, args=(0.01,), daemon=True).start()
        yield switch
        switch.shutdown()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def health() -> Health:
    return Health(done={"scan": 0.0, "deliver": 0.0})


@pytest.fixture
def heart(tmp_path: Path, switch: Switch, clock: FakeClock, health: Health) -> Heartbeat:
    url = f"http://127.0.0.1:{switch.server_port}/SECRET"
    return Heartbeat(url, health, Context(Store(tmp_path), clock, Ears()))


def round_done(clock: FakeClock, health: Health) -> None:
    clock.go(EVERY)
    for name in health.done:
        health.done[name] = clock.steady()


def test_it_pings_after_a_full_round_and_no_oftener(
    heart: Heartbeat, switch: Switch, clock: FakeClock, health: Health
) -> None:
    heart.beat()
    assert switch.asked == []
    round_done(clock, health)
    heart.beat()
    heart.beat()
    assert switch.asked == ["/SECRET"]


def test_a_job_that_did_not_end_stops_the_pings(
    heart: Heartbeat, switch: Switch, clock: FakeClock, health: Health
) -> None:
    round_done(clock, health)
    heart.beat()
    clock.go(EVERY)
    health.done["scan"] = clock.steady()
    heart.beat()
    assert switch.asked == ["/SECRET"]


def test_trouble_is_told_at_once_and_its_end_too(
    heart: Heartbeat, switch: Switch, clock: FakeClock, health: Health
) -> None:
    round_done(clock, health)
    heart.beat()
    health.trouble["scan"] = "the disk is full"
    heart.beat()
    heart.beat()
    del health.trouble["scan"]
    round_done(clock, health)
    heart.beat()
    assert switch.asked == ["/SECRET", "/SECRET/fail", "/SECRET"]


def test_a_switch_that_does_not_answer_is_named_without_its_secret(
    heart: Heartbeat, switch: Switch, clock: FakeClock, health: Health
) -> None:
    round_done(clock, health)
    switch.status = 404
    with pytest.raises(
        LapbellError, match=r"heartbeat to 127\.0\.0\.1:\d+: answered 404"
    ) as caught:
        heart.beat()
    assert "SECRET" not in str(caught.value)
    switch.shutdown()
    switch.server_close()
    with pytest.raises(LapbellError) as caught:
        heart.beat()
    assert "SECRET" not in str(caught.value)
