from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.core.condition import ConditionError, parse
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import Facts, Unknown

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
        ("hour >", "the condition stops too early", 6),
        ("  ", "the condition is empty; leave `only_if` out to fire every time", None),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_what_would_be_right(
    text: str, message: str, at: int | None
) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text, FACTS)
    assert (str(caught.value), caught.value.at) == (message, at)


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
