"""Whatever is done to a config, it loads or says what is wrong: never a traceback."""

import re
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from config.samples import SMALLEST, write
from lapbell.config import ConfigProblems, load, sample_text
from lapbell.config.source import read
from lapbell.config.syntax import syntax_problem
from lapbell.config.wording import validate

BROKEN = Path(__file__).parent / "broken"
SAMPLES = [SMALLEST, sample_text()] + [
    path.read_text(encoding="utf-8")
    for path in sorted(BROKEN.glob("*.toml"))
    if 0 < path.stat().st_size < 2000
]
TOKEN = re.compile(r'"[^"\n]*"|\w+|\s+|\W')
OTHER_TOKENS = [
    "3", "-1", "1.5", "nan", "true", '""', '"x"', "'''a\n'''", "[]", "[1]", "{}", "{a = 1}",
    "1979-05-27 07:32:00", "07:32:00", "[[trigger]]", "[runs]", "[channels]", "=", "\n", "#", ".",
    "[", "]", '"', "routine", "channels", "only_if", "inbox", "\0", "\ud7ff", "\u202e", '"not"',
    '"\\u001b"', '"1 == 1"', '"weekday in [\'sat\']"', '"((((("', '"1/0"', '"$now"', '"null"',
]  # fmt: skip


def load_or_say(content: bytes | str) -> None:
    with TemporaryDirectory() as folder:
        file = write(Path(folder), content)
        try:
            load(file)
        except ConfigProblems as error:
            check(error, lines=file.read_bytes().count(b"\n") + 1)


def check(error: ConfigProblems, lines: int) -> None:
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= lines
        assert str(problem).replace("\n", "").isprintable()
    assert not re.search(r"type=|Value error|Input should|pydantic", str(error))


@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    load_or_say(content)


@given(st.sampled_from(SAMPLES), st.data())
def test_a_config_with_bytes_cut_out_and_put_in(sample: str, data: st.DataObject) -> None:
    content = sample.encode()
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(begin, min(len(content), begin + 20)))
        content = content[:begin] + data.draw(st.binary(max_size=3)) + content[end:]
    load_or_say(content)


@given(st.sampled_from(SAMPLES), st.data())
def test_a_config_with_words_exchanged(sample: str, data: st.DataObject) -> None:
    tokens = TOKEN.findall(sample)
    others = st.sampled_from(OTHER_TOKENS + tokens)
    for _ in range(data.draw(st.integers(1, 4))):
        tokens[data.draw(st.integers(0, len(tokens) - 1))] = data.draw(others)
    load_or_say("".join(tokens))


VALUES = ["3", "1.5", "true", '"x"', "[]", '["x"]', "[[1]]", "{}", "{a = {}}", "07:32:00", "inf"]
KEYS = [
    "timezone", "runs", "runs.folders", "runs.nudge_within", "channels", "channels.phone",
    "channels.phone.ntfy", "channels.phone.user", "trigger", "web", "web.listen", "nothing",
]  # fmt: skip
TRIGGER_KEYS = [
    "name", "after_run", "only_if", "routine", "variant", "channels", "expires", "nothing",
]  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=4),
    st.lists(
        st.dictionaries(st.sampled_from(TRIGGER_KEYS), st.sampled_from(VALUES), max_size=8),
        max_size=2,
    ),
)
def test_any_value_at_any_key(top: dict[str, str], triggers: list[dict[str, str]]) -> None:
    lines = [f"{key} = {value}" for key, value in top.items()]
    for trigger in triggers:
        lines += ["[[trigger]]", *(f"{key} = {value}" for key, value in trigger.items())]
    load_or_say("\n".join(lines))


class Odd(BaseModel):
    """Types that no model of ours has, whose errors are new to our words."""

    address: complex
    pattern: re.Pattern[str]


def test_an_error_that_is_new_to_us_gets_a_general_sentence(tmp_path: Path) -> None:
    source = read(write(tmp_path, 'address = "x"\npattern = 3\n'))
    _, problems = validate(Odd, source)
    assert [one.message for one in problems] == [
        "text cannot stand here",
        "a number cannot stand here",
    ]


def test_a_message_of_the_parser_that_is_new_to_us_gets_a_general_sentence() -> None:
    error = tomllib.TOMLDecodeError("Something new (at line 2, column 3)")
    problem = syntax_problem(Path("lapbell.toml"), "a = 1\nb = 2", error)
    assert (problem.line, problem.column) == (2, 2)
    assert problem.message == "this cannot be read as TOML"
