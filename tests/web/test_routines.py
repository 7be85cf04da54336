from dataclasses import replace

from web.samples import CALF_PUMP, Listed, client_of, page


def test_the_catalogue_is_grouped_by_what_a_routine_is_for() -> None:
    html = page(path="/routines")

    legs = html.index("Angry lower legs")
    flop = html.index("Forward flop")
    assert legs < html.index("Calf pump") < flop < html.index("Chest opener")


def test_a_routine_shows_length_phase_steps_evidence_and_cautions() -> None:
    html = page(path="/routines")

    fold = html.split('<details id="calf-pump">')[1].split('<details id="chest-opener">')[0]
    assert "1:35 min, after a run" in fold
    assert "Raise both heels; let them sink." in fold
    assert "Evidence D: for comfort." in fold
    assert "do it standing at a wall" in fold


def test_a_routine_shows_its_gentler_form() -> None:
    html = page(path="/routines")

    assert "<h3>Gentler: wall <small>10 s</small></h3>" in html
    assert "Hands on a wall, feet hip-wide." in html


def test_a_routine_of_ones_own_kind_has_its_place() -> None:
    own = replace(CALF_PUMP, imbalance="stiff_neck")

    html = client_of(Listed(catalogue=(own,))).get("/routines").text

    assert ">Stiff neck</h2>" in html


def test_an_empty_catalogue_says_what_to_do() -> None:
    html = client_of(Listed(catalogue=())).get("/routines").text

    assert "Install lapbell again." in html
