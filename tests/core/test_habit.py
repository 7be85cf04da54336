from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import BERLIN
from lapbell.core.expected import Event, Expected, FixedTime, merge, on
from lapbell.core.habit import (
    RING_FROM,
    Abstained,
    Prediction,
    calendar_runs,
    habit_runs,
    is_worth_ringing,
    predict,
    suggestion,
)

MONDAY = date(2026, 10, 5)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TUESDAY_EVENING = FixedTime(1, time(18, 30))
SUNDAY_MORNING = FixedTime(6, time(9, 0))
TOKYO = ZoneInfo("Asia/Tokyo")


def weekly(
    *times: FixedTime, weeks: int = 12, until: date = MONDAY, zone: ZoneInfo = BERLIN
) -> list[datetime]:
    """Return the starts of someone who kept these times in the weeks before `until`."""
    return [
        datetime.combine(day, one.at, tzinfo=zone)
        for ago in range(7 * weeks, 0, -1)
        for one in times
        if (day := until - ago * DAY).weekday() == one.weekday
    ]


def predicted(starts: Iterable[datetime], day: date, zone: ZoneInfo = BERLIN) -> Prediction:
    found = predict(tuple(starts), day, zone)
    assert isinstance(found, Prediction)
    return found


def midnight(day: date) -> datetime:
    return on(day, time(), BERLIN)


def test_who_always_runs_on_tuesday_evening_will_again() -> None:
    found = predicted(weekly(TUESDAY_EVENING, SUNDAY_MORNING), MONDAY + DAY)
    assert found.at == time(18, 30)
    assert found.confidence > 0.55
    assert found.why == "you ran on 12 of your last 12 Tuesdays, 12 of them around 18:30"


def test_and_not_on_the_days_between() -> None:
    starts = weekly(TUESDAY_EVENING, SUNDAY_MORNING)
    assert predicted(starts, MONDAY).confidence < 0.2
    assert predicted(starts, MONDAY + 2 * DAY).confidence < 0.2


def test_the_numbers_are_counted_over_the_weekdays_that_have_been() -> None:
    starts = weekly(TUESDAY_EVENING, SUNDAY_MORNING, weeks=5)
    late = [one.replace(hour=21) if one.day == 8 else one for one in starts if one.day != 15]
    found = predicted(late, MONDAY + DAY)
    assert (found.weekdays, found.ran, found.near) == (5, 4, 3)


def test_a_break_counts_as_days_without_a_run() -> None:
    starts = weekly(TUESDAY_EVENING, SUNDAY_MORNING, weeks=30)
    rested = [one for one in starts if one < midnight(MONDAY - 70 * DAY)]
    back = [one for one in starts if one >= midnight(MONDAY - 35 * DAY)]
    found = predicted(rested + back, MONDAY + DAY)
    assert (found.weekdays, found.ran) == (12, 7)


@pytest.mark.parametrize(
    ("weeks", "why"),
    [(0, "0 runs in the last 8 weeks; it takes 8"), (1, "1 run in the last 8 weeks; it takes 8"),
     (7, "7 runs in the last 8 weeks; it takes 8")],
)  # fmt: skip
def test_with_few_runs_it_says_nothing(weeks: int, why: str) -> None:
    assert predict(weekly(TUESDAY_EVENING, weeks=weeks), MONDAY, BERLIN) == Abstained(why)


def test_with_eight_runs_it_speaks() -> None:
    assert isinstance(predict(weekly(TUESDAY_EVENING, weeks=8), MONDAY, BERLIN), Prediction)


def test_of_a_weekday_that_never_came_yet_it_says_nothing() -> None:
    busy = [FixedTime(day, time(hour)) for day in (4, 5, 6) for hour in (7, 12, 18)]
    found = predict(weekly(*busy, weeks=1), MONDAY, BERLIN)
    assert found == Abstained("no Monday has passed since your first run")


def test_a_new_time_of_the_day_is_learned_in_two_weeks() -> None:
    early = FixedTime(1, time(6, 30)), FixedTime(3, time(6, 30)), FixedTime(5, time(6, 30))
    evening = FixedTime(1, time(18, 30)), FixedTime(3, time(18, 30)), FixedTime(5, time(18, 30))
    starts = weekly(*early, until=MONDAY - 14 * DAY) + weekly(*evening, weeks=2)
    assert predicted(starts, MONDAY + DAY).at == time(18, 30)


def test_weekends_have_a_time_of_their_own() -> None:
    weekdays = [FixedTime(day, time(18, 0)) for day in range(5)]
    starts = weekly(*weekdays, FixedTime(5, time(9, 0)), FixedTime(6, time(9, 0)))
    assert predicted(starts, MONDAY).at == time(18, 0)
    assert predicted(starts, MONDAY + 5 * DAY).at == time(9, 0)


def test_runs_around_midnight_are_near_each_other() -> None:
    late, later = FixedTime(1, time(23, 50)), FixedTime(3, time(0, 10))
    starts = weekly(late, later, FixedTime(5, time(23, 55)), FixedTime(6, time(0, 5)))
    found = predicted(starts, MONDAY + DAY)
    assert found.at in {time(23, 45), time(0, 0), time(0, 15)}
    assert found.share > 0.85


def test_two_runs_a_day_are_one_day_and_the_more_frequent_time() -> None:
    once = weekly(*(FixedTime(day, time(7, 0)) for day in range(7)))
    twice = once + weekly(*(FixedTime(day, time(19, 0)) for day in range(0, 7, 2)))
    found = predicted(twice, MONDAY)
    assert (found.at, found.ran) == (time(7, 0), 12)


def test_a_run_abroad_counts_with_its_own_time_of_the_day() -> None:
    kept = weekly(TUESDAY_EVENING, SUNDAY_MORNING, weeks=12, until=MONDAY - 14 * DAY)
    abroad = weekly(TUESDAY_EVENING, SUNDAY_MORNING, weeks=2, zone=TOKYO)
    found = predicted(kept + abroad, MONDAY + DAY)
    assert (found.at, found.ran, found.near) == (time(18, 30), 12, 12)


def test_a_run_abroad_that_is_still_to_come_here_is_not_known_yet() -> None:
    starts = weekly(TUESDAY_EVENING, SUNDAY_MORNING)
    hawaii = datetime(2026, 10, 4, 22, tzinfo=ZoneInfo("Pacific/Honolulu"))
    assert hawaii > midnight(MONDAY)
    assert predict([*starts, hawaii], MONDAY, BERLIN) == predict(starts, MONDAY, BERLIN)


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_clock_time_stays_when_the_clocks_change(sunday: date) -> None:
    starts = weekly(SUNDAY_MORNING, TUESDAY_EVENING, until=sunday)
    begin = midnight(sunday)
    (run,) = habit_runs(starts, BERLIN, begin, begin + DAY - HOUR)
    assert f"{run.starts_at.astimezone(BERLIN):%d %H:%M}" == f"{sunday:%d} 09:00"


def test_likely_runs_are_expected_and_others_are_not() -> None:
    starts = weekly(TUESDAY_EVENING, SUNDAY_MORNING)
    begin = midnight(MONDAY)
    (run,) = habit_runs(starts, BERLIN, begin, begin + 3 * DAY)
    assert run.starts_at == datetime(2026, 10, 6, 18, 30, tzinfo=BERLIN)
    assert (run.id, run.source) == ("habit", "habit")
    assert RING_FROM <= run.confidence <= 1
    assert run.why.startswith("you ran on 12 of your last 12 Tuesdays")


def test_the_begin_counts_and_the_end_does_not() -> None:
    starts = weekly(TUESDAY_EVENING, SUNDAY_MORNING)
    run = datetime(2026, 10, 6, 18, 30, tzinfo=BERLIN)
    assert len(habit_runs(starts, BERLIN, run, run + HOUR)) == 1
    assert habit_runs(starts, BERLIN, run - HOUR, run) == []


moments = st.datetimes(datetime(2026, 7, 1), datetime(2026, 10, 20)).flatmap(  # noqa: DTZ001
    lambda one: st.sampled_from((BERLIN, TOKYO, ZoneInfo("America/Denver"), UTC)).map(
        lambda zone: one.replace(tzinfo=zone)
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(moments, max_size=40), st.integers(0, 20))
def test_nothing_is_predicted_from_the_future(extra: list[datetime], ahead: int) -> None:
    day = MONDAY - 10 * DAY + ahead * DAY
    starts = weekly(TUESDAY_EVENING, SUNDAY_MORNING, weeks=9) + extra
    known = [one for one in starts if one < midnight(day)]
    assert predict(starts, day, BERLIN) == predict(known, day, BERLIN)


@settings(max_examples=60, deadline=None)
@given(st.lists(moments, max_size=60), st.randoms())
def test_the_order_of_the_runs_changes_nothing_and_all_numbers_are_shares(
    starts: list[datetime], random: object
) -> None:
    found = predict(starts, MONDAY, BERLIN)
    assert predict(starts[::-1], MONDAY, BERLIN) == found
    if isinstance(found, Prediction):
        assert 0 < found.confidence < 1
        assert 0 < found.share <= 1
        assert 0 <= found.near <= found.ran <= found.weekdays <= 12


def test_the_best_weekday_is_suggested_with_its_numbers() -> None:
    often = weekly(TUESDAY_EVENING)[:-4] + weekly(SUNDAY_MORNING)
    found = suggestion(often, MONDAY, BERLIN, ())
    assert str(found) == "12 of 12 Sundays around 09:00. Ring before?"
    found = suggestion(often, MONDAY, BERLIN, (SUNDAY_MORNING,))
    assert str(found) == "8 of 12 Tuesdays around 18:30. Ring before?"


@pytest.mark.parametrize("at", [time(9, 0), time(6, 30), time(12, 0)])
def test_what_is_planned_or_was_refused_is_not_suggested_nor_what_is_near(at: time) -> None:
    starts = weekly(SUNDAY_MORNING)
    assert suggestion(starts, MONDAY, BERLIN, (FixedTime(6, at),)) is None
    assert (
        suggestion(starts, MONDAY, BERLIN, (FixedTime(5, at), FixedTime(6, time(18)))) is not None
    )


def test_a_suggested_time_is_a_quarter_of_an_hour() -> None:
    starts = weekly(FixedTime(1, time(18, 37)))
    found = suggestion(starts, MONDAY, BERLIN, ())
    assert found is not None
    assert found.time == FixedTime(1, time(18, 30))


@pytest.mark.parametrize("starts", [[], weekly(TUESDAY_EVENING, weeks=7),
                                    weekly(TUESDAY_EVENING)[::2]])  # fmt: skip
def test_a_rare_or_a_new_time_is_not_suggested(starts: list[datetime]) -> None:
    assert suggestion(starts, MONDAY, BERLIN, ()) is None


def test_scattered_times_of_a_weekday_are_not_suggested() -> None:
    starts = [
        one.replace(hour=6 + 2 * (number % 6)) for number, one in enumerate(weekly(TUESDAY_EVENING))
    ]
    assert suggestion(starts, MONDAY, BERLIN, ()) is None


@pytest.mark.parametrize(
    ("nudges", "right", "goes_on"),
    [(0, 0, True), (9, 0, True), (10, 3, False), (10, 4, True), (50, 19, False)],
)
def test_habit_nudges_stop_where_most_were_wrong(nudges: int, right: int, *, goes_on: bool) -> None:
    assert is_worth_ringing(nudges, right) is goes_on


TUESDAY = MONDAY + DAY


def planned(starts_at: datetime | date, uid: str = "u1", rid: str = "") -> Event:
    return Event(
        uid=uid, recurrence_id=rid, starts_at=starts_at, summary="Easy run", km=8, minutes=45
    )


def test_an_event_with_a_time_is_expected_then() -> None:
    starts_at = datetime(2026, 10, 6, 7, tzinfo=BERLIN)
    assert calendar_runs([planned(starts_at, rid="20261006")], (), (), BERLIN) == [
        Expected(
            id="u1 20261006",
            starts_at=datetime(2026, 10, 6, 5, tzinfo=UTC),
            source="calendar",
            why='"Easy run" in the calendar',
            expected_km=8,
            expected_minutes=45,
        )
    ]


def test_a_day_gets_its_habitual_time() -> None:
    fixed = (FixedTime(1, time(6, 30)),)
    starts = weekly(TUESDAY_EVENING, SUNDAY_MORNING)
    (run,) = calendar_runs([planned(TUESDAY)], fixed, starts, BERLIN)
    assert run.starts_at == datetime(2026, 10, 6, 18, 30, tzinfo=BERLIN)
    assert run.why == '"Easy run" in the calendar; your runs start around 18:30'
    assert 0.5 <= run.confidence < 1


def test_without_a_habit_it_gets_the_fixed_time_of_its_weekday() -> None:
    fixed = (FixedTime(1, time(19, 0)), FixedTime(1, time(6, 30)), FixedTime(2, time(5, 0)))
    scattered = [one.replace(hour=5 + number % 16) for number, one in enumerate(weekly(*fixed))]
    for starts in ((), scattered):
        (run,) = calendar_runs([planned(TUESDAY)], fixed, starts, BERLIN)
        assert run.starts_at == datetime(2026, 10, 6, 6, 30, tzinfo=BERLIN)
        assert run.why == '"Easy run" in the calendar; your fixed time is Tue 06:30'


def test_without_either_it_is_no_expected_run() -> None:
    assert calendar_runs([planned(TUESDAY)], (SUNDAY_MORNING,), (), BERLIN) == []


def at(hour: float, source: str = "times", day: date = TUESDAY, name: str = "") -> Expected:
    starts_at = midnight(day) + hour * HOUR
    return Expected(id=name or f"{source} {hour}", starts_at=starts_at, source=source)  # type: ignore[arg-type]


def merged(*runs: Expected) -> list[str]:
    times, calendar, habit = (
        [run for run in runs if run.source == source] for source in ("times", "calendar", "habit")
    )
    return [run.id for run in merge(times, calendar, habit, BERLIN)]


@pytest.mark.parametrize(
    ("runs", "ids"),
    [
        ([at(7), at(8, "calendar"), at(9, "habit")], ["calendar 8"]),
        ([at(7), at(9, "habit")], ["times 7"]),
        ([at(7), at(10, "calendar")], ["calendar 10"]),
        ([at(7), at(10.1, "calendar")], ["times 7", "calendar 10.1"]),
        ([at(18, "calendar"), at(7, "calendar")], ["calendar 7", "calendar 18"]),
        ([at(7), at(8)], ["times 7", "times 8"]),
        ([at(23.5), at(0.5, "calendar", TUESDAY + DAY)], ["times 23.5", "calendar 0.5"]),
        ([at(7, "habit"), at(8.5), at(18, "calendar")], ["times 8.5", "calendar 18"]),
        ([at(7, "calendar"), at(6), at(9)], ["calendar 7"]),
        ([at(7, "calendar", name="b"), at(7, "calendar", name="a")], ["b"]),
        ([], []),
    ],
)
def test_sources_that_name_one_run_give_one(runs: list[Expected], ids: list[str]) -> None:
    assert merged(*runs) == ids


def test_a_day_that_took_its_time_from_a_fixed_time_is_that_run() -> None:
    fixed = (FixedTime(1, time(6, 30)),)
    calendar = calendar_runs([planned(TUESDAY)], fixed, (), BERLIN)
    (run,) = merge([at(6.5)], calendar, [], BERLIN)
    assert (run.source, run.expected_km) == ("calendar", 8)
