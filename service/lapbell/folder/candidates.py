"""Where run files are likely to land on this machine: the places other programs put them.

A guess, to be offered: which folder is watched is the config's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from pathlib import Path

from lapbell.folder.listing import SUFFIXES

MOST_LOOKED_AT = 3000
"""Files and folders looked at in one place; a photo collection is no reason to wait."""

_AT_HOME = (
    ("Gadgetbridge", "*/[Gg]adgetbridge*"),
    ("Gadgetbridge", "[Gg]adgetbridge*"),
    ("Zwift", "Documents/Zwift/Activities"),
    ("Wahoo, over Dropbox", "Dropbox/Apps/WahooFitness"),
    ("HealthFit, over iCloud", "Library/Mobile Documents/iCloud~com~altifondo~HealthFit/Documents"),
    ("runs", "[Rr]uns"),
    ("downloads", "Downloads"),
)
_MOUNTED = (
    "media/*/*/[Gg][Aa][Rr][Mm][Ii][Nn]/[Aa]ctivity",
    "media/*/[Gg][Aa][Rr][Mm][Ii][Nn]/[Aa]ctivity",
    "run/media/*/*/[Gg][Aa][Rr][Mm][Ii][Nn]/[Aa]ctivity",
    "run/user/*/gvfs/mtp*/*/[Gg][Aa][Rr][Mm][Ii][Nn]/[Aa]ctivity",
    "mnt/*/[Gg][Aa][Rr][Mm][Ii][Nn]/[Aa]ctivity",
    "Volumes/*/[Gg][Aa][Rr][Mm][Ii][Nn]/[Aa]ctivity",
)
_SYNCTHING = (".local/state/syncthing/config.xml", ".config/syncthing/config.xml")
_SYNCED = re.compile(r'<folder [^>]*\bpath="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A folder with run files in it. `what` names the program that puts them there."""

    path: Path
    what: str
    files: int


def find_candidates(home: Path, root: Path = Path("/")) -> list[Candidate]:
    """Return the folders below `home` and the mounts below `root` that hold run files.

    The likeliest come first; a folder inside one that was named already is left out.
    """
    found: list[Candidate] = []
    for what, path in _places(home, root):
        if any(path == one.path or one.path in path.parents for one in found):
            continue
        if files := _count(path):
            found.append(Candidate(path=path, what=what, files=files))
    return found


def _places(home: Path, root: Path) -> Iterator[tuple[str, Path]]:
    for pattern in _MOUNTED:
        yield from (("Garmin, mounted", path) for path in _glob(root, pattern))
    for config in _SYNCTHING:
        yield from (("Syncthing", path) for path in _synced(home, home / config))
    for what, pattern in _AT_HOME:
        yield from ((what, path) for path in _glob(home, pattern))


def _glob(base: Path, pattern: str) -> list[Path]:
    try:
        return sorted(path for path in base.glob(pattern) if path.is_dir())
    except OSError:  # a mount that has gone stale
        return []


def _synced(home: Path, config: Path) -> list[Path]:
    """Return the folders that Syncthing keeps, as its config names them."""
    try:
        text = config.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    paths = map(unescape, _SYNCED.findall(text))
    return [home / path[2:] if path.startswith("~/") else Path(path) for path in paths]


def _count(folder: Path) -> int:
    """Return how many run files are among the first few thousand below a folder."""
    try:
        looked_at = islice(folder.rglob("*"), MOST_LOOKED_AT)
        return sum(path.name.lower().endswith(SUFFIXES) for path in looked_at)
    except OSError:
        return 0
