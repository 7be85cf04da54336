from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fakes import BERLIN, SUNDAY, form, plan, routine, run, trigger
from lapbell.core.decide import decide
from lapbell.core.decision import Decision
from lapbell.core.expected import Expected
from lapbell.core.occasion import AfterRun, BeforeRun, DuringRun, History
from lapbell.core.offers import Offer, Pause, Verb
from lapbell.core.plan import Plan
from lapbell.core.quiet import Quiet
from lapbell.core.routine import Kind, Phase
from lapbell.core.silence import unanswered_in_a_row

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOT_QUIET = Quiet()


def offer(
    days_ago: float,
    answer: Verb | None = None,
    *,
    routines: tuple[str, ...] = ("calf-pump",),
    counts: bool = True,
    answered_days_ago: float | None = None,
) -> Offer:
    at = SUNDAY - days_ago * DAY
    answered = SUNDAY - (days_ago if answered_days_ago is None else answered_days_ago) * DAY
    return Offer(
        key=f"post-{days_ago}",
        kind=Kind.AFTER,
        routines=routines,
        at=at,
        about=at - HOUR,
        answer=answer,
        answered_at=answered if answer else None,
        counts=counts,
    )


def after(history: History, what: Plan | None = None, now: datetime = SUNDAY) -> Decision:
    quiet = replace(what or plan(), quiet=NOT_QUIET)
    return decide(AfterRun(run=run(now - HOUR)), history, quiet, now)


def held(decision: Decision) -> tuple[str, str]:
    assert decision.nudges == ()
    return decision.verdicts[0].held_back_by, decision.verdicts[0].reason


def test_a_routine_done_today_is_not_asked_for_again() -> None:
    done = offer(0.3, Verb.DONE)
    assert held(after(History(offers=(done,)))) == ("done today", "calf-pump is done for today")
    assert after(History(offers=(offer(1, Verb.DONE),))).nudges


def test_today_is_a_day_of_the_athletes_calendar() -> None:
    just_after_midnight = datetime(2026, 10, 4, 0, 30, tzinfo=BERLIN)
    hours = (SUNDAY - just_after_midnight) / DAY
    assert after(History(offers=(offer(hours - 0.01, Verb.DONE),))).nudges == ()
    assert after(History(offers=(offer(hours + 0.03, Verb.DONE),))).nudges


def test_another_routine_of_the_same_push_still_rings() -> None:
    what = plan(trigger(), trigger(asks=routine("chest-opener")))
    decision = after(History(offers=(offer(0.3, Verb.DONE),)), what)
    assert [verdict.fired for verdict in decision.verdicts] == [False, True]
    assert [asked.routine for asked in decision.nudges[0].routines] == ["chest-opener"]


def test_what_hurt_rests_for_a_week_and_says_until_when() -> None:
    hurt = offer(2, Verb.HURTS)
    assert held(after(History(offers=(hurt,)))) == (
        "hurts", "calf-pump hurt; it rests until Fri 9 Oct",
    )  # fmt: skip
    assert after(History(offers=(offer(7.01, Verb.HURTS),))).nudges


def test_after_the_rest_it_comes_back_in_its_gentler_form_until_that_is_undone() -> None:
    wall = form("At a wall", "Hands on the wall.")
    pump = replace(routine(variants={"wall": wall}), gentler="wall")
    what = plan(trigger(asks=pump))
    (nudge,) = after(History(offers=(offer(40, Verb.HURTS),)), what).nudges
    assert nudge.title == "At a wall"
    assert nudge.routines[0].variant == "wall"
    (nudge,) = after(History(offers=(offer(40, Verb.UNDO),)), what).nudges
    assert nudge.title == "Calf pump: 20 times"


@pytest.mark.parametrize(
    ("unanswered", "rings"), [(0, True), (2, True), (3, False), (5, False), (6, False)]
)
def test_unanswered_in_a_row_eases_off(unanswered: int, rings: bool) -> None:
    offers = tuple(offer(days) for days in range(unanswered + 1, 1, -1))
    decision = after(History(offers=offers))
    assert bool(decision.nudges) is rings
    if not rings:
        assert decision.verdicts[0].held_back_by == "easing off"


def test_easing_off_rings_every_second_run() -> None:
    offers = tuple(offer(days) for days in (6, 5, 4))
    assert "every second run now" in held(after(History(offers=offers)))[1]
    eased = (SUNDAY - 1 * DAY,)
    assert after(History(offers=offers, eased=eased)).nudges
    six = tuple(offer(days) for days in range(8, 2, -1))
    assert "only the weekly summary now" in held(after(History(offers=six, eased=eased)))[1]


def test_who_asked_for_less_hears_of_every_second_run_for_a_while() -> None:
    offers = (offer(3, Verb.DONE),)
    less = History(offers=offers, rings_less_until=SUNDAY + DAY)
    assert held(after(less)) == ("easing off", "you asked for less: every second run now")
    assert after(replace(less, eased=(SUNDAY - DAY,))).nudges
    assert after(replace(less, rings_less_until=SUNDAY)).nudges


def test_a_run_that_was_left_in_peace_before_is_so_after() -> None:
    offers = tuple(offer(days) for days in (6, 5, 4))
    same_run = (SUNDAY - 1.5 * HOUR,)
    assert held(after(History(offers=offers, eased=same_run)))[0] == "easing off"


def test_one_answer_ends_the_easing() -> None:
    offers = (*(offer(days) for days in (6, 5, 4)), offer(3, Verb.HURTS, routines=("other",)))
    assert after(History(offers=offers)).nudges


def test_silence_counts_after_a_day_and_only_where_answers_ever_came() -> None:
    silent = [offer(days) for days in (6, 5, 4)]
    assert unanswered_in_a_row(silent, SUNDAY) == 3
    assert unanswered_in_a_row([*silent, offer(0.9)], SUNDAY) == 3
    assert unanswered_in_a_row([offer(days, counts=False) for days in (6, 5, 4)], SUNDAY) == 0


def test_a_pause_holds_everything_until_its_end() -> None:
    pause = Pause(begin=SUNDAY - DAY, until=SUNDAY + 3 * DAY)
    assert held(after(History(pause=pause))) == ("pause", "paused until Wed 7 Oct")
    assert after(History(pause=replace(pause, until=SUNDAY))).nudges


def expected() -> Expected:
    return Expected(id="Sun 18:30", starts_at=SUNDAY + HOUR / 3, source="times")


def before_plan(phase: Phase) -> Plan:
    chair = routine("chair-pose", phases=(Phase.BEFORE, Phase.DURING))
    one = replace(trigger(asks=chair, after=HOUR / 2), phase=phase)
    return replace(plan(one), quiet=NOT_QUIET)


def test_a_pause_until_the_next_run_ends_with_that_run() -> None:
    pause = Pause(begin=SUNDAY - DAY, until=None)
    history = History(pause=pause)
    coming = decide(BeforeRun(expected=expected()), history, before_plan(Phase.BEFORE), SUNDAY)
    assert held(coming) == ("pause", "paused until you run")
    assert after(history).nudges


def test_not_running_today_silences_the_rest_of_that_run() -> None:
    starts = expected().starts_at
    skip = replace(offer(0, Verb.SKIP, routines=("other",)), kind=Kind.BEFORE, about=starts)
    history = History(offers=(skip,))
    what = before_plan(Phase.DURING)
    decision = decide(DuringRun(expected=expected()), history, what, SUNDAY + HOUR)
    assert held(decision) == ("skip", "you said you are not running today")
    assert after(history).nudges


@pytest.mark.parametrize(("days", "rings"), [(6.99, False), (7, True)])
def test_what_hurt_more_than_once_rests_from_the_last_time_on(days: float, rings: bool) -> None:
    hurt = (offer(30, Verb.HURTS), offer(days, Verb.HURTS))
    assert bool(after(History(offers=hurt)).nudges) is rings
    assert bool(after(History(offers=hurt[::-1])).nudges) is rings


def test_the_gentler_form_is_for_the_routine_that_hurt_where_no_other_form_is_asked_for() -> None:
    forms = {name: form(f"At a {name}", "Hold on.") for name in ("wall", "chair")}
    pump = replace(routine(variants=forms), gentler="wall")

    def title(hurt: str, variant: str | None) -> str:
        history = History(offers=(offer(40, Verb.HURTS, routines=(hurt,)),))
        (nudge,) = after(history, plan(trigger(asks=pump, variant=variant))).nudges
        return nudge.title

    assert title("calf-pump", None) == "At a wall"
    assert title("calf-pump", "chair") == "At a chair"
    assert title("chest-opener", None) == "Calf pump: 20 times"


def test_what_rang_before_a_run_may_ring_after_it_though_it_eases_off() -> None:
    offers = tuple(offer(days) for days in (6, 5, 4))
    assert after(History(offers=offers)).nudges == ()
    before_it = replace(offer(0.1), kind=Kind.BEFORE, about=SUNDAY - HOUR)
    assert after(History(offers=(*offers, before_it))).nudges


@pytest.mark.parametrize(("apart_h", "rings"), [(3, False), (3.01, True)])
def test_a_run_within_three_hours_is_the_one_that_was_left_in_peace(
    apart_h: float, rings: bool
) -> None:
    offers = tuple(offer(days) for days in (6, 5, 4))
    eased = (SUNDAY - HOUR - apart_h * HOUR,)
    assert bool(after(History(offers=offers, eased=eased)).nudges) is rings


def test_silence_counts_from_the_very_day_on() -> None:
    assert unanswered_in_a_row([offer(1)], SUNDAY) == 1
    assert unanswered_in_a_row([offer(0.99)], SUNDAY) == 0


def test_what_fades_after_a_run_still_rings_before_one() -> None:
    what = before_plan(Phase.BEFORE)
    history = History(fading=frozenset({what.triggers[0].name}), runs=(run(SUNDAY - DAY),) * 5)
    assert decide(BeforeRun(expected=expected()), history, what, SUNDAY).nudges
