import pytest

from calendars.samples import event, read, starts
from lapbell.calendars.zones import zone_named

RUN_AT_SIX = "20261006T060000"


def custom(tzid: str, hours: int = 5, *, rule: str = "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU") -> str:
    """A VTIMEZONE so many hours ahead of UTC, in the form that Exchange gives its own zones."""
    offset = f"+{hours:02}00"
    changes = [
        (f"BEGIN:{kind}", "DTSTART:16010101T020000", f"TZOFFSETFROM:{offset}",
         f"TZOFFSETTO:{offset}", f"RRULE:{rule}", f"END:{kind}")
        for kind in ("STANDARD", "DAYLIGHT")
    ]  # fmt: skip
    lines = [line for change in changes for line in change]
    return "\n".join(("BEGIN:VTIMEZONE", f"TZID:{tzid}", *lines, "END:VTIMEZONE"))


@pytest.mark.parametrize(
    ("tzid", "name"),
    [("Europe/Berlin", "Europe/Berlin"), ("/Europe/Berlin", "Europe/Berlin"),
     ("W. Europe Standard Time", "Europe/Berlin"), ("Tokyo Standard Time", "Asia/Tokyo"),
     ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
     ("/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires",
      "America/Argentina/Buenos_Aires"),
     ("UTC", "UTC"), ("Customized Time Zone", None), ("", None), ("../../etc/passwd", None),
     ("Europe", None)],
)  # fmt: skip
def test_a_zone_is_known_by_many_names(tzid: str, name: str | None) -> None:
    assert zone_named(tzid) == name


@pytest.mark.parametrize(
    ("tzid", "clock"),
    [("America/New_York", "12:00"), ("Eastern Standard Time", "12:00"), ("Asia/Tokyo", None),
     ('"Eastern Standard Time"', "12:00"), ("/citadel.org/20210210_1/America/New_York", "12:00")],
)  # fmt: skip
def test_a_run_is_at_the_time_of_its_zone(tzid: str, clock: str | None) -> None:
    found = starts(read(event(f"DTSTART;TZID={tzid}:{RUN_AT_SIX}")))
    assert found == [f"Tue 06 {clock}" if clock else "Mon 05 23:00"]


def test_a_zone_that_nobody_knows_is_the_athletes() -> None:
    assert starts(read(event(f"DTSTART;TZID=My own:{RUN_AT_SIX}"))) == ["Tue 06 06:00"]


@pytest.mark.parametrize("after", [False, True])
def test_a_zone_of_the_calendars_own_is_as_it_says(*, after: bool) -> None:
    parts = [custom("My own"), event(f"DTSTART;TZID=My own:{RUN_AT_SIX}")]
    assert starts(read(*(reversed(parts) if after else parts))) == ["Tue 06 03:00"]


def test_two_calendars_may_mean_two_zones_by_one_name() -> None:
    run = event(f"DTSTART;TZID=Customized Time Zone:{RUN_AT_SIX}")
    found = [starts(read(custom("Customized Time Zone", hours), run)) for hours in (5, 7)]
    assert found == [["Tue 06 03:00"], ["Tue 06 01:00"]]


def test_what_a_calendar_says_of_a_known_zone_does_not_count() -> None:
    run = event(f"DTSTART;TZID=Europe/Berlin:{RUN_AT_SIX}")
    assert starts(read(custom("Europe/Berlin", 9), run)) == ["Tue 06 06:00"]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=13;BYDAY=1SU",
     "FREQ=YEARLY;BYMONTH=3;BYDAY=1SU;BYSECOND=1,2,3"],
)  # fmt: skip
def test_a_zone_with_an_odd_rule_counts_as_unknown(rule: str) -> None:
    run = event(f"DTSTART;TZID=My own:{RUN_AT_SIX}")
    assert starts(read(custom("My own", rule=rule), run)) == ["Tue 06 06:00"]
