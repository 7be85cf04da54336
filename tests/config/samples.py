"""The smallest config that loads, and a way to write one down."""

from pathlib import Path

SMALLEST = """\
timezone = "Europe/Berlin"

[runs]
folders = ["/home/anna/runs"]

[channels.phone]
ntfy = "https://ntfy.sh/annas-runs-x7"

[[trigger]]
after_run = "3 min"
routine = "calf-pump"
"""


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "lapbell.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file
