"""Look into the folders, and turn what is new into runs and nudges."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from lapbell.core.plan import Plan
from lapbell.folder import CannotOpenError, Entry, FolderError, list_folder, read_file
from lapbell.folder.listing import Listing
from lapbell.jobs import keep
from lapbell.jobs.context import Context
from lapbell.jobs.events import (
    FileNoted,
    FileSeen,
    FolderBack,
    FolderBegun,
    FolderTrouble,
    HistoryRead,
    LinkLeftOut,
    OthersFile,
)
from lapbell.jobs.reading import Read, only_of
from lapbell.readers import Reading, is_whole
from lapbell.store import decisions, files
from lapbell.store.files import FileRow

SETTLES_AFTER_S = 300.0
"""A file that does not prove to be whole is read as it is once it stood still this long."""

MOST_TRIES = 4
"""A reading that did not end may have met a power cut, and even two in a row (one of 400 files
under a kill every second); one that did not end so often met itself."""

OFTEN = f"the service ended {MOST_TRIES} times while reading it"

SLICE_S = 2.0
"""A scan takes this long at most, so that a fresh run never waits behind many others."""


@dataclass(slots=True)
class _Folder:
    """What is remembered of a folder between two scans."""

    path: Path
    begun: bool = False
    known: dict[str, FileRow] = field(default_factory=dict)
    still: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Files that are not whole: their content's hash, and since when it is that."""
    trouble: str = ""
    links: set[str] = field(default_factory=set)

    def unread(self) -> set[str]:
        """Return what was there at the first listing and is not read yet."""
        return {name for name, row in self.known.items() if row.state == "history"}


class Scanner:
    """The scan job of one athlete's folders. Not to be run twice at a time."""

    def __init__(
        self,
        plan: Plan,
        folders: Sequence[Path],
        context: Context,
        read: Read,
        interrupted: Callable[[], bool],
    ) -> None:
        self._plan = plan
        self._folders = [_Folder(path) for path in folders]
        self._store, self._clock, self._tell = context.store, context.clock, context.tell
        self._read = read
        self._interrupted = interrupted
        self._stopping = False
        self._queued = False
        """A nudge waits for the end of the arrivals it came with."""
        self._survived: set[str] = set()
        """Contents whose reading ended, but which could not be kept since."""

    def stop(self) -> None:
        """Let a scan under way end after the file it is at."""
        self._stopping = True

    def scan(self) -> bool:
        """Take what is new, then what is left of the history; tell whether there is more.

        Works for a slice of time only: what comes meanwhile is newer, and goes first in the
        next. Raises StoreError where nothing can be kept; the files are taken at a later scan then.
        """
        until = self._clock.steady() + SLICE_S
        listings = list(self._listings())
        for folder, listing in listings:
            for entry in self._arrivals(folder, listing):
                if self._stopping or self._clock.steady() > until:
                    return True
                self._queued |= self._take(folder, entry, is_history=False)
        if self._queued:
            with self._store.write() as db:
                decisions.release(db, self._plan.athlete)
            self._queued = False
        return self._read_history(listings, until)

    def bring_in(self, *, only_known: bool) -> Iterator[tuple[int, int]]:
        """Read all that is not read yet as history, newest first; yield (done, of) after each.

        `only_known` leaves out what came after the first listing: in a watched folder that is
        the service's to ring for. Nobody waits here for a file to become whole.
        """
        todo = [
            (folder, entry)
            for folder, listing in self._listings()
            for entry in self._arrivals(folder, listing, history=True)
            if not only_known or entry.name in folder.unread()
        ]
        yield 0, len(todo)
        for number, (folder, entry) in enumerate(todo, start=1):
            self._take(folder, entry, is_history=True, patient=False)
            yield number, len(todo)

    def _listings(self) -> Iterator[tuple[_Folder, Listing]]:
        for folder in self._folders:
            try:
                listing = list_folder(folder.path)
            except FolderError as error:
                self._trouble(folder, str(error))
                continue
            self._trouble(folder, "; ".join(listing.closed))
            self._tell_links(folder, listing)
            self._begin(folder, listing)
            self._forget_gone(folder, listing)
            yield folder, listing

    def _trouble(self, folder: _Folder, reason: str) -> None:
        """Say once that a folder is in trouble, and once that it is not any more."""
        if reason and reason != folder.trouble:
            self._tell(FolderTrouble(folder=str(folder.path), reason=reason))
        if folder.trouble and not reason:
            self._tell(FolderBack(folder=str(folder.path)))
        folder.trouble = reason

    def _tell_links(self, folder: _Folder, listing: Listing) -> None:
        for name in listing.links:
            if name not in folder.links:
                self._tell(LinkLeftOut(path=f"{folder.path}/{name}"))
        folder.links.update(listing.links)

    def _begin(self, folder: _Folder, listing: Listing) -> None:
        """Know the folder's files; at its very first listing they are history, all at once."""
        if folder.begun:
            return
        athlete, path, now = self._plan.athlete, str(folder.path), self._clock.now()
        with self._store.read() as db:
            listed = files.is_listed(db, athlete, path)
        if not listed:
            rows = [self._row(folder, entry, "history") for entry in listing.entries.values()]
            with self._store.write() as db:
                files.begin_folder(db, athlete, path, rows, now)
            self._tell(FolderBegun(folder=path, files=len(rows)))
        with self._store.read() as db:
            folder.known = files.known_files(db, athlete, path)
        folder.begun = True

    def _forget_gone(self, folder: _Folder, listing: Listing) -> None:
        """Wait no more for half a file that was taken away again."""
        gone = [
            row
            for name, row in folder.known.items()
            if row.state == "waiting" and name not in listing.entries
        ]
        for row in gone:
            with self._store.write() as db:
                files.forget(db, row)
            del folder.known[row.name]
            folder.still.pop(row.name, None)

    def _arrivals(self, folder: _Folder, listing: Listing, *, history: bool = False) -> list[Entry]:
        """Return what is new or changed since it was last noted, newest first.

        With `history`, also what was there at the first listing and is not read yet.
        """
        unread = folder.unread() if history else set()
        new = [
            entry
            for entry in listing.entries.values()
            if entry.name in unread or _is_new(entry, folder.known)
        ]
        return sorted(new, key=lambda entry: entry.mtime_ns, reverse=True)

    def _read_history(self, listings: list[tuple[_Folder, Listing]], until: float) -> bool:
        """Read what was there at the start, newest first, until something fresher comes."""
        unread = [
            (folder, listing.entries[name])
            for folder, listing in listings
            for name in folder.unread()
            if name in listing.entries
        ]
        for folder, entry in sorted(unread, key=lambda one: one[1].mtime_ns, reverse=True):
            if self._stopping or self._interrupted() or self._clock.steady() > until:
                return True
            self._take(folder, entry, is_history=True)
        if unread:
            self._tell_history()
        return False

    def _tell_history(self) -> None:
        with self._store.read() as db:
            counts = files.count_by_state(db, self._plan.athlete)
        if not counts.pop("history", 0):
            self._tell(HistoryRead(counts=counts))

    def _take(
        self, folder: _Folder, entry: Entry, *, is_history: bool, patient: bool = True
    ) -> bool:
        """Deal with one file; tell whether a nudge was queued."""
        if not entry.regular:
            return self._note(folder, entry, "skipped", "not a regular file")
        try:
            data = read_file(folder.path, entry.path)
        except CannotOpenError as error:
            return self._note(folder, entry, "skipped" if error.lasting else "waiting", str(error))
        digest = sha256(data).hexdigest()
        if (twin := self._twin(digest)) is not None:
            return self._note_copy(folder, entry, twin, digest)
        if patient and not is_whole(data) and not self._stands_still(folder, entry, digest):
            if is_history:  # it stays what it is, and is looked at again
                return False
            return self._note(folder, entry, "waiting", "not whole yet", digest)
        folder.still.pop(entry.name, None)
        if not is_history and not self._plan.watches:  # else it may be another athlete's
            self._tell(FileSeen(name=entry.name, size=len(data)))
        reading = self._attempt(data, digest)
        return self._keep(folder, entry, digest, reading, is_history=is_history)

    def _attempt(self, data: bytes, digest: str) -> Reading:
        """Read a content, unless it took the whole service down with it twice already.

        An attempt counts from when the reader is ready: a kill while it starts says nothing
        about the file, and neither does a disk that cannot keep what was read.
        """
        self._read.ready()
        with self._store.write() as db:
            if digest in self._survived:
                files.end_attempt(db, self._plan.athlete, digest)
            tries = files.begin_attempt(db, self._plan.athlete, digest, self._clock.now())
        if tries > MOST_TRIES:
            return Reading(outcome="unreadable", reason=OFTEN)
        reading = self._read(data, athlete=self._plan.athlete)
        self._survived.add(digest)
        return reading

    def _twin(self, digest: str) -> FileRow | None:
        with self._store.read() as db:
            return files.same_content(db, self._plan.athlete, digest)

    def _note_copy(self, folder: _Folder, entry: Entry, twin: FileRow, digest: str) -> bool:
        row = self._row(folder, entry, twin.state, twin.reason, digest)
        if twin.name != entry.name:
            row = self._row(folder, entry, twin.state, f"the same bytes as {twin.name}", digest)
        self._save(folder, row)
        return False

    def _stands_still(self, folder: _Folder, entry: Entry, digest: str) -> bool:
        now = self._clock.steady()
        seen, since = folder.still.get(entry.name, (digest, now))
        folder.still[entry.name] = (digest, since if seen == digest else now)
        return seen == digest and now - since >= SETTLES_AFTER_S

    def _note(
        self, folder: _Folder, entry: Entry, state: files.State, reason: str, digest: str = ""
    ) -> bool:
        row = self._row(folder, entry, state, reason, digest or None)
        before = folder.known.get(entry.name)
        if before is None or (before.state, before.reason) != (state, reason):
            self._tell(FileNoted(name=entry.name, outcome=state, reason=reason))
        self._save(folder, row)
        return False

    def _save(self, folder: _Folder, row: FileRow) -> None:
        """Write a file's row, unless it says the same already."""
        if folder.known.get(row.name) != row:
            with self._store.write() as db:
                files.note(db, row, self._clock.now())
        folder.known[row.name] = row

    def _keep(
        self, folder: _Folder, entry: Entry, digest: str, reading: Reading, *, is_history: bool
    ) -> bool:
        """Commit file, runs and nudges together, or none of them."""
        noted = FileNoted
        if reading.runs and not (reading := only_of(reading, self._plan.watches)).runs:
            noted = OthersFile
        row = self._row(folder, entry, reading.outcome, reading.reason, digest)
        now = self._clock.now()
        with self._store.write() as db:
            files.note(db, row, now)
            files.end_attempt(db, self._plan.athlete, digest)
            news = [
                keep.keep_run(db, entry.name, run, self._plan, now, is_history=is_history)
                for run in reading.runs
            ]
        self._survived.discard(digest)
        folder.known[row.name] = row
        if not reading.runs:
            news = [noted(name=entry.name, outcome=reading.outcome, reason=reading.reason)]
        for event in [] if is_history else news:
            self._tell(event)
        return any(keep.has_nudge(event) for event in news)

    def _row(
        self,
        folder: _Folder,
        entry: Entry,
        state: files.State,
        reason: str = "",
        digest: str | None = None,
    ) -> FileRow:
        return FileRow(
            athlete=self._plan.athlete,
            folder=str(folder.path),
            name=entry.name,
            size=entry.size,
            mtime_ns=entry.mtime_ns,
            state=state,
            reason=reason,
            sha256=digest,
        )


def _is_new(entry: Entry, known: dict[str, FileRow]) -> bool:
    row = known.get(entry.name)
    if row is None or row.state == "waiting":
        return True
    return (row.size, row.mtime_ns) != (entry.size, entry.mtime_ns)
