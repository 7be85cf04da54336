from pathlib import Path

from lapbell.core.fact_table import FACTS
from running import lapbell


def test_facts_are_listed_in_80_columns(tmp_path: Path) -> None:
    said = lapbell("facts", cwd=tmp_path)
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    assert "distance_km km How far the run went. Needs a distance in the file." in said.words
    for name in FACTS:
        assert f"\n{name} " in said.out


def test_facts_in_json_say_when_each_is_known(tmp_path: Path) -> None:
    facts = {fact["name"]: fact for fact in lapbell("facts", "--json", cwd=tmp_path).json["facts"]}
    assert list(facts) == list(FACTS)
    assert facts["distance_km"] == {
        "name": "distance_km",
        "type": "number",
        "unit": "km",
        "values": None,
        "phases": ["after"],
        "help": "How far the run went.",
        "needs": "a distance in the file",
    }
    assert facts["source"]["values"] == ["times", "calendar", "habit"]
    assert facts["indoor"]["unit"] is None
