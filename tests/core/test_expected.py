from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from fakes import BERLIN
from lapbell.core.expected import FixedTime, fixed_runs, on

TUESDAY = FixedTime(1, time(6, 30))
SATURDAY = FixedTime(5, time(9, 0))
DAY = timedelta(days=1)


def test_fixed_times_recur_every_week_in_order() -> None:
    begin = datetime(2026, 10, 5, tzinfo=UTC)
    runs = fixed_runs((SATURDAY, TUESDAY), BERLIN, begin, begin + 14 * DAY)
    assert [(run.id, run.starts_at.astimezone(BERLIN).strftime("%d %H:%M")) for run in runs] == [
        ("Tue 06:30", "06 06:30"),
        ("Sat 09:00", "10 09:00"),
        ("Tue 06:30", "13 06:30"),
        ("Sat 09:00", "17 09:00"),
    ]


def test_the_begin_counts_and_the_end_does_not() -> None:
    start = on(datetime(2026, 10, 6, tzinfo=UTC).date(), time(6, 30), BERLIN)
    assert len(fixed_runs((TUESDAY,), BERLIN, start, start + DAY)) == 1
    assert fixed_runs((TUESDAY,), BERLIN, start - DAY, start) == []


def test_the_clock_time_stays_when_summer_ends() -> None:
    begin = datetime(2026, 10, 20, tzinfo=UTC)
    runs = fixed_runs((TUESDAY,), BERLIN, begin, begin + 14 * DAY)
    assert [run.starts_at.hour for run in runs] == [4, 5]


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [(29, time(2, 30), "2026-03-29 01:30"), (29, time(3, 0), "2026-03-29 01:00")],
)
def test_a_time_that_daylight_saving_skips_comes_an_hour_later_on_the_clock(
    day: int, at: time, utc: str
) -> None:
    assert f"{on(datetime(2026, 3, day, tzinfo=UTC).date(), at, BERLIN):%Y-%m-%d %H:%M}" == utc


def test_in_no_zone_does_a_week_of_the_year_lose_or_double_a_run() -> None:
    times = tuple(FixedTime(day, time(hour)) for day in range(7) for hour in (0, 2, 3, 23))
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        begin, end = (
            on(datetime(2026, month, 1, tzinfo=UTC).date(), time(0), zone) for month in (3, 5)
        )
        runs = fixed_runs(times, zone, begin, end)
        assert len(runs) == 61 * 4, name
        days = [(run.id, run.starts_at) for run in runs]
        assert len(set(days)) == len(days), name
