"""A full listing of a folder tree: the truth, which change events only hint at."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import Path

SUFFIXES = (".fit", ".fit.gz", ".tcx", ".tcx.gz", ".gpx", ".gpx.gz", ".zip")

IGNORED = (
    ".*",
    "*.part",
    "*.partial",
    "*.tmp",
    "*.crdownload",
    "~syncthing~*",
    "*.sync-conflict-*",
    "@eadir",
    "#recycle",
    "inprogressactivity.fit",
)
"""What synchronising programs, browsers and NAS boxes keep beside the files (lower case)."""

_IGNORED = re.compile("|".join(translate(pattern) for pattern in IGNORED))


NOT_FOLLOWED = "a link, which is not followed: name its target in [runs] folders"
"""What a person is told of a link to a folder."""


class FolderError(Exception):
    """The folder cannot be listed now; says why in words for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file with a run file's name. `name` is what a person reads, `path` what opens it."""

    name: str
    path: str
    size: int
    mtime_ns: int
    regular: bool


@dataclass(slots=True)
class Listing:
    """The run files below a folder; `closed` are sub-folders that could not be looked into.

    `links` are the names of symbolic links to folders, which are not followed.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def _all(entry: Entry) -> bool:  # noqa: ARG001 - stands for what tells entries apart
    return True


def list_folder(root: Path, wanted: Callable[[Entry], bool] = _all) -> Listing:
    """List every file below `root` with a run file's suffix, in any case, that is `wanted`.

    Whoever asks each minute has use for the few new ones alone, and no room for all the others.
    Symlinks to folders are not followed. Raises FolderError where `root` itself cannot be read.
    """
    listing = Listing()
    pending = [""]
    while pending:
        below = pending.pop()
        try:
            with os.scandir(os.path.join(root, below)) as found:  # noqa: PTH118 - hot, and bytes-safe
                pending += _sort_in(found, below, listing, wanted)
        except OSError as error:
            if not below:
                raise FolderError(_why(error)) from error
            listing.closed.append(f"{printable(below)}: {_why(error)}")
    return listing


def _sort_in(
    found: Iterator[os.DirEntry[str]],
    below: str,
    listing: Listing,
    wanted: Callable[[Entry], bool],
) -> list[str]:
    """Put files into the listing and return the sub-folders."""
    folders = []
    for item in found:
        if _is_ignored(item.name):
            continue
        path = f"{below}/{item.name}" if below else item.name
        if item.is_dir(follow_symlinks=False):
            folders.append(path)
        elif item.name.lower().endswith(SUFFIXES):
            entry = _entry(item, path)
            if entry is not None and wanted(entry):
                listing.entries[entry.name] = entry
        elif item.is_symlink() and item.is_dir():
            listing.links.append(printable(path))
    return folders


def _entry(item: os.DirEntry[str], path: str) -> Entry | None:
    try:
        found = item.stat(follow_symlinks=False)
    except OSError:  # gone again between listing and looking
        return None
    return Entry(
        name=printable(path),
        path=path,
        size=found.st_size,
        mtime_ns=found.st_mtime_ns,
        regular=stat.S_ISREG(found.st_mode),
    )


def _is_ignored(name: str) -> bool:
    return _IGNORED.match(name.lower()) is not None


def printable(name: str) -> str:
    """Return a file name that any terminal, log and database takes: odd characters are escaped.

    A backslash is escaped as well, so that two names never look the same.
    """
    if _is_plain(name):
        return name
    return "".join(one if _is_plain(one) else _escaped(one) for one in name)


def _is_plain(text: str) -> bool:
    return text.isprintable() and "\\" not in text


def _escaped(one: str) -> str:
    if "\udc80" <= one <= "\udcff":  # a byte that is no UTF-8
        return f"\\x{ord(one) - 0xDC00:02x}"
    return one.encode("unicode_escape").decode() if one != "\\" else "\\\\"


def _why(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "it is not there"
        case NotADirectoryError():
            return "it is a file, not a folder"
        case PermissionError():
            return "lapbell's user may not read it"
        case _:
            return (error.strerror or str(error)).lower()


def closed_files(root: Path, listing: Listing) -> list[str]:
    """Return the names of the files that this user may not read."""
    return [
        entry.name
        for entry in listing.entries.values()
        if entry.regular and not os.access(root / entry.path, os.R_OK)
    ]
