"""Print what the service's user can see, read and write; runs inside the service's own walls."""

import json
import os
import sys
from pathlib import Path

SECRETS = ("/etc/shadow", "/etc/lapbell/ntfy-token", "/proc/1/environ", "/proc/meminfo")
FOLDERS = (
    *("/home/anna/sync", "/home/anna/sync/runs", "/etc", "/opt/lapbell", "/usr", "/var", "/run"),
    *("/tmp", os.environ["STATE_DIRECTORY"]),  # noqa: S108 - its own, private one
)


def is_shut(path: str) -> bool:
    try:
        return not Path(path).open("rb").read(1)
    except OSError:
        return True


def is_writable(folder: str) -> bool:
    try:
        Path(folder, "x").write_bytes(b"x")
    except OSError:
        return False
    Path(folder, "x").unlink()
    return True


homes = [*Path("/home").rglob("*"), *Path("/root").rglob("*")]
seen = {
    "homes": sorted(map(str, homes)),
    "shut": [path for path in SECRETS if is_shut(path)],
    "writable": [folder for folder in FOLDERS if is_writable(folder)],
    "root": os.getuid() == 0,
}
sys.stdout.write(f"{json.dumps(seen)}\n")
