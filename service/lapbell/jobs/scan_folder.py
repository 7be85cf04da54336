"""What is remembered of a watched folder between two scans: little, for its files are many.

All that is known of a file stands in the database; who looks into the folder is `scan`.
"""

from dataclasses import dataclass, field
from pathlib import Path

from lapbell.folder import Entry
from lapbell.store.files import FileRow


@dataclass(slots=True)
class Watched:
    """One folder, and which of its files need no further look."""

    path: Path
    begun: bool = False
    settled: set[str] = field(default_factory=set)
    """One text for each file that was dealt with, as it looked then: 150 bytes instead of 500."""
    turn: set[str] = field(default_factory=set)
    """The names of that part of the history, unread as yet, which is read next."""
    aside: set[str] = field(default_factory=set)
    """Those that were gone or not whole when it was their turn; each scan looks for them."""
    waiting: set[str] = field(default_factory=set)
    """The names of what is not whole yet."""
    still: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Files that are not whole: their content's hash, and since when it is that."""
    trouble: str = ""
    links: set[str] = field(default_factory=set)

    def is_new(self, entry: Entry) -> bool:
        """Tell whether a file is new or changed since it was last noted, or not whole yet."""
        return _look(entry) not in self.settled

    def is_open(self, entry: Entry) -> bool:
        """Tell whether there is something to do about a file: it is new, or to be read next."""
        return self.is_unread(entry.name) or self.is_new(entry)

    def is_unread(self, name: str) -> bool:
        """Tell whether this is a part of the history that is to be read next."""
        return name in self.turn or name in self.aside

    def noted(self, row: FileRow, before: FileRow | None = None) -> None:
        """Remember what became of a file, in place of what was noted before."""
        if before is not None:
            self.settled.discard(_look(before))
        for names in (self.turn, self.aside, self.waiting):
            names.discard(row.name)
        if row.state == "waiting":
            self.waiting.add(row.name)
        else:
            self.settled.add(_look(row))

    def gone(self, name: str) -> None:
        """Remember nothing of half a file that was taken away again."""
        self.waiting.discard(name)
        self.still.pop(name, None)


def _look(file: Entry | FileRow) -> str:
    return f"{file.size} {file.mtime_ns} {file.name}"
