"""Calendars in the shapes in which apps write them, made by us after their conventions."""

from calendars.samples import MONDAY, WEEK, calendar, shown
from fakes import BERLIN
from lapbell.calendars.read import read_calendar
from lapbell.core.expected import Event


def runs(data: bytes) -> list[tuple[str, str, float | None, float | None]]:
    found = read_calendar(data, MONDAY, MONDAY + WEEK, BERLIN)
    assert found.left_out == ()
    return [facts(one) for one in found.events]


def facts(one: Event) -> tuple[str, str, float | None, float | None]:
    return shown(one), one.summary, one.km, one.minutes


def test_trainingpeaks_plans_days_that_end_as_they_begin_and_times_what_is_done() -> None:
    data = calendar(
        "X-WR-CALNAME:TrainingPeaks - Anna",
        "BEGIN:VEVENT\nUID:90210@trainingpeaks.com\nDTSTAMP:20261001T080000Z\nSEQUENCE:3",
        "DTSTART;VALUE=DATE:20261007\nDTEND;VALUE=DATE:20261007\nLOCATION:\nSTATUS:CONFIRMED",
        "SUMMARY:Run: Threshold",
        "DESCRIPTION:Planned time\\: 1 h\\n3 x 10 min at threshold\\, 2 min rest",
        "END:VEVENT",
        "BEGIN:VEVENT\nUID:90211@trainingpeaks.com\nDTSTAMP:20261001T080000Z\nSEQUENCE:1",
        "DTSTART:20261005T053000Z\nDTEND:20261005T061500Z\nSUMMARY:Run: Easy aerobic",
        "DESCRIPTION:Moving Time: 0:44:10\\nDistance: 8.2 km\\nTSS: 42\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:90212@trainingpeaks.com\nDTSTART;VALUE=DATE:20261008",
        "SUMMARY:Bike: Tempo\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:90213@trainingpeaks.com\nDTSTART;VALUE=DATE:20261009",
        "SUMMARY:Day Off: Rest\nEND:VEVENT",
    )
    assert runs(data) == [
        ("Mon 05 07:30", "Run: Easy aerobic", None, None),
        ("Wed 07", "Run: Threshold", None, 60),
    ]


def test_runna_writes_bare_dates_a_picture_and_seconds() -> None:
    data = calendar(
        "X-WR-CALNAME:Runna",
        "",
        "BEGIN:VEVENT\nUID:UPCOMING_PLAN_WORKOUT-0a1b_plan_week_2_INTERVALS_0\nDTSTAMP:20261001",
        "DTSTART:20261006\nDTEND:20261007\nSUMMARY:🏃 Pyramid Power • 6km",
        "DESCRIPTION:Intervals • 6km • 45m - 50m\\n\\n1km warm up\\, 90s walking rest\\n\\n📲 Vi",
        " ew in the app",
        "X-USER-TIMEZONE:Europe/Berlin\nX-WORKOUT-ESTIMATED-DURATION:3000\nEND:VEVENT",
        "",
        "BEGIN:VEVENT\nUID:UPCOMING_PLAN_WORKOUT-0a1b_plan_week_2_STRENGTH_1\nDTSTAMP:20261001",
        "DTSTART:20261007\nDTEND:20261008\nSUMMARY:💪 Full Body Strength\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:UPCOMING_PLAN_WORKOUT-0a1b_plan_week_2_LONG_2\nDTSTAMP:20261001",
        "DTSTART:20261010\nDTEND:20261011\nSUMMARY:🏃 Long and Steady • 10mi",
        "X-WORKOUT-ESTIMATED-DURATION:5700\nEND:VEVENT",
    )
    assert runs(data) == [
        ("Tue 06", "🏃 Pyramid Power • 6km", 6, 50),
        ("Sat 10", "🏃 Long and Steady • 10mi", 16.09, 95),
    ]


def test_garmin_connect_plans_days() -> None:
    data = calendar(
        "X-WR-CALNAME:Garmin Connect\nX-WR-TIMEZONE:Europe/Berlin\nMETHOD:PUBLISH",
        "BEGIN:VEVENT\nDTSTAMP:20261001T000000Z\nUID:4711-WORKOUT\nTRANSP:TRANSPARENT",
        "DTSTART;VALUE=DATE:20261006\nDTEND;VALUE=DATE:20261007\nSUMMARY:Base Run - 45 min",
        "URL:https://connect.garmin.com/modern/workout/4711\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:4712-WORKOUT\nDTSTART;VALUE=DATE:20261008",
        "SUMMARY:Cycling - Sweet Spot\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:4713-RACE\nDTSTART;VALUE=DATE:20261011",
        "SUMMARY:City Half Marathon\nEND:VEVENT",
    )
    assert runs(data) == [
        ("Tue 06", "Base Run - 45 min", None, 45),
        ("Sun 11", "City Half Marathon", None, None),
    ]


def test_intervals_icu_writes_days_as_hours_and_times_as_they_are_planned() -> None:
    data = calendar(
        "CALSCALE:GREGORIAN\nX-WR-CALNAME:Intervals.icu",
        "BEGIN:VEVENT\nUID:event_46696127@intervals.icu\nDTSTAMP:20261001T000000Z",
        "DTSTART:20261006T000000\nDTEND:20261007T000000\nSUMMARY:Easy Run 8 km",
        "DESCRIPTION:- 8km Z2 Pace\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:event_46696128@intervals.icu\nDTSTAMP:20261001T000000Z",
        "DTSTART:20261008T070000\nDTEND:20261008T075000\nSUMMARY:Tempo 3x10",
        "DESCRIPTION:- 15m Z2\\n\\n3x\\n- 10m Z3\\n- 3m Z1\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:event_46696129@intervals.icu\nDTSTART:20261009T000000",
        "SUMMARY:Big Gear Grinds (Ride)\nEND:VEVENT",
    )
    assert runs(data) == [
        ("Tue 06", "Easy Run 8 km", 8, None),
        ("Thu 08 07:00", "Tempo 3x10", None, None),
    ]


def test_google_repeats_in_a_zone_of_the_calendar_and_moves_one_by_its_id() -> None:
    data = calendar(
        "CALSCALE:GREGORIAN\nMETHOD:PUBLISH\nX-WR-CALNAME:Anna\nX-WR-TIMEZONE:Europe/Berlin",
        "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nX-LIC-LOCATION:Europe/Berlin",
        "BEGIN:DAYLIGHT\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:GMT+2",
        "DTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT",
        "BEGIN:STANDARD\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:GMT+1",
        "DTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20260106T183000",
        "DTEND;TZID=Europe/Berlin:20260106T193000\nRRULE:FREQ=WEEKLY;WKST=MO;BYDAY=TH,TU",
        "EXDATE;TZID=Europe/Berlin:20260609T183000\nEXDATE;TZID=Europe/Berlin:20260611T183000",
        "DTSTAMP:20261001T070000Z\nUID:7q1@google.com\nSEQUENCE:2\nSTATUS:CONFIRMED",
        "SUMMARY:Lauftreff\nTRANSP:OPAQUE\nBEGIN:VALARM\nACTION:DISPLAY",
        "DESCRIPTION:This is an event reminder\nTRIGGER:-P0DT0H30M0S\nEND:VALARM\nEND:VEVENT",
        "BEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20261009T070000",
        "DTEND;TZID=Europe/Berlin:20261009T080000\nDTSTAMP:20261001T070000Z\nUID:7q1@google.com",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261008T183000\nSEQUENCE:3\nSUMMARY:Lauftreff früh",
        "END:VEVENT",
        "BEGIN:VEVENT\nDTSTART:20261007T073000Z\nDTEND:20261007T080000Z\nUID:x9@google.com",
        "SUMMARY:Dry run release\nEND:VEVENT",
    )
    assert runs(data) == [
        ("Tue 06 18:30", "Lauftreff", None, None),
        ("Fri 09 07:00", "Lauftreff früh", None, None),
    ]


def test_nextcloud_cancels_one_of_a_series() -> None:
    data = calendar(
        "CALSCALE:GREGORIAN\nPRODID:-//IDN nextcloud.com//Calendar app 4.7//EN",
        "BEGIN:VEVENT\nCREATED:20260901T060000Z\nDTSTAMP:20260901T060100Z\nSEQUENCE:2",
        "LAST-MODIFIED:20260901T060100Z\nUID:1f0c-44\nDTSTART;TZID=Europe/Berlin:20260905T090000",
        "DTEND;TZID=Europe/Berlin:20260905T110000\nRRULE:FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20261231T230000Z",
        "SUMMARY:Langer Lauf 18 km\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:1f0c-44\nDTSTAMP:20261001T060100Z",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261010T090000\nSTATUS:CANCELLED",
        "DTSTART;TZID=Europe/Berlin:20261010T090000\nSUMMARY:Langer Lauf 18 km\nEND:VEVENT",
    )
    assert runs(data) == [("Sun 11 09:00", "Langer Lauf 18 km", 18, None)]
