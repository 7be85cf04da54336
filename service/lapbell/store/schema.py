"""The tables. `athlete` is a column everywhere; times are ISO 8601 text in UTC, so they sort.

`files` knows every file of a folder by name, `recordings` every content that became a run, and
`attempts` the contents whose reading began and has not ended.
An `outbox` row is one nudge on its way over one channel. `answers` are kept all; the last one to a
nudge counts. `asked` are the offers that a weekly summary (`key`) asks about: an answer to it
answers each of them that has none of its own. `questions` are what else it asks, one at a time.
A cursor is where the reading of a channel's answers stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

_TABLES = """
CREATE TABLE folders (
    athlete TEXT NOT NULL,
    path TEXT NOT NULL,
    first_listed_at TEXT NOT NULL,
    PRIMARY KEY (athlete, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
    athlete TEXT NOT NULL,
    folder TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('history', 'waiting', 'run', 'not a run', 'unreadable', 'skipped')
    ),
    reason TEXT NOT NULL,
    sha256 TEXT,
    noted_at TEXT NOT NULL,
    PRIMARY KEY (athlete, folder, name),
    FOREIGN KEY (athlete, folder) REFERENCES folders (athlete, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_content ON files (athlete, sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX files_by_state ON files (athlete, state, noted_at);

CREATE TABLE attempts (
    athlete TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    tries INTEGER NOT NULL,
    began_at TEXT NOT NULL,
    PRIMARY KEY (athlete, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    athlete TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    session INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    facts TEXT NOT NULL,
    arrived_at TEXT NOT NULL,
    is_history INTEGER NOT NULL,
    wrong_clock INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_by_start ON runs (athlete, started_at);

CREATE TABLE recordings (
    athlete TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    session INTEGER NOT NULL,
    run_id TEXT NOT NULL REFERENCES runs (id),
    PRIMARY KEY (athlete, sha256, session)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    key TEXT PRIMARY KEY,
    athlete TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    about TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    verdicts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_by_time ON decisions (athlete, decided_at);

CREATE TABLE nudges (
    key TEXT PRIMARY KEY REFERENCES decisions (key),
    athlete TEXT NOT NULL,
    kind TEXT NOT NULL,
    run_id TEXT REFERENCES runs (id),
    about TEXT NOT NULL,
    routines TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    priority INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    verbs TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
CREATE INDEX nudges_by_due ON nudges (athlete, due_at);

CREATE TABLE answers (
    athlete TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL REFERENCES nudges (key),
    verb TEXT NOT NULL,
    at TEXT NOT NULL,
    via TEXT NOT NULL,
    PRIMARY KEY (athlete, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_key ON answers (key, at);

CREATE TABLE asked (
    offer TEXT NOT NULL REFERENCES nudges (key) ON DELETE CASCADE,
    key TEXT NOT NULL REFERENCES nudges (key),
    PRIMARY KEY (offer, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE questions (
    key TEXT PRIMARY KEY REFERENCES nudges (key),
    topic TEXT NOT NULL CHECK (topic IN ('time', 'trigger')),
    about TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pauses (
    athlete TEXT NOT NULL,
    begin TEXT NOT NULL,
    until TEXT,
    ended_at TEXT,
    PRIMARY KEY (athlete, begin)
) STRICT, WITHOUT ROWID;

CREATE TABLE planned (
    athlete TEXT NOT NULL,
    weekday INTEGER NOT NULL,
    at TEXT NOT NULL,
    agreed INTEGER NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (athlete, weekday, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendars (
    athlete TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    data BLOB NOT NULL,
    at TEXT NOT NULL,
    etag TEXT NOT NULL,
    modified TEXT NOT NULL
) STRICT;

CREATE TABLE predictions (
    athlete TEXT NOT NULL,
    day TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (athlete, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursors (
    athlete TEXT NOT NULL,
    channel TEXT NOT NULL,
    cursor TEXT NOT NULL,
    PRIMARY KEY (athlete, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    key TEXT NOT NULL REFERENCES nudges (key),
    channel TEXT NOT NULL,
    athlete TEXT NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('queued', 'sending', 'sent', 'refused', 'expired', 'cancelled', 'superseded',
                  'unknown')
    ),
    reason TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    repeats INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    attempted_at TEXT,
    changed_at TEXT NOT NULL,
    server_id TEXT NOT NULL DEFAULT '',
    echo TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (key, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (athlete, channel, next_at)
    WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_echoes ON outbox (athlete, channel) WHERE echo = 'due';
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The tables as they are now, and how to get there: statements by the version they make."""

    version: int
    tables: str
    migrations: Mapping[int, str] = field(default_factory=dict)


SCHEMA = Schema(version=1, tables=_TABLES)
"""Version 1 is the first; a release that changes a table raises it and brings a migration."""
