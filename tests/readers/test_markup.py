"""The stream of XML elements: what is asked for comes, what is made to hurt is refused."""

import pytest

from lapbell.readers.markup import (
    DEEPEST,
    LONGEST_TAG,
    MOST_NAMES,
    MOST_TAGS,
    RefusedError,
    Values,
    is_well_formed,
    walk,
)

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE gpx [
  <!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<gpx>&b;&b;&b;&b;</gpx>"""


def told(xml: bytes) -> tuple[list[tuple[str, Values]], str]:
    """Walk with the holders `track` and `point` and the leaves `name` and `beat`."""
    found: list[tuple[str, Values]] = []
    broken = walk(
        xml,
        {"name": "name", "beat": "heart", "pulse": "heart"},
        {
            "track": lambda values: found.append(("track", values)),
            "point": lambda values: found.append(("point", values)),
        },
    )
    return found, broken


def test_a_leaf_belongs_to_the_holder_around_it() -> None:
    xml = b"<track><name>A</name><point x='1'><o><name>B</name></o></point></track>"
    assert told(xml) == ([("point", {"x": "1", "name": "B"}), ("track", {"name": "A"})], "")


def test_the_first_under_a_key_wins() -> None:
    xml = b"<point><pulse>1</pulse><beat>2</beat></point>"
    assert told(xml) == ([("point", {"heart": "1"})], "")


def test_prefixes_need_no_declaration() -> None:
    assert told(b"<a:point><b:beat>1</b:beat></a:point>") == ([("point", {"heart": "1"})], "")


def test_the_text_of_a_leaf_is_all_text_inside() -> None:
    xml = b"<point><beat> <value>1<!-- x -->4</value><![CDATA[2]]>&#56;</beat>9</point>"
    assert told(xml) == ([("point", {"heart": " 1428"})], "")


@pytest.mark.parametrize(
    "xml",
    [
        b"<point><beat>1<beat>2</beat>3</beat></point>",
        b"<point><beat>1<point><beat>2</beat></point>3</beat></point>",
        b"<point><beat>1<name>2</name>3</beat></point>",
    ],
)
def test_what_is_inside_a_leaf_is_text_alone(xml: bytes) -> None:
    assert told(xml) == ([("point", {"heart": "123"})], "")


def test_a_leaf_outside_of_any_holder_is_nobodys() -> None:
    assert told(b"<x><name>A</name></x>") == ([], "")


def test_what_breaks_off_gives_what_was_there_before() -> None:
    found, broken = told(b"<track><name>A</name>\n<point><beat>1</beat></point><point><beat>2")
    assert found == [("point", {"heart": "1"}), ("point", {}), ("track", {"name": "A"})]
    assert broken == "breaks off or makes no sense in line 2"


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<track>",
        b"<track></point>",
        b"<track/><track/>",
        b"<track/>\0",
        b"<track>\xff\xfe</track>",
        b'<?xml version="1.0" encoding="klingon"?><track/>',
        b'<?xml version="1.0" encoding="shift_jis"?><track/>',
        b"<track>&nbsp;</track>",
    ],
)
def test_what_is_not_well_formed_is_broken_and_not_whole(xml: bytes) -> None:
    assert told(xml)[1] == "breaks off or makes no sense in line 1"
    assert not is_well_formed(xml)


@pytest.mark.parametrize(
    "xml", [b"<track/>", b"\xef\xbb\xbf<track/>\r\n", b" <?xml version='1.0'?><track/> <!-- x -->"]
)
def test_one_document_from_end_to_end_is_well_formed(xml: bytes) -> None:
    assert is_well_formed(xml)


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (BOMB, "a DOCTYPE"),
        (b'<!DOCTYPE gpx SYSTEM "http://127.0.0.1/x.dtd"><gpx/>', "a DOCTYPE"),
        (b"<a>" * (DEEPEST + 1), "tags 64 deep"),
        (b"<track>" * (DEEPEST + 1), "tags 64 deep"),
        (b"<name>" * (DEEPEST + 1), "tags 64 deep"),
        (b"<a/>" * (MOST_TAGS + 1), "more than 4 million tags"),
        (b"<track><a b='" + b"x" * 2 * LONGEST_TAG, "a tag or comment"),
        (b"<track><" + b"x" * 2 * LONGEST_TAG, "a tag or comment"),
        (b"<track><!--" + b"x" * 2 * LONGEST_TAG, "a tag or comment"),
        (b"<x>" + b"".join(b"<a%d/>" % at for at in range(MOST_NAMES + 1)) + b"</x>", "1000 names"),
        (b"<x" + b"".join(b" a%d=''" % at for at in range(MOST_NAMES + 1)) + b"/>", "1000 names"),
    ],
    ids=["a bomb", "a DTD elsewhere", "deep", "deep holders", "deep leaves", "tiny tags",
         "an endless attribute", "an endless name", "an endless comment", "names", "attributes"],
)  # fmt: skip
def test_what_is_made_to_hurt_is_refused(xml: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        told(xml)
    assert not is_well_formed(xml)
