"""What one config changes in another, in words for a log."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields
from typing import TypeVar

from lapbell.config.config import Athlete, Config
from lapbell.core.plan import Plan

K = TypeVar("K", bound=Hashable)

_KEYS = {
    "nudge_within": "runs.nudge_within",
    "watches": "runs.watches",
    "times": "planned.times",
    "habit": "planned.habit",
    "summary_at": "summary.at",
    "share_with": "summary.share_with",
    "shown_as": "summary.shown_as",
    "routines": "the routines",
}
"""How a person knows the fields of a plan; any other is called by its own name."""
_APART = {"athlete", "triggers", "channels"}


def changes(old: Config, new: Config) -> Iterator[str]:
    """Yield what is new, gone or changed, a phrase each; nothing where nothing is."""
    if old.web != new.web:
        yield "web.listen changed"
    if old.ping != new.ping:
        yield "health.ping changed"
    before, after = ({one.name: one for one in config.athletes} for config in (old, new))
    yield from _compare("athlete", before, after)
    stopped, still = ({one.name for one in config.broken} for config in (old, new))
    yield from (f"{name} came, and cannot be used" for name in sorted(still - stopped - {*before}))
    yield from (f"{name} is gone" for name in sorted(stopped - still - {*after}))
    for name in before.keys() & after.keys():
        whose = f"{name}: " if len(after) > 1 else ""
        yield from (f"{whose}{change}" for change in _of_athlete(before[name], after[name]))


def _of_athlete(old: Athlete, new: Athlete) -> Iterator[str]:
    yield from _compare("folder", *({path: path for path in one.folders} for one in (old, new)))
    yield from _compare_all("channel", old.channels, new.channels)
    before, after = ({one.name: one for one in each.plan.triggers} for each in (old, new))
    yield from _compare_all("trigger", before, after)
    if before == after and [*before] != [*after]:
        yield "the triggers stand in another order"
    if old.calendar != new.calendar:
        yield "planned.calendar changed"
    for field in fields(Plan):
        if field.name in _APART or getattr(old.plan, field.name) == getattr(new.plan, field.name):
            continue
        yield f"{_KEYS.get(field.name, field.name)} changed"


def _compare_all(what: str, old: Mapping[K, object], new: Mapping[K, object]) -> Iterator[str]:
    yield from _compare(what, old, new)
    for name in old:
        if name in new and old[name] != new[name]:
            yield f"{what} {name} changed"


def _compare(what: str, old: Mapping[K, object], new: Mapping[K, object]) -> Iterator[str]:
    """Yield what came and what went."""
    yield from (f"{what} {name} is new" for name in new if name not in old)
    yield from (f"{what} {name} is gone" for name in old if name not in new)
