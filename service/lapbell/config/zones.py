"""The names of time zones: checking them, and guessing what was meant."""

from difflib import get_close_matches
from zoneinfo import available_timezones

from lapbell.config.problems import quoted


def check_zone(name: str) -> str:
    """Return the name if it is an IANA one; else raise ValueError with the closest names."""
    if name in available_timezones():
        return name
    meant = " or ".join(f'"{zone}"' for zone in _closest(name))
    advice = f"did you mean {meant}?" if meant else 'a name is written as in "Europe/Berlin"'
    if any(char.isdigit() for char in name):
        advice = 'write a place, as in "Europe/Berlin": an offset knows no summer time'
    raise ValueError(f"{quoted(name)} is no time zone; {advice}")


def _closest(name: str) -> list[str]:
    wanted = name.strip().casefold().replace(" ", "_").rsplit("/", maxsplit=1)[-1]
    places: dict[str, list[str]] = {}
    for zone in sorted(available_timezones()):
        places.setdefault(zone.rsplit("/", maxsplit=1)[-1].casefold(), []).append(zone)
    close = get_close_matches(wanted, places, n=1, cutoff=0.75)
    return [zone for place in close for zone in places[place]][:3]
