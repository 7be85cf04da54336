"""The disk of the state folder is full: a person is told, nothing is lost, nothing rings twice."""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ntfy_double import Asked, NtfyDouble
from running import lapbell, wait_until
from torture.conftest import Tell
from torture.home import Home
from torture.images import Image, why_not

FULL = "is full; free some room, nothing is lost"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(why_not()), reason=f"no ext4 can be mounted here: {why_not()}"),
]


@dataclass
class Place(Home):
    image: Image = field(kw_only=True)

    def fill_at_push(self, asked: Asked) -> None:
        """Fill the disk as a push comes, for `fault_for`: its row says `sending` by then."""
        if asked.method == "POST":
            self.image.fill()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with NtfyDouble() as ntfy, Image(tmp_path) as image:
        yield Place(tmp_path, image.root / "state", ntfy, image=image)


def test_it_is_told_once_and_the_run_rings_when_there_is_room(
    place: Place, hard: bool, figures: Tell
) -> None:
    with place.service() as service:
        service.wait_for("run files there already")
        place.image.fill()
        place.land()
        line = service.wait_for(FULL)
        assert line.endswith(f"the disk under {place.state} {FULL}")
        for _ in range(3):
            place.stir()
            time.sleep(0.5)
        assert service.text.count(FULL) == 1
        assert place.ntfy.asked == []
        place.image.make_room()
        begin = time.monotonic()
        if not hard:
            place.stir()
        wait_until(place.shown, lambda: service.text, within_s=70)
        figures(
            f"disk full: went on by itself {time.monotonic() - begin:.0f} s after there was room"
        )
        service.wait_for("sent over phone")
    assert len(place.ntfy.messages("runs")) == 1
    assert "Traceback" not in service.text


@pytest.mark.parametrize("killed", [False, True])
def test_full_between_the_request_and_its_mark_it_is_not_sent_again(
    place: Place, killed: bool, hard: bool
) -> None:
    if killed and not hard:
        pytest.skip("waits 10 s; `make torture` runs it")
    place.ntfy.fault_for = place.fill_at_push
    with place.service() as service:
        service.wait_for("run files there already")
        place.land()
        service.wait_for(FULL)
        if killed:
            service.end(signal.SIGKILL)
        place.image.make_room()
        if not killed:
            place.stir()
            service.wait_for("sent over phone")
    with place.service() as after:
        wait_until(lambda: place.states() == ["sent"], lambda: after.text)
    assert len(place.ntfy.messages("runs")) == 1


@pytest.mark.parametrize("is_first", [True, False])
def test_a_start_on_a_full_disk_ends_with_advice_and_the_next_one_rings(
    place: Place, is_first: bool, hard: bool
) -> None:
    if is_first and not hard:
        pytest.skip("`make torture` runs it")
    if not is_first:
        with place.service() as service:
            service.wait_for("run files there already")
            service.end()
        place.land()
    place.image.fill()
    said = lapbell("run", "--state", place.state, cwd=place.place)
    assert (said.code, said.err.count(FULL)) == (1, 1)
    assert "Traceback" not in said.err
    place.image.make_room()
    with place.service() as service:
        if is_first:
            service.wait_for("run files there already")
            place.land()
        wait_until(place.shown, lambda: service.text)
