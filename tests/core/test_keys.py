"""Keys stay what they are from one version to the next: another one is a second push."""

from datetime import date, timedelta

from fakes import BERLIN, SUNDAY, run
from lapbell.core.expected import Expected
from lapbell.core.keys import alarm_key, key_of, week_key, year_key
from lapbell.core.occasion import AfterRun, BeforeRun, DuringRun

WEEK = timedelta(weeks=1)


def test_no_two_weeks_of_forty_years_have_one_key() -> None:
    mondays = [date(2020, 1, 6) + number * WEEK for number in range(40 * 52)]
    assert len({week_key("me", monday) for monday in mondays}) == len(mondays)


def test_the_keys_are_those_of_every_version() -> None:
    expected = Expected(id="Sun 18:05", starts_at=SUNDAY, source="times")
    assert [
        key_of(AfterRun(run=run()), "me", BERLIN),
        key_of(BeforeRun(expected=expected), "me", BERLIN),
        key_of(DuringRun(expected=expected), "me", BERLIN),
        week_key("me", date(2024, 12, 30)),
        year_key("me", 2026),
        alarm_key("me", run().id),
    ] == [
        "post-a233ffkpvw25rludaidvizilcv",
        "pre-cgjgp3e23rohsqqlhvmxtnygfw",
        "mid-zgmai6q2zu3eyfelvrzv6fenxs",
        "week-gprjqrpj3ieljx2lrtuxmqkmbr",
        "year-v7n6q2hlel7bvy5wcf3j626ih6",
        "alarm-a233ffkpvw25rludaidvizilcv",
    ]


def test_the_date_in_a_key_is_that_of_the_athletes_clock() -> None:
    late, after_midnight = (
        Expected(id="habit", starts_at=SUNDAY + timedelta(hours=hours), source="habit")
        for hours in (5.5, 6)
    )
    first, second = (
        key_of(BeforeRun(expected=one), "me", BERLIN) for one in (late, after_midnight)
    )
    assert first != second
