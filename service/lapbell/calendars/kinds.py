r"""Which events of a calendar are runs, and how far and long they say they are.

English and German, in the words of training plans. A summary is a run where `match` is found in
it and `exclude` is not: "Rest day, no run" is none, nor is "Tempo ride".
"""

import re

RUN = re.compile(
    r"""
    🏃 | \b\w*run(s|ning)?\b | \bjog(s|ging|gen)?\b | \b(\w*marathon|fartlek|strides)\b
    | \b(tempo|threshold|interval\w*)\b | \bhill\ (repeats|sprints)\b
    | ^\W*long(\W*$|\W+(easy|slow|steady)\b)
    | \b\w*l(auf|äufe|aufen)\b | \blauf(treff|training|gruppe|kurs)\b
    | \b(\w*fahrtspiel|schwelle\w*|steigerungen)\b
    | \b\d{1,2}([.,]\d+)?\ ?(k|km|mi|miles?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
NO_RUN = re.compile(
    r"""
    # Rest, but not in "3 x 1 km, 90 s rest".
    (?<!\d\ )(?<!\d')(?<!\d'\ )(?<!\ds\ )(?<!\ s\ )(?<!min\ )(?<!sec\ )\brest\b(?!\ ?\d)
    | \b(rest|off)[\ -]?days?\b | \bday\ off\b | ^\W*off\W*$ | \b(no|not|without)\ run
    | \b(ride|riding|bike|biking|cycl(e|ing)|zwift|spin(ning)?|turbo)\b
    | \b(swim\w*|row(ing)?|ski(ing)?|yoga|pilates|massage|physio\w*)\b
    | ^\W*(strength|gym|core|mobility|stretch\w*|cross[\ -]?training)\b
    | ^(?!.*(run|jog)).*\b(walk|hik)
    | \b(dry|test|trial|school|print)[\ -]run\b | \brun(ning)?[\ -](through|late|out|errands)\b
    | \b(ruhetag\w*|pausentag|lauffrei\w*|kein\w*\ l(auf|äufe)\w*)\b | ^\W*(ruhe|pause|frei)\b
    | \b((renn|fahr)?rad|rad(fahr|tour|training)\w*|schwimm\w*|wander\w*|spazier\w*)\b
    | ^\W*(kraft|gymnastik|dehn|stabi)
    | \b(ski(lang)?|eis|schlittschuh|lang|ab|ver|kreis|an|ein|zu|auf|lebens)lauf\b
    # About running, but in words that name the meeting: "Group run, then dinner" is a run.
    | \b(club|team|group|race|\w*marathon|run(ning)?)\ (meetings?|briefing|expo|registration)\b
    | \b(club|team)\ (social|dinner|party|drinks|agm)\b
    | \b\w*(versammlung|stammtisch)\b
    | \b(cancel+ed|abgesagt)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

KM_IN_A_MILE = 1.609344
_LONGEST_KM, _LONGEST_MIN = 300.0, 48 * 60.0

# A number that stands for itself: no part of a range, of "4 x 1 km", or of "5:30 min/km".
_JOIN = r"[x*\u00d7\u2013-]"
_PLAIN = (
    rf"(?<![\d.,:/@])(?<!\d{_JOIN})(?<!\d\ {_JOIN})(?<!\d{_JOIN}\ )(?<!\d\ {_JOIN}\ )"
    r"(\d{1,3}(?:[.,]\d{1,2})?)"
)
_END = r"(?![\w/'])(?!\ ?[\u2013-]\ ?\d)"
_KM = re.compile(rf"{_PLAIN}\ ?(km|k|kilomet\w+|mi|miles?){_END}", re.IGNORECASE)
_MINUTES = re.compile(rf"{_PLAIN}\ ?(?:mins?|minutes?|minuten|'){_END}", re.IGNORECASE)
_HOURS = re.compile(
    rf"{_PLAIN}\ ?(?:h|hrs?|hours?|std|stunden?)(?:(\d\d)|\ ?(\d{{1,2}})\ ?min)?{_END}",
    re.IGNORECASE,
)


def is_run(summary: str, match: re.Pattern[str], exclude: re.Pattern[str]) -> bool:
    """Tell whether an event is a run, by its summary."""
    return bool(match.search(summary)) and not exclude.search(summary)


def kilometres_in(text: str) -> float | None:
    """Return the distance that a text names, if it names one and one only."""
    found = [
        _number(one[1]) * (KM_IN_A_MILE if one[2].lower().startswith("mi") else 1)
        for one in _KM.finditer(text)
    ]
    return _only(found, _LONGEST_KM)


def minutes_in(text: str) -> float | None:
    """Return the length of time that a text names, if it names one and one only."""
    hours = _HOURS.finditer(text)
    found = [60 * _number(one[1]) + float(one[2] or one[3] or 0) for one in hours]
    found += [_number(one[1]) for one in _MINUTES.finditer(_HOURS.sub("", text))]
    return _only(found, _LONGEST_MIN)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _only(found: list[float], most: float) -> float | None:
    return round(found[0], 2) if len(found) == 1 and 0 < found[0] <= most else None
