"""Rules across keys, asked of the table as it was written.

Keys, types and limits of single values are in `models`. A rule keeps silent about what has the
wrong type: that is said there, and the other rules still speak.
"""

import os.path
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lapbell.calendars import Address, parse_source
from lapbell.channels.address import split_address
from lapbell.config.durations import parse_duration
from lapbell.config.models import KNOWN_KEYS
from lapbell.config.places import Loc
from lapbell.config.problems import Problem, did_you_mean, looks_like, quoted
from lapbell.config.source import Source
from lapbell.core.condition import ConditionError, parse
from lapbell.core.fact_table import FACTS
from lapbell.core.facts import Fact
from lapbell.core.routine import Phase, Routine
from lapbell.core.words import length

MOMENTS: Mapping[str, Phase] = {
    "after_run": Phase.AFTER,
    "before_run": Phase.BEFORE,
    "during_run": Phase.DURING,
}
"""The keys that say when a trigger rings; each trigger has one."""

_WHEN = {Phase.AFTER: "after a run", Phase.BEFORE: "before a run", Phase.DURING: "during a run"}
_INTO = {"during_run": "into a run"}
_ANOTHER = "each one has a file of their own in athletes/, beside lapbell.toml"


def lacks(source: Source, loc: Loc) -> bool:
    """Tell whether nothing stands at `loc`: no key, or an empty list or table.

    False where a misspelt key or a value of the wrong type explains it: that is said already.
    """
    for size, key in enumerate(loc):
        if isinstance(key, int):
            continue
        table = source.get(loc[:size], dict)
        if table is None:
            return False
        if key not in table:
            return not looks_like(key, [other for other in table if other not in KNOWN_KEYS])
    return source.get(loc, object) in ([], {})


def folder_problems(source: Source) -> Iterator[Problem]:
    """Yield what is wrong with `[runs] folders`: none, one twice, one inside another."""
    loc: Loc = ("runs", "folders")
    if lacks(source, loc):
        advice = 'below [runs], write folders = ["/home/anna/runs"]'
        yield source.problem(loc, "there is no folder to watch for runs", advice)
    earlier: list[Path] = []
    for index, folder in enumerate(source.get(loc, list) or []):
        if isinstance(folder, str):
            yield from _path_problems(source, (*loc, index), folder, earlier)
            if (path := folder_path(source, folder)) not in earlier:
                earlier.append(path)


def folder_path(source: Source, folder: str) -> Path:
    """Return a folder's whole path; a relative one is taken from the config's own folder."""
    return Path(os.path.normpath(source.file.absolute().parent / folder))


def _path_problems(source: Source, loc: Loc, folder: str, earlier: list[Path]) -> Iterator[Problem]:
    if not folder.strip() or not folder.isprintable():
        yield source.problem(loc, "this is no path", "write the folder your runs land in")
    elif folder.startswith(("~", "$")):
        yield source.problem(
            loc,
            f"{folder[0]} is not filled in, since the service has a home folder of its own",
            "write the whole path, such as /home/anna/runs",
        )
    path = folder_path(source, folder)
    for other in earlier:
        if path == other:
            yield source.problem(loc, "this folder stands here a second time", "keep one of them")
        elif other in path.parents or path in other.parents:
            inner, outer = (path, other) if other in path.parents else (other, path)
            yield source.problem(loc, f"{inner} lies inside {outer}", "keep one of them")


def planned_problems(source: Source) -> Iterator[Problem]:
    """Yield what is wrong with `[planned]`: a calendar that cannot be one, or helps for nothing."""
    loc: Loc = ("planned", "calendar")
    text = source.get(loc, str)
    if text is None:
        for key in ("match", "exclude"):
            if ("planned", key) in source.places and lacks(source, loc):
                advice = "add `calendar`, or leave it out"
                yield source.problem(("planned", key), "there is no calendar to look into", advice)
        return
    try:
        found = parse_source(text)
        if isinstance(found, Address):
            split_address(found.url, query=True)
        elif text.startswith(("~", "$")):
            raise ValueError(f"{text[0]} is not filled in; write the whole path")
    except ValueError as error:
        yield source.problem(loc, str(error))


def stranger_problems(source: Source, own: str, athletes: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with `[summary] share_with`: a name of nobody, or one's own.

    It shares nothing, so it stops nobody: an athlete who leaves would, whom others still name.
    """
    loc: Loc = ("summary", "share_with")
    others = [name for name in athletes if name != own]
    for index, name in enumerate(source.get(loc, list) or []):
        if name == own:
            message, advice = f"{quoted(own)} is the athlete of this very file", "leave it out"
            yield source.problem((*loc, index), message, advice)
        elif isinstance(name, str) and name not in others:
            advice = did_you_mean(name, others, mark='"') if others else _ANOTHER
            yield source.problem((*loc, index), f"there is no athlete {quoted(name)}", advice)


def trigger_problems(
    source: Source, routines: Mapping[str, Routine], unreadable: frozenset[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the triggers: each for itself, and their names.

    `unreadable` are ids of routines whose files have problems of their own.
    """
    if lacks(source, ("trigger",)):
        advice = 'write [[trigger]], and below it after_run = "3 min" and routine = "calf-pump"'
        yield source.problem(("trigger",), "there is no trigger, so nothing would ring", advice)
    names: set[str] = set()
    for index, table in enumerate(source.get(("trigger",), list) or []):
        if isinstance(table, dict):
            rules = _Trigger(source, ("trigger", index), routines, unreadable)
            yield from rules.problems()
            yield from rules.name_problem(names)


@dataclass(frozen=True, slots=True)
class _Trigger:
    source: Source
    loc: Loc
    routines: Mapping[str, Routine]
    unreadable: frozenset[str]

    def problems(self) -> Iterator[Problem]:
        yield from self._moment()
        yield from self._routine()
        yield from self._variant()
        yield from self._condition()
        yield from self._channels()

    def _text(self, key: str) -> str | None:
        return self.source.get((*self.loc, key), str)

    def _phase(self) -> Phase | None:
        return next((MOMENTS[key] for key in self._moments()), None)

    def _moments(self) -> list[str]:
        return [key for key in MOMENTS if (*self.loc, key) in self.source.places]

    def _problem(self, key: str, message: str, advice: str = "") -> Problem:
        return self.source.problem((*self.loc, key), message, advice)

    def _moment(self) -> Iterator[Problem]:
        if all(lacks(self.source, (*self.loc, key)) for key in MOMENTS):
            yield self.source.problem(
                self.loc, "this trigger does not say when it rings", 'write after_run = "3 min"'
            )

        first, *others = self._moments() or [""]
        for key in others:
            advice = "make a second trigger of it"
            yield self._problem(key, f"this trigger has a moment already: `{first}`", advice)
        for key in {first, *others} - {"", "after_run"}:
            if all(lacks(self.source, ("planned", key)) for key in ("times", "calendar", "habit")):
                advice = 'below [planned], write times = ["Tue 06:30"]'
                yield self._problem(key, "no run is expected, so this never rings", advice)

    def _routine(self) -> Iterator[Problem]:
        name, phase = self._text("routine"), self._phase()
        if name is None or name in self.unreadable:
            return
        routine = self.routines.get(name)
        if routine is None:
            message = f"there is no routine {quoted(name)}"
            yield self._problem("routine", message, did_you_mean(name, self.routines))
        elif phase is not None and phase not in routine.phases:
            fitting = [one.id for one in self.routines.values() if phase in one.phases]
            usual = " or ".join(_WHEN[one] for one in routine.phases)
            yield self._problem(
                "routine",
                f"{name} is for {usual}, and this trigger rings {_WHEN[phase]}",
                f"{_WHEN[phase]} there are {', '.join(fitting)}",
            )

    def _variant(self) -> Iterator[Problem]:
        variant, routine = self._text("variant"), self.routines.get(self._text("routine") or "")
        if variant is None or routine is None or variant in routine.variants:
            return
        if not routine.variants:
            yield self._problem("variant", f"{routine.id} has no variants", "leave this out")
            return
        message = f"{routine.id} has no variant {quoted(variant)}"
        yield self._problem("variant", message, did_you_mean(variant, routine.variants))

    def _condition(self) -> Iterator[Problem]:
        text, phase = self._text("only_if"), self._phase()
        if text is None:
            return
        try:
            parse(text, facts_in(phase) if phase else FACTS)
        except ConditionError as error:
            for one in error.troubles:
                yield self.source.problem((*self.loc, "only_if"), one.message, at=one.at)

    def _channels(self) -> Iterator[Problem]:
        loc: Loc = (*self.loc, "channels")
        wanted, known = self.source.get(loc, list), self.source.get(("channels",), dict) or {}
        if wanted == []:
            yield self.source.problem(loc, "this list is empty", "leave it out to ring on all")
        for index, name in enumerate(wanted or []):
            if isinstance(name, str) and name not in known:
                message = f"there is no [channels.{name}]"
                yield self.source.problem((*loc, index), message, did_you_mean(name, known))

    def name_problem(self, taken: set[str]) -> Iterator[Problem]:
        """Yield a problem where the name is taken; take it."""
        name = trigger_name(self.source, self.loc, self.routines)
        if name is not None and name in taken:
            message = f"two triggers are called {quoted(name)}"
            yield self._problem("name", message, "give this one a `name` of its own")
        taken.add(name or "")


def facts_in(phase: Phase) -> Mapping[str, Fact]:
    """Return the facts that are known in a phase."""
    return {name: fact for name, fact in FACTS.items() if phase in fact.phases}


def trigger_name(source: Source, loc: Loc, routines: Mapping[str, Routine]) -> str | None:
    """Return a trigger's name: its own, or one made of its routine and its condition or time.

    None where these are not there or cannot be read.
    """
    name, variant, condition = (
        source.get((*loc, key), str) for key in ("name", "variant", "only_if")
    )
    routine = routines.get(source.get((*loc, "routine"), str) or "")
    if name is not None or routine is None:
        return name
    what = f"{routine.name} ({variant})" if variant else routine.name
    if condition is not None:
        return f"{what} if {' '.join(condition.split())}"
    moments = ((key, source.get((*loc, key), str)) for key in MOMENTS)
    return next((f"{what} {_when(key, text)}" for key, text in moments if text), None)


def _when(key: str, text: str) -> str:
    """Write a moment in words: "3 min after a run"."""
    try:
        span = length(parse_duration(text))
    except ValueError:  # said by the model
        span = text
    return f"{span} {_INTO.get(key) or _WHEN[MOMENTS[key]]}"
