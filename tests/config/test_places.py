"""Every key and value of a TOML text is found where it stands; tomllib is the judge."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from lapbell.config.places import Loc, find_places

TRICKY = '''\
# a comment with = and [brackets]
title = "a # in \\"text\\""
"quoted.key" = 1
'literal = key' = 2
a . "b.c" . d = 3
text = """
first [line]
second = "line"""" # two quotes may end the text
raw = \'\'\'C:\\runs\'\'\'
empty = ""
moment = 1979-05-27 07:32:00
day = 1979-05-27
list = [ # of lists
    [1, 2],

    ["]", '}'],   # odd
]
point = { x = 1, "y z" = { deep.er = [] } }

[table]
key = true
[table.inner.most]
key = -1.5e3

[[trigger]]
name = "first"
[trigger.more]
key = 0x10
[[trigger.step]]
key = 1
[[trigger.step]]
key = 2
[[ trigger ]]
name = "second"
[[trigger.step]]
key = 3
'''


def paths(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, object]]:
    children: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        yield (*loc, key), child
        yield from paths(child, (*loc, key))


def check(text: str) -> None:
    """Every path has a place, and what stands at a value's place is the value."""
    places = find_places(text)
    found = dict(paths(tomllib.loads(text)))
    assert set(places) == set(found)
    for loc, value in found.items():
        begin, end = places[loc].value
        written = text[begin:end]
        assert written
        if not isinstance(value, dict | list):
            assert tomllib.loads(f"value = {written}") == {"value": value}
        elif not written.startswith("[") and not written.startswith("{"):
            assert isinstance(value, dict)  # a dotted key's table has its first key's place


def written(text: str, loc: Loc) -> tuple[str, str]:
    place = find_places(text)[loc]
    return text[slice(*place.key)], text[slice(*place.value)]


def test_every_path_of_a_tricky_text_has_its_place() -> None:
    check(TRICKY)


def test_keys_and_values_are_told_apart() -> None:
    assert written(TRICKY, ("title",)) == ("title", '"a # in \\"text\\""')
    assert written(TRICKY, ("a", "b.c", "d")) == ('a . "b.c" . d', "3")
    assert written(TRICKY, ("point", "y z", "deep", "er")) == ("deep.er", "[]")
    assert written(TRICKY, ("list", 1, 0)) == ('"]"', '"]"')


def test_a_table_stands_at_its_header_and_a_table_in_a_list_at_its_own() -> None:
    assert written(TRICKY, ("table",))[0] == "[table]"
    assert written(TRICKY, ("table", "inner"))[0] == "[table.inner.most]"
    places = find_places(TRICKY)
    first, second = places["trigger", 0], places["trigger", 1]
    assert TRICKY[slice(*first.key)] == "[[trigger]]"
    assert TRICKY[slice(*second.key)] == "[[ trigger ]]"
    assert places["trigger", 1, "step", 0].key > second.key


def test_an_empty_text_has_no_places() -> None:
    assert find_places("\n# nothing\n\n") == {}


names = st.sampled_from(
    ["a", "b", "key-1", "trigger", "1979-05-27", '"q.d"', "'l t'", '""', '"\\u00e4"']
)
keys = st.lists(names, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([".", " . ", "\t."]).map(lambda dot: dot.join(parts))
)
plain = st.text(alphabet="ab=[]{}#,. ä日", max_size=8)
strings = st.one_of(
    plain.map(lambda text: f'"{text}"'),
    plain.map(lambda text: f"'{text}'"),
    st.text(alphabet="a=[]#\n \"'", max_size=8).map(lambda text: f'"""{text}"""'),
    st.text(alphabet='a=[]#\n "\\', max_size=8).map(lambda text: f"'''{text}'''"),
    st.sampled_from(['"\\""', '"\\\\"', '"\\n\\t"', '"""\\"""a"""', '"""a\\\n  b"""']),
)
dates = st.one_of(
    st.dates(min_value=date(1000, 1, 1)).map(str),
    st.datetimes(min_value=datetime(1000, 1, 1)).map(str),  # noqa: DTZ001 - TOML's are naive
    st.sampled_from(["07:32:00", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5+02:00"]),
)
numbers = st.sampled_from(["1", "-1_000", "0xff", "1.5", "-1e5", "inf", "true", "false"])
spaces = st.sampled_from(["", " ", "\n", " # ]\n", "\t"])


def arrays(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.lists(st.tuples(spaces, values, spaces), max_size=3), spaces).map(
        lambda found: "[" + ",".join(map("".join, found[0])) + found[1] + "]"
    )


def inline_tables(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(keys, values).map(" = ".join)
    return st.lists(pairs, max_size=3).map(lambda found: "{ " + ", ".join(found) + " }")


values = st.recursive(
    strings | dates | numbers, lambda inner: arrays(inner) | inline_tables(inner), max_leaves=6
)
statements = st.one_of(
    st.tuples(keys, values).map("=".join),
    st.tuples(keys, values, st.just(" # = [")).map(lambda it: f"  {it[0]} = {it[1]}{it[2]}"),
    keys.map(lambda key: f"[{key}]"),
    keys.map(lambda key: f"[[ {key} ]] # ]"),
    st.sampled_from(["", "# comment = [", "   "]),
)


@given(st.lists(statements, max_size=6))
def test_every_path_of_any_toml_has_its_place(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        tomllib.loads(text)
    except ValueError:
        assume(False)
    check(text)
