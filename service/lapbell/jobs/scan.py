"""Look into the folders, and turn what is new into runs and nudges."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
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
from lapbell.jobs.scan_folder import Watched
from lapbell.readers import Reading, is_whole
from lapbell.store import decisions, files
from lapbell.store.files import FileRow

SETTLES_AFTER_S = 300.0
"""A file that does not prove to be whole is read as it is once it stood still this long."""

MOST_TRIES = 4
"""A reading that did not end may have met a power cut, and even two in a row (one of 400 files
under a kill every second); one that did not end so often met itself."""

OFTEN = f"the service ended {MOST_TRIES} times while reading it"

TURN = 1000
"""Files of the history that are listed for one scan: more than it can read, fewer than all."""

SLICE_S = 2.0
"""A scan takes this long at most, so that a fresh run never waits behind many others."""


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
        self._folders = [Watched(path) for path in folders]
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
            for folder, listing in self._listings(turn=None)
            for entry in self._arrivals(folder, listing, history=True)
            if not only_known or folder.is_unread(entry.name)
        ]
        yield 0, len(todo)
        for number, (folder, entry) in enumerate(todo, start=1):
            self._take(folder, entry, is_history=True, patient=False)
            yield number, len(todo)

    def _listings(self, turn: int | None = TURN) -> Iterator[tuple[Watched, Listing]]:
        for folder in self._folders:
            try:
                if not folder.begun:
                    self._begin(folder)
                self._next_turn(folder, turn)
                listing = list_folder(folder.path, folder.is_open)
            except FolderError as error:
                self._trouble(folder, str(error))
                continue
            self._trouble(folder, "; ".join(listing.closed))
            self._tell_links(folder, listing)
            self._forget_gone(folder, listing)
            yield folder, listing

    def _trouble(self, folder: Watched, reason: str) -> None:
        """Say once that a folder is in trouble, and once that it is not any more."""
        if reason and reason != folder.trouble:
            self._tell(FolderTrouble(folder=str(folder.path), reason=reason))
        if folder.trouble and not reason:
            self._tell(FolderBack(folder=str(folder.path)))
        folder.trouble = reason

    def _tell_links(self, folder: Watched, listing: Listing) -> None:
        for name in listing.links:
            if name not in folder.links:
                self._tell(LinkLeftOut(path=f"{folder.path}/{name}"))
        folder.links.update(listing.links)

    def _begin(self, folder: Watched) -> None:
        """Know what became of the folder's files; at its very first listing they are history."""
        athlete, path = self._plan.athlete, str(folder.path)
        with self._store.read() as db:
            is_listed = files.is_listed(db, athlete, path)
        if not is_listed:
            self._keep_as_history(folder)
        with self._store.read() as db:
            for row in files.of_folder(db, athlete, path):
                folder.noted(row)
        folder.begun = True

    def _keep_as_history(self, folder: Watched) -> None:
        """Commit all files at once; they are listed anew for what is done with them."""
        athlete, path, now = self._plan.athlete, str(folder.path), self._clock.now()
        listing = list_folder(folder.path)
        found = listing.entries.values()
        with self._store.write() as db:
            rows = (self._row(folder, entry, "history") for entry in found)
            files.begin_folder(db, athlete, path, rows, now)
        self._trouble(folder, "; ".join(listing.closed))
        self._tell(FolderBegun(folder=path, files=len(found)))

    def _next_turn(self, folder: Watched, most: int | None) -> None:
        """Choose the newest of the history that is not read; all of it where `most` is None."""
        with self._store.read() as db:
            names = files.unread(db, self._plan.athlete, str(folder.path))
            folder.turn = set(islice((name for name in names if name not in folder.aside), most))

    def _forget_gone(self, folder: Watched, listing: Listing) -> None:
        """Wait no more for half a file that was taken away again."""
        for name in folder.waiting - listing.entries.keys():
            with self._store.write() as db:
                files.forget(db, self._plan.athlete, str(folder.path), name)
            folder.gone(name)

    def _arrivals(self, folder: Watched, listing: Listing, *, history: bool = False) -> list[Entry]:
        """Return what is new or changed since it was last noted, newest first.

        With `history`, also what was there at the first listing and is not read yet.
        """
        wanted = folder.is_open if history else folder.is_new
        new = filter(wanted, listing.entries.values())
        return sorted(new, key=lambda entry: entry.mtime_ns, reverse=True)

    def _read_history(self, listings: list[tuple[Watched, Listing]], until: float) -> bool:
        """Read what was there at the start, newest first, until something fresher comes."""
        todo = [
            (folder, entry)
            for folder, listing in listings
            for entry in listing.entries.values()
            if folder.is_unread(entry.name)
        ]
        full = any(len(folder.turn) >= TURN for folder, _ in listings)
        for folder, entry in sorted(todo, key=lambda one: one[1].mtime_ns, reverse=True):
            if self._stopping or self._interrupted() or self._clock.steady() > until:
                return True
            self._take(folder, entry, is_history=True)
        for folder, _ in listings:
            folder.aside |= folder.turn
        if todo:
            self._tell_history()
        return full

    def _tell_history(self) -> None:
        with self._store.read() as db:
            counts = files.count_by_state(db, self._plan.athlete)
        if not counts.pop("history", 0):
            self._tell(HistoryRead(counts=counts))

    def _take(
        self, folder: Watched, entry: Entry, *, is_history: bool, patient: bool = True
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
        """Read a content, unless it took the whole service down with it too often already.

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

    def _note_copy(self, folder: Watched, entry: Entry, twin: FileRow, digest: str) -> bool:
        row = self._row(folder, entry, twin.state, twin.reason, digest)
        if twin.name != entry.name:
            row = self._row(folder, entry, twin.state, f"the same bytes as {twin.name}", digest)
        self._save(folder, row)
        return False

    def _stands_still(self, folder: Watched, entry: Entry, digest: str) -> bool:
        now = self._clock.steady()
        seen, since = folder.still.get(entry.name, (digest, now))
        folder.still[entry.name] = (digest, since if seen == digest else now)
        return seen == digest and now - since >= SETTLES_AFTER_S

    def _note(
        self, folder: Watched, entry: Entry, state: files.State, reason: str, digest: str = ""
    ) -> bool:
        row = self._row(folder, entry, state, reason, digest or None)
        before = self._before(folder, entry.name)
        if before is None or (before.state, before.reason) != (state, reason):
            self._tell(FileNoted(name=entry.name, outcome=state, reason=reason))
        self._save(folder, row)
        return False

    def _save(self, folder: Watched, row: FileRow) -> None:
        """Write a file's row, unless it says the same already."""
        before = self._before(folder, row.name)
        if before != row:
            with self._store.write() as db:
                files.note(db, row, self._clock.now())
        folder.noted(row, before)

    def _before(self, folder: Watched, name: str) -> FileRow | None:
        with self._store.read() as db:
            return files.named(db, self._plan.athlete, str(folder.path), name)

    def _keep(
        self, folder: Watched, entry: Entry, digest: str, reading: Reading, *, is_history: bool
    ) -> bool:
        """Commit file, runs and nudges together, or none of them."""
        noted = FileNoted
        if reading.runs and not (reading := only_of(reading, self._plan.watches)).runs:
            noted = OthersFile
        row = self._row(folder, entry, reading.outcome, reading.reason, digest)
        now, before = self._clock.now(), self._before(folder, entry.name)
        with self._store.write() as db:
            files.note(db, row, now)
            files.end_attempt(db, self._plan.athlete, digest)
            news = [
                keep.keep_run(db, entry.name, run, self._plan, now, is_history=is_history)
                for run in reading.runs
            ]
        self._survived.discard(digest)
        folder.noted(row, before)
        if not reading.runs:
            news = [noted(name=entry.name, outcome=reading.outcome, reason=reading.reason)]
        for event in [] if is_history else news:
            self._tell(event)
        return any(keep.has_nudge(event) for event in news)

    def _row(
        self,
        folder: Watched,
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
