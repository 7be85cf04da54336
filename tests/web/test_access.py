import pytest

from lapbell.web.access import AT_ONCE, ONE_MORE_S, Access, own_pass, plain

KEY = "abcd-efgh-ijkl-mnop-qrst"
SECRET = b"s" * 32


class Stopwatch:
    """Seconds, counted by hand."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


def try_all(access: Access, watch: Stopwatch, guesses: int) -> int:
    """Guess as fast as one is let, and count the guesses that were looked at."""
    looked_at = 0
    for number in range(guesses):
        if not access.wait_s():
            looked_at += access.try_key(f"wrong-{number}") is None
        watch.s += 0.1
    return looked_at


@pytest.mark.parametrize("text", [KEY, KEY.upper(), "abcdefghijklmnopqrst", f"  {KEY}\n"])
def test_the_key_opens_however_it_was_typed(text: str) -> None:
    access = Access(KEY, SECRET, Stopwatch())

    token = access.try_key(text)

    assert token is not None
    assert access.knows(token)


@pytest.mark.parametrize("text", ["", KEY[:-1], KEY + "u", "ä" * 20, "\0"])
def test_any_other_key_opens_nothing(text: str) -> None:
    assert Access(KEY, SECRET, Stopwatch()).try_key(text) is None


@pytest.mark.parametrize("token", ["", KEY, plain(KEY), "ä", "a" * 32])
def test_a_forged_pass_is_not_known(token: str) -> None:
    assert not Access(KEY, SECRET, Stopwatch()).knows(token)


def test_a_new_key_ends_every_pass() -> None:
    old = Access(KEY, SECRET, Stopwatch()).try_key(KEY)
    assert old is not None

    assert not Access("zbcd-efgh-ijkl-mnop-qrst", SECRET, Stopwatch()).knows(old)
    assert not Access(KEY, b"t" * 32, Stopwatch()).knows(old)


def test_a_command_of_this_machine_needs_no_key() -> None:
    assert Access(KEY, SECRET, Stopwatch()).knows(own_pass(SECRET))


def test_a_thousand_wrong_keys_are_slowed_down() -> None:
    watch = Stopwatch()
    access = Access(KEY, SECRET, watch)

    looked_at = try_all(access, watch, 1000)

    assert AT_ONCE <= looked_at <= AT_ONCE + 100 / ONE_MORE_S + 1


def test_patience_comes_back_and_is_never_more_than_at_first() -> None:
    watch = Stopwatch()
    access = Access(KEY, SECRET, watch)
    try_all(access, watch, 1000)

    watch.s += 1_000_000

    assert access.wait_s() == 0
    assert try_all(access, watch, 100) == AT_ONCE + 1


def test_the_wait_is_told_in_seconds() -> None:
    watch = Stopwatch()
    access = Access(KEY, SECRET, watch)
    for _ in range(AT_ONCE):
        access.try_key("wrong")

    assert access.wait_s() == ONE_MORE_S
    watch.s += 2
    assert access.wait_s() == ONE_MORE_S - 2
