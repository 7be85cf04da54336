"""An answer came home: keep it, and do what it asks for."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

from lapbell.config.times import parse_time
from lapbell.core.answers import AGAIN, LATER_IN
from lapbell.core.decision import Decision, Nudge
from lapbell.core.offers import Verb
from lapbell.core.questions import Topic
from lapbell.core.routine import Kind
from lapbell.core.weeks import WEEK
from lapbell.jobs.events import Answered
from lapbell.store import answers, decisions, outbox, planned, questions, runs
from lapbell.store.answers import AnswerRow

TOO_OLD = timedelta(hours=1)
""""In 20 min" that comes home later than this is not wanted any more."""


def whose(db: sqlite3.Connection, key: str) -> str:
    """Return the athlete of the nudge that an answer names; nobody where there is none."""
    nudge = decisions.nudge_of(db, key)
    return nudge.athlete if nudge else ""


def take(db: sqlite3.Connection, answer: AnswerRow, now: datetime) -> Answered | None:
    """Take one answer inside the caller's transaction; None where it says nothing new.

    Answers to nudges that expired count as well, and so does a change of mind: the last one
    stands.
    """
    first = answer.key.removesuffix(AGAIN)
    nudge = decisions.nudge_of(db, first)
    if nudge is None or nudge.athlete != answer.athlete or not answers.add(db, answer):
        return None
    outbox.cancel(db, (first, first + AGAIN), "answered", now)
    if answer.verb is Verb.LATER:
        _come_again(db, nudge, answer.at, now)
    elif answer.verb in (Verb.WEEK_OFF, Verb.UNTIL_RUN, Verb.RESTING):
        _pause(db, answer, now)
    elif nudge.kind is Kind.WEEK:
        _settle_time(db, answer, now)
    elif answer.verb is not Verb.UNDO and nudge.routines:
        outbox.ask_for_echo(db, (first, first + AGAIN))
    return Answered(title=nudge.title, verb=answer.verb, via=answer.via)


def _pause(db: sqlite3.Connection, answer: AnswerRow, now: datetime) -> None:
    """Pause from the answer on; one that came home after its pause was over changes nothing."""
    until = answer.at + WEEK if answer.verb is Verb.WEEK_OFF else None
    last = runs.latest(db, answer.athlete)
    ran_since = last is not None and last.started_at >= answer.at
    if (until is not None and until <= now) or (until is None and ran_since):
        return
    answers.begin_pause(db, answer.athlete, answer.at, until)
    outbox.cancel_all(db, answer.athlete, "paused", now)


def _settle_time(db: sqlite3.Connection, answer: AnswerRow, now: datetime) -> None:
    """Keep the time that a summary proposed, as agreed to or as not wanted.

    Whatever else a summary asks is answered by the answer itself.
    """
    topic, about = questions.asked_in(db, answer.key) or (None, "")
    if topic == Topic.TIME:
        agreed = answer.verb is Verb.YES
        planned.set_time(db, answer.athlete, parse_time(about), now, agreed=agreed)


def _come_again(db: sqlite3.Connection, nudge: Nudge, at: datetime, now: datetime) -> None:
    """Queue the nudge once more in 20 min, under a key of its own."""
    due_at = at + LATER_IN
    key = nudge.key + AGAIN
    if now - due_at > TOO_OLD or decisions.nudge_of(db, key) is not None:
        return
    again = replace(
        nudge,
        key=key,
        due_at=max(now, due_at),
        expires_at=max(now, due_at) + max(LATER_IN, nudge.expires_at - nudge.due_at),
    )
    made = decisions.Made(
        key=key,
        athlete=nudge.athlete,
        kind=nudge.kind,
        subject=f"{nudge.key}, asked for again",
        about=nudge.about,
        decision=Decision(facts={}, verdicts=(), nudges=(again,)),
    )
    decisions.commit(db, made, now)
