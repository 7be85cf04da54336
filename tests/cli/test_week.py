from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from fakes import BERLIN
from lapbell.core.weeks import WEEK, monday_of, week_name
from lapbell.store import files, runs
from lapbell.store.database import Store
from life import DAY, a_run
from running import lapbell

CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["runs"]

[channels.page]
inbox = true

[[trigger]]
after_run = "3 min"
routine = "calf-pump"
"""


@pytest.fixture
def last_week() -> date:
    return monday_of(datetime.now(UTC).astimezone(BERLIN).date()) - WEEK


@pytest.fixture
def home(tmp_path: Path, last_week: date) -> Path:
    """A folder with two runs of last week, and one of the week before."""
    (tmp_path / "runs").mkdir()
    (tmp_path / "lapbell.toml").write_text(CONFIG)
    store = Store(tmp_path / "state")
    with store.write() as db:
        files.begin_folder(db, "me", "/runs", [], datetime.now(UTC))
        for day, km in ((-5, 12), (1, 8), (3, 6)):
            start = datetime.combine(last_week + day * DAY, time(18), tzinfo=BERLIN)
            run = a_run(start, km, 40)
            runs.add(db, run, datetime.now(UTC), is_history=True, wrong_clock=False)
    store.close()
    return tmp_path


def week(home: Path, *words: object) -> tuple[int, str, str]:
    said = lapbell("week", "--state", "state", *words, cwd=home)
    return said.code, said.out, said.err


def test_last_week_is_told_with_its_picture_in_letters(home: Path, last_week: date) -> None:
    sunday = last_week + 6 * DAY
    assert week(home) == (
        0,
        f"{last_week:%a %-d %b} to {sunday:%a %-d %b %Y}\n"
        "2 runs last week\n"
        "14 km, a little over your usual 12.\n"
        "\n"
        "2 run days\n"
        "\n"
        "                                                         ○\n"
        "                                                    ○    ○\n"
        "2 weeks                                            last week\n"
        "\n"
        "run days  2, usually 1\n"
        "time      1 h 20 min, usually 40 min\n",
        "",
    )


def test_an_older_week_is_told_by_its_number_and_in_json(home: Path, last_week: date) -> None:
    day = last_week - DAY
    code, out, _ = week(home, "--of", day)
    assert code == 0
    assert f"1 run in week {day.isocalendar().week}\n12 km.\n" in out
    told = lapbell("week", "--of", day, "--json", "--state", "state", cwd=home).json
    assert (told["week"], told["runs"], told["distance_m"]) == (
        week_name(last_week - WEEK), 1, 12_000,
    )  # fmt: skip
    assert (told["usual"], told["score"]) == (None, None)


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "9999-12-31", "2200-01-01"])
def test_a_day_far_off_is_refused_with_an_example(home: Path, day: str) -> None:
    code, out, err = week(home, "--of", day)
    assert (code, out) == (1, "")
    assert f"--of {day}: name a day from 1990-01-01 to this week" in " ".join(err.split())


def test_the_picture_goes_into_a_new_file(home: Path) -> None:
    assert week(home, "--png", "week.png")[0] == 0
    assert (home / "week.png").read_bytes().startswith(b"\x89PNG")
    code, _, err = week(home, "--png", "week.png")
    assert (code, err) == (1, "lapbell: week.png is there already; name a new file\n")
    code, _, err = week(home, "--png", "nowhere/week.png")
    assert code == 1
    assert err == "lapbell: nowhere/week.png cannot be written: No such file or directory\n"


def test_a_folder_without_a_database_is_an_error_a_person_can_mend(home: Path) -> None:
    said = lapbell("week", "--state", "empty", cwd=home)
    assert said.code == 1
    assert "holds no database yet; `lapbell run` makes one" in said.err


@pytest.fixture
def house(home: Path, last_week: date) -> Path:
    """That folder, with an athlete more who ran last week as well."""
    (home / "athletes").mkdir()
    (home / "athletes" / "benjamin-of-the-long-name.toml").write_text(
        CONFIG.replace('"runs"', f'"{home}/bens"')
    )
    store = Store(home / "state")
    with store.write() as db:
        start = datetime.combine(last_week, time(7), tzinfo=BERLIN)
        run = replace(a_run(start, 1_221, 40), athlete="benjamin-of-the-long-name", id="b")
        runs.add(db, run, datetime.now(UTC), is_history=True, wrong_clock=False)
    store.close()
    return home


def share(house: Path, **wishes: str) -> None:
    for name, whom in wishes.items():
        file = house / ("lapbell.toml" if name == "me" else f"athletes/{BEN}.toml")
        file.write_text(f'{file.read_text()}\n[summary]\nshare_with = ["{whom}"]\n')


BEN = "benjamin-of-the-long-name"


def household(home: Path, *words: str) -> tuple[int, str, str]:
    """What the command says, without the spaces that fill its columns."""
    code, out, err = week(home, "--household", "--config", "lapbell.toml", *words)
    return code, "".join(f"{line.rstrip()}\n" for line in out.splitlines()), err


def test_a_household_is_a_line_for_each_who_shares_the_viewer_first(house: Path) -> None:
    share(house, me=BEN, ben="me")
    mine, bens = household(house), household(house, "--athlete", BEN)

    assert mine == (
        0,
        "                           this week  last week\n"
        "me                         no run     2 runs, 14 km\n"
        "benjamin-of-the-long-name  no run     1 run, 1,221 km\n",
        "",
    )
    assert bens[1].splitlines()[1:] == mine[1].splitlines()[:0:-1]


def test_a_household_calls_each_as_they_wish(house: Path) -> None:
    share(house, me=BEN, ben="me")
    mine = house / "lapbell.toml"
    mine.write_text(f'{mine.read_text()}shown_as = "[b]Änne[/b]"\n')

    assert household(house, "--athlete", BEN)[1].splitlines()[2].split("  ")[0] == "[b]Änne[/b]"
    assert household(house)[1].splitlines()[2].startswith(BEN)


def test_a_household_for_programs(house: Path, last_week: date) -> None:
    share(house, me=BEN, ben="me")
    told = lapbell("week", "--household", "--json", "--state", "state", cwd=house).json

    assert told["athlete"] == "me"
    assert told["household"][1] == {
        "athlete": BEN,
        "shown_as": BEN,
        "this_week": {
            "week": week_name(last_week + WEEK),
            "runs": 0,
            "distance_m": 0,
            "routines": {"done": 0, "delivered": 0},
        },
        "last_week": {
            "week": week_name(last_week),
            "runs": 1,
            "distance_m": 1_221_000,
            "routines": {"done": 0, "delivered": 0},
        },
    }


def test_where_nobody_shares_it_says_what_it_takes(house: Path) -> None:
    share(house, me=BEN)
    code, out, _ = household(house)

    assert code == 0
    assert out == (
        'Nobody shares with me. It takes both: share_with = ["benjamin-of-the-long-name"]\n'
        "below [summary] in lapbell.toml, and the other way round in theirs.\n"
        "me would share with benjamin-of-the-long-name: nothing is shared until\n"
        "athletes/benjamin-of-the-long-name.toml names me as well, with share_with =\n"
        '["me"] below [summary]\n'
    )
    theirs = household(house, "--athlete", BEN)[1]
    assert theirs.startswith(f"Nobody shares with {BEN}. It takes both:")
    assert "1,221" not in out + theirs
    told = lapbell("week", "--household", "--json", "--state", "state", cwd=house).json
    assert told == {"athlete": "me", "household": []}


def test_a_household_of_one_is_none(home: Path) -> None:
    assert household(home) == (
        0,
        "There is no athlete to share with: each has a file of their own in athletes/.\n",
        "",
    )


@pytest.mark.parametrize("more", [("--of", "2026-01-01"), ("--png", "week.png")])
def test_a_household_is_of_now_and_without_a_picture(home: Path, more: tuple[str, str]) -> None:
    code, _, err = household(home, *more)

    assert code == 2
    assert "--household is of this week and last, and has no picture" in " ".join(err.split())
    assert not (home / "week.png").exists()
