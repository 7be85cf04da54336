import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.core.condition import ConditionError, parse
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import Facts, Unknown
from lapbell.core.judgement import Trouble

KNOWN: Facts = {"distance_km": 8.2, "hour": 18.0, "indoor": False, "weekday": "sun"}
MISSING: Facts = {name: Unknown("not measured") for name in FACTS}


def ask(text: str, facts: Facts = KNOWN) -> bool | None:
    return parse(text, FACTS).ask(facts).holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("distance_km >= 3", True),
        ("distance_km == 8.2", True),
        ("distance_km > 8.2", False),
        ("3 <= hour and hour < 19", True),
        ("not indoor", True),
        ("indoor == false", True),
        ('weekday in ["sat", "sun"]', True),
        ('weekday != "sun"', False),
        ("distance_km * 2 - 1 > 15", True),
        ("-hour < 0", True),
        ("hour % 2 == 0 or indoor", True),
        ("hour // 4 ** 2 == 1", True),
        ("hour >= 18 and hour < 24", True),
    ],
)
def test_it_holds_as_it_reads(text: str, holds: bool) -> None:
    assert ask(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("indoor", None),
        ("not indoor", None),
        ("indoor or distance_km > 3", True),
        ("indoor or distance_km < 3", None),
        ("indoor and distance_km > 3", None),
        ("indoor and distance_km < 3", False),
        ("distance_km < 3 and indoor", False),
        ("not (indoor and distance_km < 3)", True),
        ("hour != 3", None),
    ],
)
def test_a_missing_fact_follows_three_valued_logic(text: str, holds: bool | None) -> None:
    assert ask(text, {**MISSING, "distance_km": 8.2}) is holds


def test_a_division_by_zero_is_unknown() -> None:
    assert ask("hour / (hour - 18) > 1") is None


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("distanc_km >= 3", "`distanc_km` is no fact of a run; did you mean `distance_km`?", 0),
        ("HOUR >= 3", "`HOUR` is no fact of a run; did you mean `hour`?", 0),
        (
            'weekday == "Saturday"',
            'weekday is never "Saturday"; it is one of mon, tue, wed, thu, fri, sat, sun; '
            'did you mean "sat"?',
            12,
        ),
        ("weekday == 3", "`==` compares two of one kind, but weekday is a text and 3 is a "
         "number", 11),
        ("indoor >= 3", "`>=` compares two numbers, but indoor is a truth", 0),
        ("hour and indoor", "`and` joins two conditions, but hour is a number", 0),
        ("not hour", "`not` turns a condition round, but hour is a number", 4),
        ("hour", "this is a number, not a condition; compare it with something: hour >= 1", None),
        ('"sun"', "this is a text, not a condition", None),
        ("hour = 3", "`=` cannot stand here; to compare, write ==", 5),
        ("hour > 3 && indoor", "`&&` cannot stand here; write `and`", 9),
        ("hour > 3 AND indoor", "`AND` cannot stand here; write and", 9),
        ("3 < hour < 5", "`<` cannot stand here; two comparisons are joined with `and`: "
         "3 <= x and x <= 5", 9),
        ("hour in (1, 2)", "`,` cannot stand here; a list is written in square brackets: "
         "[1, 2]", 10),
        ("hour in weekday", "`in` needs a list on its right: [1, 2]", 8),
        ("hour in 3", "values here do not fit together: numbers go with numbers, text with text, "
         "`in` with a list", None),
        ('hour in [1, "a"]', 'hour is a number, but "a" in the list is a text', 13),
        ("hour == 24", "hour is never 24; it is 0 to 23", 8),
        ("24 <= hour", "hour is never >= 24; it is 0 to 23", 0),
        ("hour in [6, 25]", "hour is never 25; it is 0 to 23", 12),
        ("fast_share > 20", "fast_share is never > 20; it is 0 to 1", 13),
        ("hour >", "the condition stops too early", 6),
        ("  ", "the condition is empty; leave `only_if` out to fire every time", None),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_what_would_be_right(
    text: str, message: str, at: int | None
) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text, FACTS)
    assert caught.value.troubles == (Trouble(message, at),)


@pytest.mark.parametrize(
    "text",
    ["hour == null", "$now > 3", "hour ? 1 : 2", 'weekday =~ "s"', "abs(hour) > 2", "hour.x > 1",
     "[x for x in [1]] == [1]", "hour[0] > 2", 'hour > d"2020-01-01"', "hour & 1 == 1", "null"],
)  # fmt: skip
def test_the_rest_of_the_language_is_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        parse(text, FACTS)


def test_its_parts_say_how_each_comparison_came_out() -> None:
    answer = parse("distance_km >= 3 and (indoor or hour < 6)", FACTS).ask(
        {**KNOWN, "indoor": Unknown("no idea")}
    )
    assert [(part.text, part.holds) for part in answer.parts] == [
        ("distance_km >= 3", True),
        ("indoor", None),
        ("hour < 6", False),
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("not (indoor == true)", "not (indoor == true)"),
        ('weekday not in ["sat"]', 'weekday not in ["sat"]'),
        ("not indoor", "not indoor"),
        ("not not (hour > 3)", "hour > 3"),
        ("not (hour > 19 or hour < 3)", "not (hour > 19)"),
        ("-(hour + 1) < 3 * (hour - 4)", "-(hour + 1) < 3 * (hour - 4)"),
        ("(hour > 3) == true", "(hour > 3) == true"),
    ],
)
def test_a_part_is_told_with_its_not_as_it_came_out(text: str, part: str) -> None:
    answer = parse(text, FACTS).ask(KNOWN)
    assert (answer.holds, answer.parts[0].text, answer.parts[0].holds) == (True, part, True)


def test_what_does_not_hold_is_told_with_its_not_too() -> None:
    answer = parse('not (indoor == false and weekday not in ["sat"])', FACTS).ask(KNOWN)
    assert answer.holds is False
    assert [(part.text, part.holds) for part in answer.parts] == [
        ("not (indoor == false)", False),
        ('weekday in ["sat"]', False),
    ]


def test_all_troubles_are_told_at_once_each_where_it_stands() -> None:
    text = 'distance_km >= "3" or weekday == 5 or foo or $now or null or foo or not hour or foo'
    with pytest.raises(ConditionError) as caught:
        parse(text, FACTS)
    found = [(one.message.split(",")[0].split(";")[0], one.at) for one in caught.value.troubles]
    assert found == [
        ("`>=` compares two numbers", 16),
        ("`==` compares two of one kind", 33),
        ("`foo` is no fact of a run", 38),
        ("$now cannot be used here", 45),
        ("`null` cannot be used here", 53),
        ("`not` turns a condition round", 72),
    ]


def test_a_word_that_stands_there_twice_is_underlined_where_it_is_wrong() -> None:
    with pytest.raises(ConditionError) as caught:
        parse('weekday == "sun" and weekday > 3', FACTS)
    assert [one.at for one in caught.value.troubles] == [21]


def test_a_fact_within_a_list_is_asked_for_too() -> None:
    condition = parse("hour in [distance_km, 3]", FACTS)
    assert condition.facts == ("hour", "distance_km")
    assert condition.ask({**KNOWN, "distance_km": Unknown("no idea")}).holds is None


def _texts() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["distance_km > 3", "indoor", "hour < 12", 'weekday == "sun"'])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(lambda text: f"not ({text})"),
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
                lambda three: f"({three[0]}) {three[1]} ({three[2]})"
            ),
        ),
        max_leaves=6,
    )


@given(_texts(), st.booleans())
def test_what_holds_without_a_fact_holds_whatever_the_fact_is(text: str, indoor: bool) -> None:
    condition = parse(text, FACTS)
    without = condition.ask({**KNOWN, "indoor": Unknown("no idea")}).holds
    if without is not None:
        assert condition.ask({**KNOWN, "indoor": indoor}).holds is without


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_a_condition_error(text: str) -> None:
    with suppress(ConditionError):
        assert parse(text, FACTS).text == text


def test_the_library_is_imported_only_where_there_is_a_condition() -> None:
    code = "import sys, lapbell.config; print('rule_engine' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
