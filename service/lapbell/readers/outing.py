"""What TCX and GPX have in common once they are read: the sport is settled, runs are built."""

from collections.abc import Sequence
from dataclasses import dataclass

from lapbell.core.run import Device
from lapbell.readers import build, guess
from lapbell.readers.build import Session, Source
from lapbell.readers.reading import Reading
from lapbell.readers.records import Records
from lapbell.readers.sports import RUNNING, describe, known_sport, printable

MOST_ACTIVITIES = 1000
"""In a file; some apps put all they have into one."""

_MAKERS = ("garmin", "polar", "suunto", "coros", "fitbit", "huawei", "wahoo", "apple")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing:
    """One activity of a file: `name` is what the runner or an app calls it."""

    session: Session
    records: Records
    name: str = ""


def read_outings(outings: Sequence[Outing], source: Source) -> Reading:
    """Return the runs among these, or what the first of them is instead; one there must be."""
    doubts = [_doubt(outing) for outing in outings]
    if all(doubts):
        return Reading("not a run", doubts[0])
    runs = [outing for outing, doubt in zip(outings, doubts, strict=True) if not doubt]
    return Reading("run", "", tuple(build.run(run.session, run.records, source) for run in runs))


def device(name: str, serial: str = "") -> Device:
    """Return the watch or app of this name; FIT names the maker apart, and so is it done here."""
    whole = printable(name)
    first, _, rest = whole.partition(" ")
    maker, product = (first, rest) if rest and first.lower() in _MAKERS else (None, whole)
    return Device(manufacturer=maker, product=product or None, serial=printable(serial) or None)


def _doubt(outing: Outing) -> str:
    """Return what the activity is instead of a run; an empty text where it is one."""
    session = outing.session
    if session.is_run:
        return ""
    if session.sport is not None:
        return describe(session.sport, session.sub_sport)
    if known_sport(outing.name) not in (None, RUNNING):
        return f"an activity of no sport, called {printable(outing.name)!r}"
    doubt = guess.why_no_run(outing.records)
    return f"an activity of no sport, {doubt}" if doubt else ""
