"""What the weekly summaries asked, and the triggers that may ring less since.

The last answer to a summary answers its question; nothing else is kept.
"""

import sqlite3
from datetime import datetime

from lapbell.core.answers import AGAIN
from lapbell.core.questions import ASK_AGAIN
from lapbell.store.times import to_text

_LAST = """(
    SELECT verb FROM answers WHERE answers.key = questions.key AND at <= :now
    ORDER BY at DESC, id DESC LIMIT 1
)"""


def ask(db: sqlite3.Connection, key: str, topic: str, about: str) -> None:
    """Note that the summary with this key asks a question."""
    db.execute("INSERT INTO questions VALUES (?, ?, ?)", (key, topic, about))


def asked_in(db: sqlite3.Connection, key: str) -> tuple[str, str] | None:
    """Return topic and object of the question in a summary; None where it asks none."""
    row = db.execute("SELECT topic, about FROM questions WHERE key = ?", (key,)).fetchone()
    return None if row is None else (row["topic"], row["about"])


def not_to_ask(db: sqlite3.Connection, athlete: str, topic: str, now: datetime) -> set[str]:
    """Return what was asked about of late, and the triggers that were answered for.

    A time that was answered stands in `planned`, and may be forgotten there.
    """
    rows = db.execute(
        "SELECT questions.about FROM questions JOIN decisions USING (key) WHERE athlete = :athlete "  # noqa: S608 - our own words
        "AND topic = :topic AND "
        f"(decided_at > :since OR (topic = 'trigger' AND {_LAST} IN ('yes', 'keep')))",
        {
            "athlete": athlete,
            "topic": topic,
            "since": to_text(now - ASK_AGAIN),
            "now": to_text(now),
        },
    )
    return {about for (about,) in rows}


def fading(db: sqlite3.Connection, athlete: str, now: datetime) -> dict[str, str]:
    """Return the triggers that ring after long runs only, each with the key of its question.

    Answers after `now` are not given yet.
    """
    rows = db.execute(
        "SELECT questions.about, questions.key FROM questions JOIN decisions USING (key) "  # noqa: S608 - our own words
        f"WHERE athlete = :athlete AND topic = 'trigger' AND {_LAST} = 'yes' ORDER BY 1",
        {"athlete": athlete, "now": to_text(now)},
    )
    return dict(map(tuple, rows))


def dones_by_trigger(db: sqlite3.Connection, athlete: str) -> dict[str, int]:
    """Count the Dones of each trigger that rings after a run."""
    rows = db.execute(
        """
        SELECT json_extract(verdict.value, '$.trigger'), count(*)
        FROM decisions, json_each(verdicts) AS verdict
        WHERE athlete = ? AND kind = 'after' AND json_extract(verdict.value, '$.fired')
          AND (SELECT verb FROM answers WHERE answers.key IN (decisions.key, decisions.key || ?)
               ORDER BY at DESC, id DESC LIMIT 1) = 'done'
        GROUP BY 1
        """,
        (athlete, AGAIN),
    )
    return dict(map(tuple, rows))
