from datetime import timedelta

import pytest

from fakes import BERLIN, SUNDAY, run
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import Unknown, facts_of
from lapbell.core.occasion import AfterRun, History
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
        assert fact.needs
        assert (fact.type == "text") == bool(fact.values)
