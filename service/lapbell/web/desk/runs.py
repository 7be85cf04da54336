"""Runs, each with its facts and with what every trigger said to it."""

import sqlite3
from datetime import datetime

from lapbell.core.decide import decide
from lapbell.core.decision import Verdict
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import facts_of
from lapbell.core.keys import key_of
from lapbell.core.occasion import AfterRun, History, local_start
from lapbell.core.offers import REMEMBERED
from lapbell.core.plan import Plan
from lapbell.core.run import Run
from lapbell.store import answers, decisions, runs
from lapbell.web.desk.nudges import one, run_name
from lapbell.web.source import RunLine, RunStory, Silence


def silence(db: sqlite3.Connection, plan: Plan) -> Silence | None:
    """Return the newest run, where a decision was made for it and nothing rang."""
    run = runs.latest(db, plan.athlete)
    if run is None:
        return None
    key = _key(run, plan)
    verdicts = decisions.verdicts_of(db, key)
    if not verdicts or decisions.nudge_of(db, key) is not None:
        return None
    return Silence(run=run_name(run.id, db, plan), run_id=run.id, verdicts=verdicts)


def lines(
    db: sqlite3.Connection, plan: Plan, now: datetime, before: datetime | None, limit: int
) -> list[RunLine]:
    """Return runs that started before a moment, newest first, at most `limit`."""
    found = runs.newest(db, plan.athlete, before, limit)
    titles = decisions.titles_by_run(db, [run.id for run in found])
    wrong = runs.with_wrong_clock(db, plan.athlete)
    return [
        RunLine(
            run=run,
            starts_at=(starts_at := local_start(run, plan.timezone)),
            rang=titles.get(run.id, ""),
            other_year=starts_at.year != _this_year(plan, now),
            wrong_clock=run.id in wrong,
        )
        for run in found
    ]


def _this_year(plan: Plan, now: datetime) -> int:
    return now.astimezone(plan.timezone).year


def story(
    db: sqlite3.Connection, plan: Plan, secret: bytes, now: datetime, run_id: str
) -> RunStory | None:
    """Return a run with all there is to it; None for a run that is not this athlete's."""
    run = runs.by_id(db, run_id)
    if run is None or run.athlete != plan.athlete:
        return None
    key, history = _key(run, plan), _history(db, run)
    facts = facts_of(FACTS, AfterRun(run=run), history, plan.timezone)
    decided_at = decisions.made_at(db, key)
    said = decisions.verdicts_of(db, key) if decided_at else _would_say(run, history, plan)
    starts_at = local_start(run, plan.timezone)
    return RunStory(
        run=run,
        starts_at=starts_at,
        other_year=starts_at.year != _this_year(plan, now),
        wrong_clock=run.id in runs.with_wrong_clock(db, plan.athlete),
        facts=tuple((FACTS[name], value) for name, value in facts.items()),
        verdicts=said,
        decided_at=decided_at and decided_at.astimezone(plan.timezone),
        nudge=one(db, plan, secret, now, key),
    )


def _key(run: Run, plan: Plan) -> str:
    return key_of(AfterRun(run=run), plan.athlete, plan.timezone)


def _history(db: sqlite3.Connection, run: Run) -> History:
    """Return what was known before the run started."""
    offers = answers.offers_since(db, run.athlete, run.started_at - REMEMBERED)
    return History(
        runs=runs.started_before(db, run.athlete, run.started_at),
        offers=tuple(offer for offer in offers if offer.at < run.started_at),
    )


def _would_say(run: Run, history: History, plan: Plan) -> tuple[Verdict, ...]:
    """Judge a run that nothing was decided for, as at its end and by its triggers alone."""
    moment = run.ended_at or run.started_at
    return decide(AfterRun(run=run), History(runs=history.runs), plan, moment).verdicts
