import pytest

from lapbell.calendars.kinds import (
    KM_IN_A_MILE,
    NO_RUN,
    RUN,
    is_run,
    kilometres_in,
    minutes_in,
)


@pytest.mark.parametrize(
    "summary",
    ["Run", "Easy Run", "Long run 25 km", "Running with Tom", "Morning jog", "Tempo", "Long",
     "Intervals 6x400", "6 x 800 m intervals, 90s rest", "3 x 1 km, 2 min rest", "Fartlek",
     "Berlin Marathon", "Half-marathon", "parkrun", "Hill repeats", "8 km easy", "5k", "10 mi",
     "🏃 Gradual Build • 2.6km", "Run/Walk 30 min", "Easy run + strength", "Recovery run",
     "Dauerlauf", "Langer Lauf", "Laufen", "Waldlauf 12 km", "Tempodauerlauf", "Intervalle",
     "Intervalltraining", "Fahrtspiel", "Halbmarathon", "Joggen", "Lauftreff",
     "4 x 1 km, 90 s Pause", "ruhiger Dauerlauf", "TRAILRUN", "Run: 45 min", "Long, easy",
     "Social run", "Run club", "Meeting point run 8 km", "Group run, then dinner"],
)  # fmt: skip
def test_it_is_a_run(summary: str) -> None:
    assert is_run(summary, RUN, NO_RUN)


@pytest.mark.parametrize(
    "summary",
    ["", "Dentist", "Brunch", "Rest", "Rest day, no run", "Rest or easy run", "Day off running",
     "Ride", "Tempo ride", "Bike intervals", "Brick: bike + run", "Zwift tempo", "Spinning 45 min",
     "Swim 2 km", "Swim-run", "Yoga for runners", "Rowing intervals", "Long walk 10 km",
     "Hike 15 km", "Long weekend in Rome", "Strength for running", "Mobility (run days)", "Off",
     "Dry run of the talk", "School run", "Test run", "Running late: call Tom",
     "Run through slides", "Canceled: Easy run", "Abgesagt: Lauftreff", "Ruhetag",
     "Kein Lauf heute", "Pause, kein Laufen",
     "Radtour 60 km", "Schwimmen 2 km", "Wanderung 12 km", "Krafttraining Lauf", "Langlauf",
     "Skilanglauf 20 km", "Ablauf Montage", "Lebenslauf schreiben", "Kreislauf", "Eislauf",
     "Run club meeting", "Running Club social", "Marathon expo", "Race briefing, 10 km",
     "Lauftreff Stammtisch", "Mitgliederversammlung Lauftreff"],
)  # fmt: skip
def test_it_is_no_run(summary: str) -> None:
    assert not is_run(summary, RUN, NO_RUN)


@pytest.mark.parametrize(
    ("text", "km"),
    [("8 km easy", 8), ("🏃 My First Run • 2.3km", 2.3), ("Waldlauf 8,5 km", 8.5), ("10K race", 10),
     ("Easy Run - 8 km", 8), ("12 km @ 5:30/km", 12), ("5mi", 5 * KM_IN_A_MILE),
     ("Long run, 10 miles", 10 * KM_IN_A_MILE), ("Max 10 km", 10), ("1 h, 8 km", 8)],
)  # fmt: skip
def test_a_plain_distance_is_read(text: str, km: float) -> None:
    assert kilometres_in(text) == pytest.approx(km, abs=0.01)


@pytest.mark.parametrize(
    "text",
    ["Easy run", "4 x 1 km", "4x1km", "8-10 km", "8 - 10 km", "8 \N{EN DASH} 10 km", "5:30 min/km",
     "12 km/h", "2 km warm up, 5 km tempo", "0 km", "900 km", "400 m", "Zone 2", "6\u00d71 km"],
)  # fmt: skip
def test_a_distance_that_is_not_plain_is_not(text: str) -> None:
    assert kilometres_in(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45 min easy", 45), ("45min", 45), ("Run: 45 minutes", 45), ("40' easy", 40), ("1 h", 60),
     ("1h30", 90), ("1 h 15 min", 75), ("1,5 h", 90), ("2 Std locker", 120), ("1 h, 8 km", 60),
     ("60 Minuten", 60)],
)  # fmt: skip
def test_a_plain_length_of_time_is_read(text: str, minutes: float) -> None:
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    "text",
    ["Easy run", "4 x 5 min", "30-40 minutes", "5:30 min/km", "10 min warm up, 20 min tempo",
     "90'' rest", "50m - 55m", "0 min"],
)  # fmt: skip
def test_a_length_of_time_that_is_not_plain_is_not(text: str) -> None:
    assert minutes_in(text) is None
