from datetime import timedelta

import pytest

from fakes import BERLIN, SUNDAY, run
from lapbell.core.expected import Expected
from lapbell.core.fact_table import FACTS, facts_by_phases
from lapbell.core.facts import Unknown, facts_of
from lapbell.core.occasion import AfterRun, BeforeRun, History
from lapbell.core.offers import Offer, Verb
from lapbell.core.routine import Kind
from lapbell.core.run import Run


def facts(one: Run, *earlier: Run) -> dict[str, object]:
    return dict(facts_of(FACTS, AfterRun(run=one), History(runs=earlier), BERLIN))


def test_every_fact_of_a_full_run_is_known() -> None:
    known = facts(run(SUNDAY, km=8.2, minutes=44), run(SUNDAY - timedelta(days=3), content="e"))
    assert known["distance_km"] == 8.2
    assert known["elapsed_minutes"] == 44.0
    assert known["weekday"] == "sun"
    assert known["hour"] == 18.0
    assert known["days_since_last_run"] == 3.0


def test_every_fact_a_run_lacks_says_why() -> None:
    known = facts(run(km=None, minutes=None))
    missing = {name: fact.why for name, fact in known.items() if isinstance(fact, Unknown)}
    assert missing["distance_km"] == "the file has no distance"
    assert missing["days_since_last_run"] == "no earlier run is known"
    assert all(why.strip() for why in missing.values())


@pytest.mark.parametrize(
    ("hours_before", "days"), [(1, 0.0), (18, 0.0), (19, 1.0), (30, 1.0), (24 * 7, 7.0)]
)
def test_days_are_counted_by_dates_on_the_runners_clock(hours_before: int, days: float) -> None:
    earlier = run(SUNDAY - timedelta(hours=hours_before), content="e")
    assert facts(run(SUNDAY), earlier)["days_since_last_run"] == days


def test_the_table_is_fit_to_be_shown() -> None:
    for name, fact in FACTS.items():
        assert name == fact.name
        assert fact.help.endswith(".")
        assert not fact.needs.endswith(".")
        assert (fact.type == "text") == bool(fact.values)


def coming(
    *earlier: Run, offers: tuple[Offer, ...] = (), km: float | None = None
) -> dict[str, object]:
    expected = Expected(id="Sun 18:05", starts_at=SUNDAY, source="calendar", expected_km=km)
    history = History(runs=earlier, offers=offers)
    return dict(facts_of(FACTS, BeforeRun(expected=expected), history, BERLIN))


def days_before(*days: float) -> list[Run]:
    return [run(SUNDAY - timedelta(days=each), content=str(each)) for each in days]


def test_the_last_7_days_are_todays_date_and_six_before_it() -> None:
    before = days_before(7, 6.7, 6, 3, 0.3)  # 6.7 days ago it was Monday, 6 dates back
    after = facts(run(SUNDAY), *before)
    assert (after["runs_last_7_days"], after["km_last_7_days"]) == (5.0, 41.0)
    expected = coming(*before)
    assert (expected["runs_last_7_days"], expected["km_last_7_days"]) == (4.0, 32.8)


def test_a_distance_that_one_run_lacks_leaves_the_sum_open() -> None:
    known = facts(run(SUNDAY), run(SUNDAY - timedelta(days=1), km=None, content="e"))
    assert known["km_last_7_days"] == Unknown("one of the last days' runs has no distance")
    assert known["runs_last_7_days"] == 2.0


def offer(days_ago: float, answer: Verb | None = Verb.DONE) -> Offer:
    at = SUNDAY - timedelta(days=days_ago)
    return Offer(
        key=f"post-{days_ago}",
        kind=Kind.AFTER,
        routines=("calf-pump",),
        at=at,
        about=at,
        answer=answer,
        answered_at=at,
    )


@pytest.mark.parametrize(
    ("offers", "days"),
    [
        ((), 60.0),
        ((offer(3), offer(9)), 3.0),
        ((offer(1, Verb.HURTS), offer(4)), 4.0),
        ((offer(400),), 60.0),
        ((offer(-0.1),), 0.0),
    ],
)
def test_days_since_done_are_those_of_the_last_done_and_60_at_most(
    offers: tuple[Offer, ...], days: float
) -> None:
    assert coming(offers=offers)["days_since_done"] == days


def test_what_a_calendar_does_not_say_of_an_expected_run_is_unknown() -> None:
    known = coming(km=12.0)
    assert (known["expected_km"], known["confidence"], known["source"]) == (12.0, 1.0, "calendar")
    assert known["expected_minutes"] == Unknown("nothing says how long it will take")


def test_every_fact_stands_in_one_group() -> None:
    grouped = [fact.name for _, facts in facts_by_phases() for fact in facts]
    assert sorted(grouped) == sorted(FACTS)
