"""The ears of one bot: who is woken by what, and what of a tap is known when somebody leaves."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Event as Flag
from threading import Thread

import pytest

from lapbell.channels.protocol import Broken
from lapbell.channels.telegram.line import Ear, PartyLine, Tap, line_of
from lapbell.channels.telegram.posts import Post

LONG_S = 60.0
TAP = Tap(
    number=1,
    at=datetime(2026, 11, 23, tzinfo=UTC),
    id="query-1",
    data="v1.done.post-ben",
    chat=2,
    post=Post(number=1, has_picture=False),
    label="Done",
)


@pytest.fixture
def party() -> PartyLine:
    return PartyLine()


def is_woken(what: Callable[[], object], by: Callable[[], object]) -> bool:
    """Tell whether a wait in a thread ends with something, long before its time."""
    begun = Flag()

    def wait() -> None:
        begun.set()
        what()

    thread = Thread(target=wait, daemon=True)
    thread.start()
    assert begun.wait(10)
    thread.join(0.2)
    assert thread.is_alive()
    by()
    thread.join(10)
    return not thread.is_alive()


def test_who_waits_is_woken_by_a_tap(party: PartyLine) -> None:
    anna, ben = Ear(1), Ear(2)
    with party.joined(anna), party.joined(ben):
        found: list[bool] = []
        assert is_woken(
            lambda: found.append(party.wait_for_tap(ben, LONG_S, Flag())), lambda: party.hand(TAP)
        )
        assert found == [True]
        assert (anna.tap, ben.tap) == (None, TAP)


def test_who_waits_is_woken_when_it_is_to_poll(party: PartyLine) -> None:
    ben = Ear(2)
    with ExitStack() as anna:
        anna.enter_context(party.joined(Ear(1)))
        with party.joined(ben):
            assert not party.polls(ben)
            assert is_woken(lambda: party.wait_for_tap(ben, LONG_S, Flag()), anna.close)
            assert party.polls(ben)


def test_who_waits_is_woken_by_the_end(party: PartyLine) -> None:
    anna, ben, over = Ear(1), Ear(2), Broken(reason="too much")
    with party.joined(anna), party.joined(ben):
        assert is_woken(lambda: party.wait_for_tap(ben, LONG_S, Flag()), lambda: party.end(over))
        assert (anna.over, ben.over) == (over, over)
    with party.joined(ben):
        assert ben.over is None


def test_who_polls_is_woken_when_all_is_taken(party: PartyLine) -> None:
    anna, ben = Ear(1), Ear(2)
    with party.joined(anna), party.joined(ben):
        party.hand(TAP)
        assert is_woken(lambda: party.wait_for_others(LONG_S), lambda: party.taken(ben))
        assert not party.lost


def test_a_tap_is_lost_though_another_leaves_after_whom_it_was_for(party: PartyLine) -> None:
    with party.joined(Ear(1)):
        with party.joined(Ear(3)), party.joined(Ear(2)):
            party.hand(TAP)
        assert party.lost
        assert party.wait_for_others(0)


def test_who_comes_back_begins_without_the_taps_of_before(party: PartyLine) -> None:
    ben = Ear(2)
    with party.joined(ben):
        party.hand(TAP)
    with party.joined(ben):
        assert ben.tap is None


def test_a_line_is_known_as_long_as_somebody_has_it() -> None:
    line = line_of("https://api.example/bot1:a/getUpdates")
    assert line_of("https://api.example/bot1:a/getUpdates") is line
    assert line_of("https://api.example/bot2:b/getUpdates") is not line
