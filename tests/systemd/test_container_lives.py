"""The container of docs/install.md, built and started for real: by podman, which takes a minute.

`LAPBELL_PODMAN` is the program, usually just `podman`; the image of the Containerfile's first line
must be there or to be had.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from ntfy_double import NtfyDouble
from running import wait_until
from systemd.notes import CHECKOUT
from systemd.place import fresh

PODMAN = os.environ.get("LAPBELL_PODMAN", "")
NAME = "lapbell-tried"
PORT = "18377"
CONFIG = """\
[runs]
folders = ["/runs"]

[channels.phone]
ntfy = "TOPIC"

[[trigger]]
after_run = "0 s"
routine = "calf-pump"

[summary]
at = "off"

[web]
listen = "0.0.0.0:8377"
"""

for_real = pytest.mark.skipif(not PODMAN, reason="takes podman and a minute: LAPBELL_PODMAN=podman")


def notes() -> tuple[str, str]:
    """Return the two lines for podman: the one that builds, and the one that runs."""
    text = (CHECKOUT / "docs" / "install.md").read_text("utf-8").replace("\\\n", "")
    (build,) = re.findall(r"^podman build .*$", text, re.M)
    (run,) = re.findall(r"^podman run .*$", text, re.M)
    return build, run


def options(line: str) -> dict[str, list[str]]:
    """Return what follows each option of a line, in order."""
    found: dict[str, list[str]] = {}
    words = shlex.split(line)
    for at, word in enumerate(words[:-1]):
        if word.startswith("-"):
            found.setdefault(word, []).append("" if words[at + 1][0] == "-" else words[at + 1])
    return found


def test_the_line_for_podman_says_what_compose_says() -> None:
    said = options(notes()[1])
    (one,) = yaml.safe_load((CHECKOUT / "compose.yaml").read_text("utf-8"))["services"].values()
    assert "--read-only" in said
    assert said["--restart"] == [one["restart"]]
    assert said["--tmpfs"] == one["tmpfs"]
    assert said["--cap-drop"] == one["cap_drop"]
    assert said["--security-opt"] == ["no-new-privileges"]
    assert said["--memory"] == [one["mem_limit"]]
    assert said["--pids-limit"] == [str(one["pids_limit"])]
    assert said["--group-add"] == one["group_add"]
    assert said["-v"] == [each.replace("state:/", "lapbell-state:/") for each in one["volumes"]]
    assert said["-p"] == one["ports"]


@dataclass
class Box:
    """A folder with `etc` and `runs`, and the container that was started in it."""

    folder: Path
    ntfy: NtfyDouble

    def podman(self, line: str, *, may_fail: bool = False) -> str:
        """Run a line that begins with podman; return what it printed, complaints last."""
        words = [*shlex.split(PODMAN), *shlex.split(line)[1:]]
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=False)
        printed = done.stdout + done.stderr
        assert may_fail or done.returncode == 0, f"{line}\n{printed}"
        return printed

    def start(self) -> None:
        line = notes()[1].replace("--name lapbell", f"--name {NAME}")
        line = line.replace("lapbell-state:", f"{NAME}:").replace(":8377:8377", f":{PORT}:8377")
        self.podman(line)
        wait_until(lambda: "the page is at" in self.log(), self.log)

    def log(self) -> str:
        return self.podman(f"podman logs {NAME}")

    def inspect(self, what: str) -> str:
        return self.podman(f"podman inspect {NAME} --format '{{{{{what}}}}}'").split()[0]

    def remove(self) -> None:
        self.podman(f"podman rm --force --time 3 {NAME}", may_fail=True)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    for folder in ("etc", "runs"):
        (tmp_path / folder).mkdir()
    subnets = "{{(index .Subnets 0).Gateway}}"
    words = [*shlex.split(PODMAN), "network", "inspect", "podman", "--format", subnets]
    gateway = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    with NtfyDouble(at=gateway) as ntfy:
        config = CONFIG.replace("TOPIC", ntfy.address("runs"))
        (tmp_path / "etc" / "lapbell.toml").write_text(config)
        box = Box(tmp_path, ntfy)
        box.remove()
        box.podman(f"podman volume rm --force {NAME}", may_fail=True)
        try:
            yield box
        finally:
            box.remove()
            box.podman(f"podman volume rm --force {NAME}", may_fail=True)


@for_real
def test_built_and_started_as_the_notes_say_it_rings_once_and_remembers(box: Box) -> None:
    box.podman(f"{notes()[0].removesuffix(' .')} {CHECKOUT}")
    box.start()
    assert box.podman(f"podman exec {NAME} id -u").split()[0] == "8377"
    assert int(box.inspect(".HostConfig.Memory")) == 384 * 2**20
    box.podman(f"podman healthcheck run {NAME}")
    assert "Warning" not in box.log()

    (box.folder / "runs" / "evening.fit").write_bytes(fresh())
    wait_until(lambda: box.ntfy.visible("runs"), box.log)
    assert "all is well" in box.podman(f"podman exec {NAME} lapbell status")

    box.podman(f"podman stop --time 10 {NAME}")
    assert box.inspect(".State.ExitCode") == "0"  # ended by itself, and not killed
    box.remove()
    box.start()
    assert "8.2 km" in box.podman(f"podman exec {NAME} lapbell status")
    assert len(box.ntfy.messages("runs")) == 1
