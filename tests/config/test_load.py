"""Configs in which nothing is wrong, and what becomes of them."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
import tzlocal

from config.samples import SMALLEST, write
from lapbell.catalogue import BadRoutine
from lapbell.channels.inbox import Settings as InboxSettings
from lapbell.channels.ntfy import Settings as NtfySettings
from lapbell.config import ME, Config, ConfigProblems, Web, load
from lapbell.config.load import problems_of_routine
from lapbell.core.routine import Phase

FULL = """\
timezone = "Europe/Berlin"
runs = { folders = ["/home/anna/runs", "more/../watch"], nudge_within = "1 h 30 min" }
channels = { phone.ntfy = "https://ntfy.sh/annas-runs-x7", page = { inbox = true } }
web.listen = "[::1]:80"

[[trigger]]
name = "Calves"
after_run = "0 s"
only_if = '''
distance_km >= 3
and weekday == "sat"'''
routine = "calf-pump"
variant = "wall"
channels = ["page"]
expires = "2 d"
"""


def config(folder: Path, text: str = SMALLEST) -> Config:
    return load(write(folder, text))


def test_the_smallest_config_has_the_defaults(tmp_path: Path) -> None:
    (athlete,) = config(tmp_path).athletes
    (trigger,) = athlete.plan.triggers
    assert athlete.name == ME == "me"
    assert athlete.plan.nudge_within == timedelta(hours=4)
    assert trigger.expires == timedelta(hours=2)
    assert trigger.phase is Phase.AFTER
    assert trigger.only_if is None
    assert trigger.channels == ()
    assert len(athlete.plan.routines) == 10
    assert config(tmp_path).web == Web(host="127.0.0.1", port=8377)


def test_every_key_reaches_the_plan(tmp_path: Path) -> None:
    found = config(tmp_path, FULL)
    (athlete,) = found.athletes
    (trigger,) = athlete.plan.triggers
    assert found.path == tmp_path / "lapbell.toml"
    assert athlete.plan.timezone == ZoneInfo("Europe/Berlin")
    assert athlete.plan.nudge_within == timedelta(minutes=90)
    assert athlete.plan.channels == ("phone", "page")
    assert trigger.name == "Calves"
    assert trigger.offset == timedelta(0)
    assert trigger.only_if is not None
    assert trigger.only_if.facts == ("distance_km", "weekday")
    assert trigger.form.title == "Calf pump at a wall"
    assert trigger.channels == ("page",)
    assert trigger.expires == timedelta(days=2)
    assert found.web == Web(host="::1", port=80)


def test_channels_keep_their_order_and_have_settings_of_their_kind(tmp_path: Path) -> None:
    channels = config(tmp_path, FULL).athletes[0].channels
    assert [type(one) for one in channels.values()] == [NtfySettings, InboxSettings]


def test_a_relative_folder_is_taken_from_the_folder_of_the_config(tmp_path: Path) -> None:
    folders = config(tmp_path, FULL).athletes[0].folders
    assert folders == (Path("/home/anna/runs"), tmp_path / "watch")


def test_a_relative_folder_is_whole_even_where_the_path_of_the_config_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, FULL)
    monkeypatch.chdir(tmp_path)
    assert load(Path("lapbell.toml")).athletes[0].folders[1] == tmp_path / "watch"


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ('after_run = "3 min"', "Calf pump 3 min after a run"),
        ('after_run = "90 min"\nvariant = "wall"', "Calf pump (wall) 1 h 30 min after a run"),
        (
            'after_run = "3 min"\nonly_if = """distance_km >= 3\n  and hour > 8"""',
            "Calf pump if distance_km >= 3 and hour > 8",
        ),
    ],
)
def test_a_trigger_without_a_name_is_called_by_what_it_does(
    tmp_path: Path, keys: str, name: str
) -> None:
    text = SMALLEST.replace('after_run = "3 min"', keys)
    assert config(tmp_path, text).athletes[0].plan.triggers[0].name == name


def test_web_can_be_off(tmp_path: Path) -> None:
    assert config(tmp_path, SMALLEST + '[web]\nlisten = "off"\n').web is None


WITHOUT_ZONE = SMALLEST.replace('timezone = "Europe/Berlin"', "")


def test_without_a_time_zone_it_is_this_machines(tmp_path: Path) -> None:
    file = write(tmp_path, WITHOUT_ZONE)
    assert load(file).athletes[0].plan.timezone == tzlocal.get_localzone()


def test_a_machine_that_does_not_know_its_time_zone_says_so(tmp_path: Path) -> None:
    def nowhere() -> ZoneInfo:
        raise ZoneInfoNotFoundError

    with pytest.raises(ConfigProblems, match=r'write\s+timezone = "Europe/Berlin"'):
        load(write(tmp_path, WITHOUT_ZONE), local_zone=nowhere)


def test_own_routines_beside_the_config_can_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "routines"
    folder.mkdir()
    (folder / "toe-lifts.toml").write_text(TOE_LIFTS, encoding="utf-8")
    found = config(tmp_path, SMALLEST.replace("calf-pump", "toe-lifts"))
    assert found.athletes[0].plan.triggers[0].form.title == "Toe lifts: 10 times"


def test_a_routine_file_mended_meanwhile_asks_to_try_again(tmp_path: Path) -> None:
    file = tmp_path / "toe-lifts.toml"
    file.write_text(TOE_LIFTS, encoding="utf-8")
    (problem,) = problems_of_routine(BadRoutine(file=file, cause=ValueError()))
    assert problem.message == "the file changed meanwhile; try again"


TOE_LIFTS = """
id = "toe-lifts"
name = "Toe lifts"
imbalance = "lower_legs"
phases = ["after"]
evidence = "D"
cautions = "Stop if it hurts."
title = "Toe lifts: 10 times"
cue = "Sit down, lift the toes 10 times."

[[step]]
kind = "reps"
seconds = 20
reps = 10
text = "Lift the toes 10 times."
"""
