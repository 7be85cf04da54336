"""The container's files: what they promise can be read off them. Building one takes a registry."""

import re
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml

from systemd.notes import CHECKOUT, directives

CONTAINERFILE = (CHECKOUT / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((CHECKOUT / "compose.yaml").read_text("utf-8"))


def instructions() -> list[tuple[str, str]]:
    """Return each instruction of the Containerfile with its argument, in order."""
    text = "\n".join(line for line in CONTAINERFILE.splitlines() if not line.startswith("#"))
    joined = text.replace("\\\n", " ")
    lines = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(word, " ".join(rest.split())) for word, _, rest in lines]


def of_the_last_stage(word: str) -> list[str]:
    found = instructions()
    begin = max(at for at, (each, _) in enumerate(found) if each == "FROM")
    return [rest for each, rest in found[begin:] if each == word]


def service() -> dict[str, Any]:
    (one,) = COMPOSE["services"].values()
    assert isinstance(one, dict)
    return one


def test_it_is_built_in_stages_and_what_builds_stays_behind() -> None:
    stages = [rest for word, rest in instructions() if word == "FROM"]
    assert len(stages) == 3
    assert of_the_last_stage("COPY") == ["--from=build /opt/lapbell /opt/lapbell"]
    assert "venv" not in " ".join(of_the_last_stage("RUN"))


def test_no_line_names_an_architecture() -> None:
    assert not re.search(r"amd64|arm64|aarch64|x86_64|armv7|--platform", _without_comments())


def _without_comments() -> str:
    return "\n".join(f"{word} {rest}" for word, rest in instructions())


def test_it_runs_as_nobody_special_and_the_state_is_theirs() -> None:
    assert of_the_last_stage("USER") == ["8377:8377"]
    assert of_the_last_stage("VOLUME") == ['["/var/lib/lapbell"]']
    (made, *_) = of_the_last_stage("RUN")
    assert "install -d -o lapbell -g lapbell -m 700 /var/lib/lapbell" in made


def test_its_health_is_asked_of_the_page_and_seldom() -> None:
    (asked,) = of_the_last_stage("HEALTHCHECK")
    assert "http://127.0.0.1:8377/health" in asked
    assert "--interval=5m" in asked


def test_compose_runs_it_with_a_root_that_nobody_can_write() -> None:
    one = service()
    assert one["read_only"] is True
    assert one["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in one
    assert "user" not in one


def test_compose_gives_it_the_folders_and_only_the_state_to_write() -> None:
    mounts = {to: how for _, to, *how in (each.split(":") for each in service()["volumes"])}
    assert mounts == {"/etc/lapbell": ["ro"], "/runs": ["ro"], "/var/lib/lapbell": []}
    assert "state" in COMPOSE["volumes"]


def test_compose_keeps_the_limits_of_the_unit_and_the_page_at_home() -> None:
    unit, one = directives(), service()
    assert unit["MemoryMax"] == [one["mem_limit"].upper()]
    assert unit["TasksMax"] == [str(one["pids_limit"])]
    assert all(port.startswith("127.0.0.1:") for port in one["ports"])


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("service/lapbell/errors.py", True),
        ("pyproject.toml", True),
        ("systemd/lapbell.service", True),
        ("config/lapbell.toml", True),
        (".git/config", False),
        (".venv/bin/python", False),
        ("tests/running.py", False),
        ("runs/evening.fit", False),
        ("service/lapbell/__pycache__/errors.pyc", False),
    ],
)
def test_the_build_sees_what_the_wheel_is_made_of_and_no_more(path: str, sent: bool) -> None:
    assert _is_sent(path) is sent


def _is_sent(path: str) -> bool:
    """Follow .dockerignore: the last pattern that fits the path, or a folder above it, decides."""
    sent = True
    for line in (CHECKOUT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!").replace("**/", "*/")
        parts = path.split("/")
        above = ("/".join(parts[:size]) for size in range(1, len(parts) + 1))
        if line and not line.startswith("#") and any(fnmatch(each, pattern) for each in above):
            sent = line.startswith("!")
    return sent


def test_all_that_the_wheel_is_made_of_is_sent() -> None:
    text = (CHECKOUT / "pyproject.toml").read_text("utf-8")
    (forced,) = re.findall(r"force-include\]\n((?:\".*\n)+)", text)
    for path in re.findall(r'^"(.+?)" =', forced, re.MULTILINE):
        assert _is_sent(path), path
