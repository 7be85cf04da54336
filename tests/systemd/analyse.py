"""systemd's own opinion of a unit, where the machine has it."""

import shutil
import subprocess

import pytest

analyses = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def analyze(*words: object) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", *map(str, words)],  # noqa: S607 - wherever the machine has it
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout
