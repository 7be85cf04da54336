from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.core.offers import Offer, Verb
from lapbell.core.routine import Kind
from lapbell.core.score import (
    HALF_LIFE,
    SHOWN_FROM,
    Chance,
    Streak,
    came_of,
    chances,
    score,
    streak,
)

NOW = datetime(2026, 10, 5, 5, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOME = ZoneInfo("Europe/Berlin")
DONE, NOT, UNKNOWN = True, False, None


def offer(
    hours_ago: float = 48,
    answer: Verb | None = None,
    *,
    kind: Kind = Kind.AFTER,
    counts: bool = True,
    key: str = "post-a",
) -> Offer:
    at = NOW - hours_ago * HOUR
    return Offer(
        key=key,
        kind=kind,
        routines=("calf-pump",),
        at=at,
        about=at - HOUR,
        answer=answer,
        answered_at=at if answer else None,
        counts=counts,
    )


@pytest.mark.parametrize(
    ("one", "outcome"),
    [
        (offer(answer=Verb.DONE), DONE),
        (offer(answer=Verb.DID), DONE),
        (offer(1, Verb.DONE), DONE),
        (offer(), NOT),
        (offer(answer=Verb.LATER), NOT),
        (offer(answer=Verb.NO, counts=False), NOT),
        (offer(answer=Verb.UNDO), NOT),
        (offer(answer=Verb.MORE), NOT),
        (offer(answer=Verb.HURTS), UNKNOWN),
        (offer(answer=Verb.SKIP), UNKNOWN),
        (offer(counts=False), UNKNOWN),
        (offer(24), NOT),
        (offer(23.9), UNKNOWN),
        (offer(23.9, Verb.LATER), UNKNOWN),
    ],
)
def test_an_offer_is_done_or_not_or_nobody_knows(one: Offer, outcome: bool | None) -> None:
    assert came_of(one, NOW, ran=True, pauses=[]) is outcome


def test_a_pause_within_a_day_of_an_offer_leaves_it_alone() -> None:
    one = offer(48)

    def paused(begin_h: float, end_h: float) -> bool | None:
        pause = (one.at + begin_h * HOUR, one.at + end_h * HOUR)
        return came_of(one, NOW, ran=True, pauses=[pause])

    assert paused(3, 200) is UNKNOWN
    assert paused(-20, 1) is UNKNOWN
    assert paused(24, 200) is NOT
    assert paused(-20, 0) is NOT


def test_nobody_can_do_a_routine_before_a_run_that_never_was() -> None:
    before = offer(kind=Kind.BEFORE)
    assert came_of(before, NOW, ran=False, pauses=[]) is UNKNOWN
    assert came_of(before, NOW, ran=True, pauses=[]) is NOT
    assert came_of(offer(answer=Verb.DONE, kind=Kind.BEFORE), NOW, ran=False, pauses=[]) is DONE


def test_an_offer_belongs_to_the_date_of_its_run_or_of_the_expected_one() -> None:
    late = Offer(
        key="b", kind=Kind.AFTER, routines=(), at=NOW, about=NOW, run_id="r", answer=Verb.DONE
    )
    found = chances(
        [late, offer(48, Verb.DONE)], {"r": date(2026, 10, 4)}, [], NOW, ZoneInfo("Asia/Tokyo")
    )
    assert [one.day for one in found] == [date(2026, 10, 3), date(2026, 10, 4)]


def test_the_score_is_hidden_until_five_offers_are_known() -> None:
    assert score([DONE] * (SHOWN_FROM - 1) + [UNKNOWN] * 9) is None
    assert score([DONE] * SHOWN_FROM) == pytest.approx(100 * (1 - 0.5**0.5))


def test_ten_offers_halve_the_weight_of_what_was_before() -> None:
    high = score([DONE] * 500)
    assert high == pytest.approx(100)
    assert score([DONE] * 500 + [NOT] * HALF_LIFE) == pytest.approx(50)
    assert score([NOT] * 500 + [DONE] * HALF_LIFE) == pytest.approx(50)


def test_weeks_count_on_through_life_and_two_graces() -> None:
    good, bad, off, unknown = (True, [DONE, NOT]), (True, [NOT]), (False, [NOT]), (True, [UNKNOWN])
    assert streak([]) == Streak(0, 0)
    assert streak([good] * 3) == Streak(3, 0)
    assert streak([good, off, unknown, good]) == Streak(2, 0)
    assert streak([good] * 3 + [bad]) == Streak(0, 0)
    assert streak([good] * 4) == Streak(4, 1)
    assert streak([good] * 4 + [bad]) == Streak(4, 0)
    assert streak([good] * 4 + [bad, bad]) == Streak(0, 0)
    assert streak([good] * 40) == Streak(40, 2)
    assert streak([good] * 40 + [bad, bad, good]) == Streak(41, 0)
    assert streak([(True, [DONE, NOT, NOT])]) == Streak(0, 0)


OUTCOMES = st.lists(st.sampled_from([DONE, NOT, UNKNOWN]))
VERBS = st.sampled_from([None, *Verb])
OFFERS = st.lists(
    st.builds(
        offer,
        hours_ago=st.floats(0, 5000),
        answer=VERBS,
        kind=st.sampled_from([Kind.AFTER, Kind.BEFORE, Kind.DURING]),
        counts=st.booleans(),
        key=st.uuids().map(str),
    ),
    max_size=40,
)


def score_of(offers: list[Offer], pauses: list[tuple[datetime, datetime]]) -> float | None:
    return score(one.done for one in judged(offers, pauses))


def judged(offers: list[Offer], pauses: list[tuple[datetime, datetime]]) -> tuple[Chance, ...]:
    return chances(offers, {"r": NOW.date()}, pauses, NOW, HOME)


@given(OUTCOMES)
def test_the_score_stays_between_0_and_100(outcomes: list[bool | None]) -> None:
    found = score(outcomes)
    assert found is None or 0 <= found <= 100


@given(OFFERS, st.data())
def test_a_done_never_lowers_the_score(offers: list[Offer], data: st.DataObject) -> None:
    before = score_of(offers, [])
    if not offers or before is None:
        return
    index = data.draw(st.integers(0, len(offers) - 1))
    offers[index] = replace(offers[index], answer=Verb.DONE)
    after = score_of(offers, [])
    assert after is not None
    assert after >= before


@given(OFFERS, st.floats(0.1, 9999))
def test_a_pause_never_moves_the_score(offers: list[Offer], hours: float) -> None:
    assert score_of(offers, [(NOW, NOW + hours * HOUR)]) == score_of(offers, [])


@given(OFFERS, st.randoms())
def test_offers_count_the_same_in_whatever_order_they_come(
    offers: list[Offer], random: Random
) -> None:
    shuffled = random.sample(offers, len(offers))
    assert judged(shuffled, []) == judged(offers, [])


@given(st.lists(st.tuples(st.booleans(), OUTCOMES)))
def test_a_streak_never_breaks_over_a_week_without_a_run(
    weeks: list[tuple[bool, list[bool | None]]],
) -> None:
    assert streak([*weeks, (False, [NOT])]) == streak(weeks)
    assert 0 <= streak(weeks).graces <= 2
