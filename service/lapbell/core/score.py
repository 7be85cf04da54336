"""How consistent an athlete is: what came of each offer, a score over them, a streak of weeks.

The idea is that of Loop Habit Tracker (exponential smoothing, no day streaks), per delivered
offer in place of per day: nobody can do a routine that was not asked for. Everything is worked
out from all offers anew, so that the order in which runs and answers arrive does not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lapbell.core.offers import ANSWERED_WITHIN, Offer, Verb
from lapbell.core.routine import Kind

HALF_LIFE = 10
"""Offers after which one counts half."""

KEEP = 0.5 ** (1 / HALF_LIFE)
SHOWN_FROM = 5
"""Known offers; fewer say nothing yet."""

GOOD_FROM = 0.5
"""The share of a week's offers that makes it a good one."""

LOOKS_BACK = timedelta(weeks=104)
MATTERS = 200
"""A streak is counted over two years at most, a score over so many offers at least: the weight of
what is older is a millionth. So a summary takes no longer after ten years than after two."""

GRACE_EVERY = 4
MOST_GRACES = 2
"""A grace is earned with every so many good weeks, and so many are held at most."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Chance:
    """An offer on the local date it belongs to, and whether it was done; `None` is not known."""

    offer: Offer
    day: date
    done: bool | None


@dataclass(frozen=True, slots=True)
class Streak:
    """Good weeks in a row, and the graces held."""

    weeks: int = 0
    graces: int = 0


def chances(
    offers: Iterable[Offer],
    days: Mapping[str, date],
    pauses: Sequence[Span],
    now: datetime,
    home: ZoneInfo,
) -> tuple[Chance, ...]:
    """Return the offers in order of delivery, each with its date and what came of it.

    `days` are the local dates of all runs by their ids. An offer after a run belongs to the date
    of that run, any other to the date in `home` on which the run was expected.
    """
    ran = set(days.values())
    found = []
    for offer in sorted(offers, key=lambda one: (one.at, one.key)):
        day = days.get(offer.run_id or "") or offer.about.astimezone(home).date()
        done = came_of(offer, now, ran=day in ran, pauses=pauses)
        found.append(Chance(offer, day, done))
    return tuple(found)


def came_of(offer: Offer, now: datetime, *, ran: bool, pauses: Sequence[Span]) -> bool | None:
    """Tell whether an offer was done; None where that is not known or says nothing.

    Not done is what was put off or left unanswered, a day after it came. It says nothing where a
    pause fell into that day, where it hurt, where the expected run never was (`ran` tells), and
    where the athlete does not answer over the offer's channels.
    """
    if offer.answer in (Verb.DONE, Verb.DID):
        return True
    until = offer.at + ANSWERED_WITHIN
    is_open = now < until or any(begin < until and end > offer.at for begin, end in pauses)
    never_was = not ran and offer.kind is not Kind.AFTER
    if is_open or never_was or offer.answer in (Verb.HURTS, Verb.SKIP):
        return None
    said_so = offer.answer in (Verb.LATER, Verb.NO)
    return False if said_so or offer.counts else None


def score(outcomes: Iterable[bool | None]) -> float | None:
    """Return the score, 0 to 100, after these outcomes in order; None below five known ones.

    s = k s + (1 - k) v from s = 0, with v = 1 for done and 0 for not done; k = 0.5^(1/10) = 0.933
    halves the weight of an offer with ten further ones. What is not known leaves s alone.
    """
    known = [done for done in outcomes if done is not None]
    if len(known) < SHOWN_FROM:
        return None
    strength = 0.0
    for done in known:
        strength = KEEP * strength + (1 - KEEP) * done
    return 100 * strength


def streak(weeks: Iterable[tuple[bool, Sequence[bool | None]]]) -> Streak:
    """Return the streak after these weeks in order, each given as (a run in it, outcomes).

    A week is good where at least half of its known offers were done. One without a run, or
    without a known offer, changes nothing. One that is not good takes a grace, or ends the streak.
    """
    length, graces = 0, 0
    for ran, outcomes in weeks:
        known = [done for done in outcomes if done is not None]
        if not ran or not known:
            continue
        if sum(known) >= GOOD_FROM * len(known):
            length += 1
            graces = min(MOST_GRACES, graces + (length % GRACE_EVERY == 0))
        elif graces:
            graces -= 1
        else:
            length = 0
    return Streak(length, graces)
