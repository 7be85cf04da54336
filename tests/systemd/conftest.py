"""A machine on which the notes were followed, for the tests that boot one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ntfy_double import NtfyDouble
from systemd.container import Container, wheels
from systemd.notes import block
from systemd.place import RUNS, Place

EMPTY = f"""
systemctl stop lapbell
systemctl reset-failed lapbell || true
systemctl clean --what=state lapbell || true
umount -q {RUNS} || true
rm -rf /home/anna/sync
install -d -o anna -g anna -m 750 /home/anna/sync {RUNS}
"""
NANO = '#!/bin/sh\nexec cp /root/typed "$1"\n'


@pytest.fixture(scope="session")
def made_wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheels(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="module")
def box(made_wheels: Path) -> Iterator[Container]:
    """A machine with two people, on which anna did what the notes say."""
    with Container(made_wheels) as box:
        box.sh("useradd -m anna; useradd -m bert; chmod 700 /home/anna; chmod 755 /home/bert")
        box.put("/usr/local/bin/nano", NANO)
        box.sh("chmod 755 /usr/local/bin/nano")
        box.sh(f"install -d -o anna -g anna -m 700 /home/anna/sync {RUNS}")
        box.sh(block("Install", "sh"), cwd="/checkout")
        box.sh(block("Give it the folder", "sh"))
        yield box


@pytest.fixture
def place(box: Container) -> Iterator[Place]:
    with NtfyDouble() as ntfy:
        box.sh(EMPTY)
        box.forget_journal()
        place = Place(box, ntfy)
        place.configure()
        yield place
