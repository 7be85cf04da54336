"""What `decide` holds to whatever happens: one nudge a key, its phase, the quiet, the order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fakes import BERLIN, SUNDAY, plan, routine, run, trigger
from lapbell.core.decide import FRESH, decide
from lapbell.core.decision import Decision, Nudge, push_of
from lapbell.core.expected import Expected, Source, on
from lapbell.core.keys import key_of
from lapbell.core.occasion import AfterRun, BeforeRun, DuringRun, History, Occasion
from lapbell.core.plan import Plan
from lapbell.core.quiet import Hours, Push, Quiet
from lapbell.core.routine import Kind, Phase
from lapbell.core.run import Run, run_id

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MONDAY = on(SUNDAY.date() - 6 * DAY, time(0), BERLIN)
NIGHT = Hours(time(21), time(7))
CONDITIONS = (None, "hour >= 12", "days_since_last_run > 1 or runs_last_7_days < 3")

minutes = st.integers(0, 14 * 24 * 60).map(lambda number: number * MINUTE)
spans = st.integers(0, 300).map(lambda number: number * MINUTE)
asked = st.builds(
    lambda number, seconds: routine(f"routine-{number}", seconds=seconds, phases=(*Phase,)),
    st.integers(0, 4),
    st.integers(20, 280),
)
triggers = st.builds(
    lambda phase, one, condition, offset, expires: replace(
        trigger(condition, asks=one, after=offset, expires=expires), phase=phase
    ),
    st.sampled_from(Phase),
    asked,
    st.sampled_from(CONDITIONS),
    spans.map(lambda span: span + MINUTE),
    spans.map(lambda span: span + MINUTE),
)
quiets = st.builds(
    lambda hours, day, week: Quiet(hours=hours, most_per_day=day, most_per_week=week),
    st.sampled_from((None, NIGHT, Hours(time(12), time(14)))),
    st.one_of(st.none(), st.integers(0, 3)),
    st.one_of(st.none(), st.integers(0, 6)),
)
plans = st.builds(
    lambda some, quiet: replace(
        plan(*(replace(one, name=f"{number}") for number, one in enumerate(some))), quiet=quiet
    ),
    st.lists(triggers, min_size=1, max_size=5),
    quiets,
)


def a_run(since_monday: timedelta, length: timedelta) -> Run:
    start = MONDAY + since_monday
    sha256 = f"{start:%Y%m%d%H%M}".rjust(64, "0")
    plain = run(start, minutes=length / MINUTE)
    return replace(plain, id=run_id("me", sha256, 0), sha256=sha256)


def an_expected(since_monday: timedelta, source: Source) -> Expected:
    sure = 1.0 if source == "times" else 0.7
    start = MONDAY + since_monday
    return Expected(id=f"{start:%a %H:%M}", starts_at=start, source=source, confidence=sure)


runs = st.builds(a_run, minutes, spans.map(lambda span: span / 2 + MINUTE))
expected = st.builds(an_expected, minutes, st.sampled_from(("times", "calendar", "habit")))
occasions = st.one_of(
    runs.map(lambda one: AfterRun(run=one)),
    expected.map(lambda one: BeforeRun(expected=one)),
    expected.map(lambda one: DuringRun(expected=one)),
)
Moment = tuple[Occasion, timedelta]
"""An occasion, and how long after its file could first be there, or before or after its start."""
moments = st.lists(
    st.tuples(occasions, st.integers(-300, 400).map(lambda number: number * MINUTE)), max_size=12
)


def decided_at(moment: Moment) -> datetime:
    occasion, late = moment
    if isinstance(occasion, AfterRun):
        return (occasion.run.ended_at or occasion.starts_at) + abs(late)
    return occasion.starts_at + late


def which(occasion: Occasion) -> object:
    """Tell occasions apart: runs by their content, others by day, name and phase."""
    if isinstance(occasion, AfterRun):
        return occasion.run.id
    day = occasion.starts_at.astimezone(BERLIN).date()
    return day, occasion.expected.id, occasion.phase


def live(what: Plan, all_moments: Sequence[Moment]) -> list[tuple[Occasion, datetime, Decision]]:
    """Decide on everything in the order of time, as the service does: each occasion once."""
    made: dict[object, tuple[Occasion, datetime, Decision]] = {}
    pushes: list[Push] = []
    known: list[Run] = []
    for occasion, late in sorted(all_moments, key=decided_at):
        now = decided_at((occasion, late))
        if which(occasion) in made:
            continue
        history = History(runs=tuple(known), pushes=tuple(pushes))
        decision = decide(occasion, history, what, now)
        made[which(occasion)] = occasion, now, decision
        pushes += map(push_of, decision.nudges)
        if isinstance(occasion, AfterRun):
            known = sorted([*known, occasion.run], key=lambda one: one.started_at)
    return list(made.values())


def nudges_of(what: Plan, all_moments: Sequence[Moment]) -> list[tuple[Occasion, datetime, Nudge]]:
    return [
        (occasion, now, nudge)
        for occasion, now, decision in live(what, all_moments)
        for nudge in decision.nudges
    ]


@given(plans, moments)
def test_an_occasion_has_one_nudge_at_most_and_no_two_have_one_key(
    what: Plan, all_moments: list[Moment]
) -> None:
    found = live(what, all_moments)
    assert all(len(decision.nudges) <= 1 for _, _, decision in found)
    keys = Counter(nudge.key for _, _, decision in found for nudge in decision.nudges)
    assert all(number == 1 for number in keys.values())


@given(plans, moments)
def test_the_same_occasion_has_the_same_key_whenever_it_is_decided(
    what: Plan, all_moments: list[Moment]
) -> None:
    for occasion, late in all_moments:
        for later in (late, late + 7 * MINUTE):
            now = decided_at((occasion, later))
            for nudge in decide(occasion, History(), what, now).nudges:
                assert nudge.key == key_of(occasion, what.athlete, what.timezone)


@given(plans, moments)
def test_a_nudge_is_of_its_phase_and_in_its_time(what: Plan, all_moments: list[Moment]) -> None:
    for occasion, now, nudge in nudges_of(what, all_moments):
        assert nudge.kind is Kind(occasion.phase)
        wanted = {one.asked for one in what.triggers_of(occasion.phase)}
        assert wanted >= {*nudge.routines}
        assert nudge.due_at < nudge.expires_at
        if isinstance(occasion, AfterRun):
            assert occasion.run.ended_at is not None
            assert nudge.due_at >= max(now, occasion.run.ended_at)
        elif isinstance(occasion, DuringRun):
            assert nudge.due_at >= occasion.starts_at
        else:
            assert now <= nudge.due_at < occasion.starts_at
            assert nudge.expires_at <= occasion.starts_at


@given(plans, moments)
def test_what_the_runner_did_not_cause_is_never_due_in_quiet_hours(
    what: Plan, all_moments: list[Moment]
) -> None:
    hours = what.quiet.hours
    for occasion, now, nudge in nudges_of(what, all_moments):
        if isinstance(occasion, AfterRun):
            caused = now - (occasion.run.ended_at or now) <= FRESH
            local = nudge.due_at + (occasion.run.utc_offset or timedelta(0))
        else:
            caused = occasion.expected.source == "times"
            local = nudge.due_at.astimezone(BERLIN)
        assert hours is None or caused or not hours.holds(local.time())


@given(plans, moments)
def test_the_limits_hold_for_every_day_and_week(what: Plan, all_moments: list[Moment]) -> None:
    """What is sent before, during and after one run never blocks the other; else all count."""
    abouts: dict[tuple[object, Kind], list[datetime]] = {}
    weeks = set()
    for _, _, nudge in nudges_of(what, all_moments):
        local = nudge.due_at.astimezone(BERLIN)
        weeks.add(local.isocalendar()[:2])
        for span in (local.date(), local.isocalendar()[:2]):
            abouts.setdefault((span, nudge.kind), []).append(nudge.about)
    for (when, _), some in abouts.items():
        limit = what.quiet.most_per_week if when in weeks else what.quiet.most_per_day
        assert limit is None or len(some) <= limit


@given(plans, st.lists(runs, min_size=2, max_size=6, unique_by=lambda one: one.started_at))
def test_verdicts_do_not_depend_on_later_runs(what: Plan, some: list[Run]) -> None:
    """Nor on the order of files, which `test_replay` shows."""
    some = sorted(some, key=lambda one: one.started_at)
    for number, one in enumerate(some):
        now = (one.ended_at or one.started_at) + MINUTE
        alone, among = (
            decide(AfterRun(run=one), History(runs=tuple(known)), what, now)
            for known in (some[:number], some)
        )
        assert alone == among
