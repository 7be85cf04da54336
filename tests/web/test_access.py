import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapbell.web.access import AT_ONCE, MOST, ONE_MORE_S, Access, keys_of, own_pass, plain

KEY = "abcd-efgh-ijkl-mnop-qrst"
SECRET = b"s" * 32


class Stopwatch:
    """Seconds, counted by hand."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


ALONE = ("me",)
ALL = ("me", "ben", "cleo")


def access_of(watch: Stopwatch | None = None, *, key: str = KEY, secret: bytes = SECRET) -> Access:
    return Access(key, secret, watch or Stopwatch())


def pass_of(athlete: str, athletes: Sequence[str] = ALL) -> str:
    return access_of().with_pass("", athlete, athletes)


def try_all(access: Access, watch: Stopwatch, guesses: int) -> int:
    """Guess as fast as one is let, and count the guesses that were looked at."""
    looked_at = 0
    for number in range(guesses):
        if not access.wait_s():
            looked_at += access.try_key(f"wrong-{number}", ALL) is None
        watch.s += 0.1
    return looked_at


@pytest.mark.parametrize("text", [KEY, KEY.upper(), "abcdefghijklmnopqrst", f"  {KEY}\n"])
def test_the_key_opens_however_it_was_typed(text: str) -> None:
    assert access_of().try_key(text, ALONE) == "me"


@pytest.mark.parametrize("text", ["", KEY[:-1], KEY + "u", "ä" * 20, "\0"])
def test_any_other_key_opens_nothing(text: str) -> None:
    assert access_of().try_key(text, ALL) is None


@pytest.mark.parametrize("token", ["", KEY, plain(KEY), "ä", "a" * 32, ".", "\0" * 9_000])
def test_a_forged_pass_opens_nothing(token: str) -> None:
    assert access_of().opened(token, ALL) == frozenset()


def test_the_first_ones_pass_is_the_same_with_others_and_without() -> None:
    assert pass_of("me") == pass_of("me", ALONE) == "usg6nuk3hnkdkm3gmqwxw73kuzrxvmmo"


def test_a_pass_that_came_twice_opens_as_one_does() -> None:
    assert access_of().opened(f"{pass_of('ben')}.{pass_of('ben')}", ALL) == {"ben"}


def test_a_new_key_ends_every_pass() -> None:
    old = access_of().with_pass(pass_of("ben"), "me", ALL)

    assert access_of().opened(old, ALL) == {"me", "ben"}
    assert access_of(key="zbcd-efgh-ijkl-mnop-qrst").opened(old, ALL) == frozenset()
    assert access_of(secret=b"t" * 32).opened(old, ALL) == frozenset()


def test_a_command_of_this_machine_needs_no_key() -> None:
    assert access_of().opened(own_pass(SECRET), ALL) == {*ALL}
    assert access_of().opened(own_pass(b"t" * 32), ALL) == frozenset()


def test_each_key_looks_like_the_first_and_is_of_one_athlete() -> None:
    keys = keys_of(KEY, SECRET, ALL)

    assert keys["me"] == KEY
    assert len({*keys.values()}) == len(ALL)
    assert all(re.fullmatch("([a-z2-7]{4}-){4}[a-z2-7]{4}", key) for key in keys.values())
    assert [access_of().try_key(key, ALL) for key in keys.values()] == [*ALL]


def test_the_key_of_an_athlete_who_is_gone_opens_nothing_and_counts_as_wrong() -> None:
    watch = Stopwatch()
    access = access_of(watch)
    for _ in range(AT_ONCE):
        assert access.try_key(keys_of(KEY, SECRET, ALL)["ben"], ALONE) is None

    assert access.wait_s() > 0


def test_a_key_is_the_same_whoever_else_is_there() -> None:
    assert keys_of(KEY, SECRET, ALL)["cleo"] == keys_of(KEY, SECRET, ("me", "cleo"))["cleo"]


NAMES = st.lists(st.from_regex(r"[\w-]{1,40}", fullmatch=True), unique=True, min_size=1, max_size=9)


@given(names=NAMES, data=st.data())
def test_passes_open_what_their_keys_opened_and_nothing_else(
    names: list[str], data: st.DataObject
) -> None:
    given_keys = data.draw(st.lists(st.sampled_from(names), max_size=12))
    still_there = [names[0], *data.draw(st.sets(st.sampled_from(names)))]
    athletes = [name for name in names if name in still_there]
    cookie = data.draw(st.sampled_from(["", "nonsense", "a.b.c", "." * 500]))
    for name in given_keys:
        cookie = access_of().with_pass(cookie, name, names)

    assert access_of().opened(cookie, names) == {*given_keys}
    assert access_of().opened(cookie, athletes) == {*given_keys} & {*athletes}
    assert len(cookie) <= 33 * len(names) or not given_keys


def test_a_browser_keeps_no_more_passes_than_a_cookie_holds_and_the_newest_first() -> None:
    many = [f"athlete-{number}" for number in range(2 * MOST + 20)]
    cookie = ""
    for name in many[::2]:
        cookie = access_of().with_pass(cookie, name, many)

    assert len(cookie) < 4000
    assert cookie.count(".") == MOST - 1
    assert many[-2] in access_of().opened(cookie, many)
    assert cookie.startswith(pass_of(many[-2], many))


def test_a_thousand_wrong_keys_are_slowed_down() -> None:
    watch = Stopwatch()
    access = access_of(watch)

    looked_at = try_all(access, watch, 1000)

    assert AT_ONCE <= looked_at <= AT_ONCE + 100 / ONE_MORE_S + 1


def test_patience_comes_back_and_is_never_more_than_at_first() -> None:
    watch = Stopwatch()
    access = access_of(watch)
    try_all(access, watch, 1000)

    watch.s += 1_000_000

    assert access.wait_s() == 0
    assert try_all(access, watch, 100) == AT_ONCE + 1


def test_the_wait_is_told_in_seconds() -> None:
    watch = Stopwatch()
    access = access_of(watch)
    for _ in range(AT_ONCE):
        assert access.wait_s() == 0
        access.try_key("wrong", ALL)

    assert access.wait_s() == ONE_MORE_S
    watch.s += 2
    assert access.wait_s() == ONE_MORE_S - 2


def test_guesses_that_came_all_at_the_same_time_are_no_debt() -> None:
    access = access_of()
    for _ in range(5 * AT_ONCE):
        access.try_key("wrong", ALL)

    assert access.wait_s() == ONE_MORE_S
