"""In nobody's way: when lapbell keeps quiet because of what the athlete answered, or did not.

Each silence is a rule's name and a sentence for a person. Limits by the clock are in `quiet`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lapbell.core.baseline import is_long
from lapbell.core.expected import BELONGS
from lapbell.core.occasion import AfterRun, History, Occasion
from lapbell.core.offers import ANSWERED_WITHIN, Offer, Verb
from lapbell.core.plan import Plan, Trigger
from lapbell.core.words import WEEKDAY_NAMES

REST = timedelta(days=7)
"""After "It hurts"; then the gentler form, where there is one, until it is taken back."""

EASE_FROM = 3
"""Unanswered in a row: from here on every second run ..."""

STOP_FROM = 6
"""... and from here on only the summary."""

EASING = "easing off"
"""The rule's name, by which its silences are found again."""

Held = tuple[str, str]
"""The rule that keeps triggers from firing, and what it says to a person."""


def not_wanted(occasion: Occasion, history: History, plan: Plan, now: datetime) -> Held | None:
    """Return why the athlete wants nothing about this occasion: paused, or not running today."""
    pause = history.pause
    if pause is not None and pause.until is not None and now < pause.until:
        return "pause", f"paused until {_day(pause.until, plan.timezone)}"
    if isinstance(occasion, AfterRun):
        return None  # a pause until the next run is over with it
    if pause is not None and pause.until is None:
        return "pause", "paused until you run"
    skipped = [offer.about for offer in history.offers if offer.answer is Verb.SKIP]
    if _same_run(occasion.starts_at, skipped):
        return "skip", "you said you are not running today"
    return None


def resting(trigger: Trigger, history: History, now: datetime, zone: ZoneInfo) -> Held | None:
    """Return why a trigger's routine rests today: done already, or it hurt within a week."""
    about_it = [offer for offer in history.offers if trigger.routine.id in offer.routines]
    if any(_done_today(offer, now, zone) for offer in about_it):
        return "done today", f"{trigger.routine.id} is done for today"
    hurt = [offer.answered_at for offer in about_it if offer.answer is Verb.HURTS]
    last = max((at for at in hurt if at is not None), default=None)
    if last is not None and now < last + REST:
        return "hurts", f"{trigger.routine.id} hurt; it rests until {_day(last + REST, zone)}"
    return None


def fading(trigger: Trigger, occasion: Occasion, history: History) -> Held | None:
    """Return why a trigger does not ring that is to ring after long runs only."""
    if trigger.name not in history.fading or not isinstance(occasion, AfterRun):
        return None
    if is_long(occasion.run, history.runs):
        return None
    return "fading", "you do this without me: it rings after long runs only"


def _done_today(offer: Offer, now: datetime, zone: ZoneInfo) -> bool:
    if offer.answer is not Verb.DONE or offer.answered_at is None:
        return False
    return offer.answered_at.astimezone(zone).date() == now.astimezone(zone).date()


def gentler(trigger: Trigger, history: History) -> Trigger:
    """Return the trigger with the gentler form of a routine that hurt, until that is undone."""
    routine = trigger.routine
    hurt = any(
        routine.id in offer.routines and offer.answer is Verb.HURTS for offer in history.offers
    )
    if hurt and routine.gentler is not None and trigger.variant is None:
        return replace(trigger, variant=routine.gentler)
    return trigger


def easing(history: History, about: datetime, now: datetime) -> Held | None:
    """Return why the athlete is left in peace: by wish, or unanswered; half of it or all."""
    ignored = unanswered_in_a_row(history.offers, now)
    if ignored >= STOP_FROM:
        return EASING, f"{ignored} in a row went unanswered: only the weekly summary now"
    until = history.rings_less_until
    by_wish = until is not None and now < until
    rang_for_it = _same_run(about, [offer.about for offer in history.offers[-1:]])
    if rang_for_it or (ignored < EASE_FROM and not by_wish):
        return None
    if history.eased and not _same_run(about, history.eased):
        return None
    why = "you asked for less" if by_wish else f"{ignored} in a row went unanswered"
    return EASING, f"{why}: every second run now"


def unanswered_in_a_row(offers: Sequence[Offer], now: datetime) -> int:
    """Count the newest offers without an answer; silence counts after a day, where it counts."""
    count = 0
    for offer in reversed(offers):
        if offer.answer is not None:
            break
        if offer.counts and now - offer.at >= ANSWERED_WITHIN:
            count += 1
    return count


def _same_run(about: datetime, others: Sequence[datetime]) -> bool:
    return any(abs(about - other) <= BELONGS for other in others)


def _day(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{WEEKDAY_NAMES[local.weekday()]} {local.day} {local:%b}"
